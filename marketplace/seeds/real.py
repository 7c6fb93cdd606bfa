"""Reported rows become organisations, offers, needs and reported linkages.

Everything is labelled REPORTED with the row's own address and date, keeps the facts as written, and invents
nothing: what a row leaves empty stays unknown, and no periods are made of yearly figures. A second run with the
same bytes does nothing; changed rows are updated, rows that are gone are closed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa

from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.catalogue.loading.dataset import Dataset, Loaded, load_dataset
from marketplace.catalogue.loading.prices import GOODS_FILES
from marketplace.catalogue.models import Commodity
from marketplace.catalogue.naming import form_code
from marketplace.clock import now
from marketplace.contracts.models import ReportedLinkage
from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPlace
from marketplace.offers.models import Offer
from marketplace.organisations.jobs import compare
from marketplace.organisations.models import Organisation, Origin
from marketplace.organisations.queries import successor_of
from marketplace.seeds.parties import Parties, Party, cooperative_kind, enterprise_kind
from marketplace.seeds.rows import FILES, ReportedRow, ReportedRows, read_all
from matching.reader_fields import amount, yearly_kg
from matching.vocabulary.goods import ancestors
from matching.vocabulary.normalise import fold

DATASET = "real_linkages"
GONE = "Dòng này không còn trong tệp nguồn."
Kept = TypeVar("Kept", Organisation, Offer, Need, ReportedLinkage)


def load_real(report: Callable[[Loaded], None] | None = None) -> Loaded:
    """Bring the reported records to the vendored rows; flushes, never commits."""
    loaded = load_dataset(Dataset(DATASET, FILES, _load, follows=GOODS_FILES))
    if report:
        report(loaded)
    return loaded


def _load() -> int:
    rows = read_all()
    loader = _Loader(rows)
    for offer in rows.offers:
        loader.offer(offer)
    for need in rows.needs:
        loader.need(need)
    for linkage in rows.linkages:
        loader.linkage(linkage)
    _close_missing(rows)
    compare.after_commit()  # a cooperative that the press tells of may have registered already
    return len(rows.all)


class _Loader:
    """One run: first every row says which organisations there are and where, then the records are made."""

    def __init__(self, rows: ReportedRows) -> None:
        parties = Parties()
        self.sellers, self.buyers = _sellers(parties, rows), _buyers(parties, rows)
        self.made: dict[str, Organisation] = {}

    def offer(self, row: ReportedRow) -> None:
        """A reported supply."""
        annual = yearly_kg(row["quantity_value"], row["quantity_unit"], row["quantity_period"], amount(row["area_ha"]))
        place = row.cooperative_place
        _put(
            Offer,
            row.id,
            organisation_id=self.cooperative(row).id,
            province_code=place.province_code,
            commune_code=place.commune_code,
            **_listing(row, None if annual is None else f"{annual:f}"),
        )

    def need(self, row: ReportedRow) -> None:
        """A reported need with the places it buys from."""
        annual = yearly_kg(row["need_value"], row["need_unit"], row["need_period"], amount(row["raw_area_ha"]))
        place = row.enterprise_place
        kept = _put(
            Need,
            row.id,
            organisation_id=self.enterprise(row).id,
            province_code=place.province_code,
            commune_code=place.commune_code,
            **_listing(row, None if annual is None else f"{annual:f}"),
        )
        kept.places = [
            NeedPlace(as_written=one.text[:200], province_code=one.province_code, commune_code=one.commune_code)
            for one in row.sourcing_places
        ]

    def linkage(self, row: ReportedRow) -> None:
        """A reported link between two organisations."""
        _put(
            ReportedLinkage,
            row.id,
            cooperative_id=self.cooperative(row).id,
            enterprise_id=self.enterprise(row).id,
            commodity_code=_commodity_code(row),
            as_written=row["commodity_as_written"],
            source_url=row["source_url"],
            source_date=row["article_date"] or None,
            facts=dict(row.fields),
        )

    def cooperative(self, row: ReportedRow) -> Organisation:
        """The supplying side of a row."""
        return self._organisation(self.sellers[row.id], row, "coop_")

    def enterprise(self, row: ReportedRow) -> Organisation:
        """The buying side of a row."""
        return self._organisation(self.buyers[row.id], row, "enterprise_")

    def _organisation(self, party: Party, row: ReportedRow, side: str) -> Organisation:
        if party.key in self.made:
            return self.made[party.key]
        names = (side, "cooperative_name") if side == "coop_" else (side, "state_owned")
        facts = {name: text for name, text in row.fields.items() if name.startswith(names)}
        stated = [row[f"{side}{level}"] for level in ("commune", "district")]
        stated.append(row["coop_province"] if side == "coop_" else row["enterprise_place"])
        kept = _put(
            Organisation,
            party.key,
            kind=party.kind,
            name=party.name,
            folded=fold(party.name),
            province_code=party.province_code,
            commune_code=party.commune_code,
            former_address=", ".join(part for part in stated if part) or None,
            origin=Origin.REPORTED,
            source_url=row["source_url"],
            source_date=row["article_date"] or None,
            source_facts=facts,
        )
        self.made[party.key] = successor_of(kept)  # what a broker merged stays merged
        return self.made[party.key]


def _sellers(parties: Parties, rows: ReportedRows) -> dict[str, Party]:
    return {
        row.id: parties.of(row["cooperative_name"], cooperative_kind(row["coop_kind"]), row.cooperative_place, row.id)
        for row in (*rows.offers, *rows.linkages)
    }


def _buyers(parties: Parties, rows: ReportedRows) -> dict[str, Party]:
    return {
        row.id: parties.of(
            row["enterprise_name"], enterprise_kind(row["enterprise_name"]), row.enterprise_place, row.id
        )
        for row in (*rows.needs, *rows.linkages)
    }


def _listing(row: ReportedRow, annual_kg: str | None) -> dict[str, Any]:
    """What offers and needs share. Variety and form only where the text names one good without a doubt."""
    single = row.goods.certain
    return {
        "origin": Origin.REPORTED,
        "as_written": row["commodity_as_written"],
        "commodity_code": _commodity_code(row),
        "form_code": form_code(single) if single else None,
        "variety": single.variety[:120] if single and single.variety else None,
        "source_url": row["source_url"],
        "source_date": row["article_date"] or None,
        "source_facts": dict(row.fields) | ({"annual_kg": annual_kg} if annual_kg else {}),
    }


def _commodity_code(row: ReportedRow) -> str | None:
    """The one good the text names; where it names several, the nearest group that holds them all, if any.

    None where a word is left open or a good was only guessed: nobody is there to confirm it.
    """
    if not row.goods.is_sure:
        return None
    codes = [good.code for good in row.goods.goods]
    shared = [code for code in (codes[0], *ancestors(codes[0])) if all(code in (c, *ancestors(c)) for c in codes)]
    known = shared[0] if shared and not _is_everything(shared[0]) else None
    return known if known and db.session.get(Commodity, known) else None


def _is_everything(code: str) -> bool:
    """The group at the top says nothing about several different goods."""
    return not ancestors(code) and code == "farm_produce"


def _put(model: type[Kept], key: str, **values: Any) -> Kept:
    """The record of a source key with these values; an event tells of a new or changed one."""
    kept = db.session.scalar(sa.select(model).filter_by(source_key=key))
    new = kept is None
    if kept is None:
        kept = model(source_key=key)
        db.session.add(kept)
    changed = [name for name, value in values.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, values[name])
    if new or changed:
        db.session.flush()
        record(events.REAL_DATA_LOADED, kept, by=None, source_key=key, new=new, fields=[] if new else changed)
    return kept


def _close_missing(rows: ReportedRows) -> None:
    """Offers and needs whose row is gone are closed, never deleted: somebody may have looked at them."""
    present = {row.id for row in rows.all}
    for model in (Offer, Need):
        open_ones = db.session.scalars(sa.select(model).filter_by(origin=Origin.REPORTED, closed_at=None))
        for kept in open_ones.unique():
            if kept.source_key not in present:
                kept.closed_at, kept.close_reason = now(), GONE
                db.session.flush()
                record(events.REAL_DATA_LOADED, kept, by=None, source_key=kept.source_key, new=False, fields=["gone"])
