"""Rows of reported linkages, offers and needs as records, and their ranking for scripts.

Nothing is invented: what a row leaves empty stays unknown. The cooperative side of a linkage counts as an offer; the
linkage is track record with its buyer, and one reported broken off keeps the two apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from matching.candidates import build
from matching.errors import RecordError, SourceFileError
from matching.goods_catalogue import VocabularyCatalogue
from matching.ranking import Matcher, Ranking
from matching.reader_fields import amount, certificates, criteria, markets, yearly_kg
from matching.reader_goods import read_goods
from matching.reader_places import listed_sites, parts_sites
from matching.reader_words import name_core, papers_in, same_name, says
from matching.records import Good, NeedRecord, OfferRecord, Site
from matching.sentences import mend_sentence, near_miss_sentence, sentence
from matching.source_rows import SourceRow, read_rows
from matching.vocabulary.periods import months_of

OFFER_COLUMNS = ("id", "cooperative_name", "coop_province", "commodity_as_written")
LINKAGE_COLUMNS = (*OFFER_COLUMNS, "enterprise_name")
# Forms a buyer with a plant makes itself.
_MADE_BY_BUYER = frozenset({"frozen", "processed", "kernel"})
NEED_COLUMNS = ("id", "enterprise_name", "commodity_as_written", "sourcing_places")

Record = TypeVar("Record", OfferRecord, NeedRecord)


@dataclass(frozen=True, slots=True)
class Source:
    """Everything read from three files, with the commodity texts kept for the text baselines."""

    needs: tuple[NeedRecord, ...]
    offers: tuple[OfferRecord, ...]
    need_texts: dict[str, str]
    offer_texts: dict[str, str]


def read_source(needs: Path, offers: Path, linkages: Path) -> Source:
    """Records of three CSV files. Raises `SourceFileError` naming file and line for what cannot be read."""
    need_rows = read_rows(needs, NEED_COLUMNS)
    linkage_rows = read_rows(linkages, LINKAGE_COLUMNS)
    offer_rows = [*read_rows(offers, OFFER_COLUMNS), *linkage_rows]
    wanted = tuple(_checked(row, need_record) for row in need_rows)
    offered = tuple(_checked(row, offer_record) for row in offer_rows)
    return Source(
        needs=wanted,
        offers=_with_links(offered, linkage_rows, wanted),
        need_texts={row["id"]: row["commodity_as_written"] for row in need_rows},
        offer_texts={row["id"]: row["commodity_as_written"] for row in offer_rows},
    )


def rank(needs: Path, offers: Path, linkages: Path, top: int = 10) -> Iterator[dict[str, object]]:
    """One JSON-ready object per need, in the order of its file: ranked offers with reasons, and near misses."""
    source = read_source(needs, offers, linkages)
    for ranking in rankings(source, top):
        yield _as_json(ranking)


def rankings(source: Source, top: int = 10) -> Iterator[Ranking]:
    """The ranking of every need of a source."""
    matcher = Matcher(VocabularyCatalogue())
    index = build(source.offers)
    return (matcher.suggest(index, need, top=top) for need in source.needs)


def offer_record(row: SourceRow) -> OfferRecord:
    """An offer, or the cooperative side of a linkage, as a record."""
    area = amount(row["area_ha"])
    beside = " ; ".join((row["certificates"], row["note"]))
    sites = _offer_sites(row)
    goods = read_goods(
        row["commodity_as_written"],
        beside=f"{row['certificates']} ; {row['cooperative_name']}",
        region=_region(sites),
    )
    return OfferRecord(
        id=row["id"],
        organisation=_key(row["cooperative_name"]),
        name=row["cooperative_name"],
        goods=tuple(_as_grown(good, row, beside) for good in goods),
        sites=sites,
        annual_kg=yearly_kg(row["quantity_value"], row["quantity_unit"], row["quantity_period"], area, goods),
        area_ha=area,
        months=months_of(row["harvest_time"]) if row["harvest_time"] else None,
        certificates=certificates(_with_papers(row["certificates"], row["commodity_as_written"])),
        markets=markets(row["markets_or_channels"], row["linkage_terms"], row["certificates"]),
    )


def need_record(row: SourceRow) -> NeedRecord:
    """A need as a record. The plant is where the enterprise is said to be."""
    place = row["enterprise_place"]
    plant = parts_sites(row["enterprise_commune"], row["enterprise_district"], place)
    sites = listed_sites(row["sourcing_places"], place)
    goods = read_goods(
        row["commodity_as_written"], beside=row["certificates_required"], region=_region((*sites, *plant))
    )
    return NeedRecord(
        id=row["id"],
        organisation=_key(row["enterprise_name"]),
        name=row["enterprise_name"],
        goods=tuple(_as_bought(good, row) for good in goods),
        buyer_kind=row["enterprise_kind"] or None,
        plant=plant[0] if plant else None,
        sites=sites,
        annual_kg=yearly_kg(row["need_value"], row["need_unit"], row["need_period"], amount(row["raw_area_ha"]), goods),
        criteria=criteria(
            _with_papers(row["certificates_required"], row["commodity_as_written"]), row["enterprise_kind"]
        ),
        state_owned={"yes": True, "no": False}.get(row["state_owned"]),
    )


def _checked(row: SourceRow, make: Callable[[SourceRow], Record]) -> Record:
    try:
        return make(row)
    except RecordError as error:
        raise SourceFileError(row.path, str(error), row.line) from error


def _offer_sites(row: SourceRow) -> tuple[Site, ...]:
    """An area that stands for several provinces names them in its own name."""
    found = parts_sites(row["coop_commune"], row["coop_district"], row["coop_province"])
    if row["coop_kind"] == "area" and not row["coop_district"]:
        named = listed_sites(row["cooperative_name"].split("(")[0])
        provinces = {site.legacy_province_code for site in found}
        if not found or (len(named) > 1 and provinces & {site.legacy_province_code for site in named}):
            return named
    return found


def _with_papers(field: str, commodity: str) -> str:
    """A certificate may stand in the commodity's name ("rau VietGAP")."""
    return " ; ".join(part for part in (field, commodity if papers_in(commodity) else "") if part)


def _region(sites: tuple[Site, ...]) -> str | None:
    """The region all sites share, if they do."""
    regions = {site.region for site in sites if site.region}
    return regions.pop() if len(regions) == 1 else None


def _as_grown(good: Good, row: SourceRow, beside: str) -> Good:
    """Growers' rice without form or brand is paddy; maize as such is dry grain."""
    if good.code == "maize" and good.form is None:
        return replace(good, form="grain")
    text = " ".join((row["commodity_as_written"], beside))
    if good.code == "rice" and good.form is None and not says("branded", text):
        return replace(good, form="paddy")
    return good


def _as_bought(good: Good, row: SourceRow) -> Good:
    """What a plant or an exporter makes of a good is not what it buys. Rice is bought as paddy, except by shops."""
    if good.form in _MADE_BY_BUYER and row["enterprise_kind"] in ("processing_plant", "exporter"):
        return replace(good, form=None)
    if good.code != "rice" or good.form is not None:
        return good
    return good if row["enterprise_kind"] == "retail_chain" else replace(good, form="paddy")


def _key(name: str) -> str:
    return " ".join(sorted(name_core(name)))


def _with_links(
    offers: Iterable[OfferRecord], linkages: Iterable[SourceRow], needs: Iterable[NeedRecord]
) -> tuple[OfferRecord, ...]:
    """Offers with the buyers their cooperative is (or no longer is) linked with, under the needs' own keys."""
    buyers = {need.organisation: frozenset(need.organisation.split()) for need in needs}
    links: dict[str, set[str]] = {}
    broken: dict[str, set[str]] = {}
    for row in linkages:
        core = name_core(row["enterprise_name"])
        keys = {key for key, other in buyers.items() if same_name(core, other)} | {" ".join(sorted(core))}
        told = broken if says("broken", f"{row['linkage_terms']} ; {row['note']}") else links
        told.setdefault(_key(row["cooperative_name"]), set()).update(keys)
    return tuple(
        replace(
            offer,
            linked=frozenset(links.get(offer.organisation, ())),
            broken=frozenset(broken.get(offer.organisation, ())),
        )
        for offer in offers
    )


def _as_json(ranking: Ranking) -> dict[str, object]:
    return {
        "need_id": ranking.need_id,
        "ranked": [
            {
                "offer_id": found.offer_id,
                "score": float(found.score),
                "parts": {part.name: float(part.points) for part in found.parts},
                "reasons": [sentence(part) for part in found.parts],
            }
            for found in ranking.suggestions
        ],
        "near_misses": [
            {
                "offer_id": miss.offer_id,
                "rule": miss.rule,
                "reason": near_miss_sentence(miss),
                "mend": mend_sentence(miss),
            }
            for miss in ranking.near_misses
        ],
    }
