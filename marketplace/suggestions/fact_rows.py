"""Facts straight from the tables, in pieces of bounded size: three to five questions a piece, no objects made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.extensions import Base, db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import CriterionKind, Need, NeedCriterion, NeedPeriod, NeedPlace
from marketplace.offers.models import Offer, OfferPeriod, offer_certificates
from marketplace.organisations.models import (
    Certificate,
    Organisation,
    Origin,
    Site,
    SiteKind,
    TrackRecord,
    soe_class_of,
)
from marketplace.organisations.track import known_share
from marketplace.suggestions.facts import Common, Names, NeedFacts, OfferFacts, Paper, Span, public_price, stages

PIECE = 4000
Facts = TypeVar("Facts", OfferFacts, NeedFacts)
Id = TypeVar("Id", int, str)
Row = sa.Row[Any]
Model = type[Offer] | type[Need]
Questions = tuple[sa.Select[Any], sa.Select[Any], sa.Select[Any]]


def _again(model: type[Base]) -> Any:
    """The columns of a table that is asked more than once; of the table, as mappers are not whole yet."""
    table: Any = model.__table__
    return table.alias().c


Plant, PlantCommune = _again(Site), _again(Commune)


def _name_of(model: type[Commune] | type[Province], code: Any) -> Any:
    """The full name behind a code: looked up row by row, since for a few listings a join would read every commune."""
    places = _again(model)
    return sa.select(places.full_name).where(places.code == code).scalar_subquery()


def of_one_length(ids: Sequence[Id]) -> list[Id]:
    """The ids, the last of them again until there are 16, 32, 64…: a question of one length is planned once."""
    length: int = max(16, 1 << (len(ids) - 1).bit_length()) if ids else 0
    return list(ids) + list(ids[-1:]) * (length - len(ids))


def among(column: Any, kind: sa.types.TypeEngine[Any], dialect: str) -> sa.ColumnElement[bool]:
    """Whether a column is one of `named`, a parameter of this name: a list, as `of_one_length` gives it.

    PostgreSQL takes it as one value. So the question has the same few words however many are asked for, and the
    driver need not read it anew; a long row of parameters it reads every time.
    """
    if dialect == "postgresql":
        found: sa.ColumnElement[bool] = column == sa.any_(sa.bindparam("named", type_=postgresql.ARRAY(kind)))
        return found
    listed: sa.ColumnElement[bool] = column.in_(sa.bindparam("named", expanding=True))
    return listed


def dialect() -> str:
    """Which database is asked."""
    return db.session.get_bind().dialect.name


def public_offers(ids: Sequence[int] | None = None) -> Iterator[OfferFacts]:
    """The facts of all public offers in order of their ids, or of those among `ids`."""
    return _in_pieces(Offer, lambda chosen: _offers(_questions(chosen, is_public(Offer)), {}), ids)


def named_offers(public_ids: Sequence[str]) -> Iterator[OfferFacts]:
    """The facts of the offers with these public ids, whoever may see them."""
    for start in range(0, len(public_ids), PIECE):
        some = of_one_length(public_ids[start : start + PIECE])
        yield from _offers(_named_questions(dialect()), {"named": some})


def public_needs(ids: Sequence[int] | None = None) -> Iterator[NeedFacts]:
    """The facts of all public needs in order of their ids, or of those among `ids`."""
    return _in_pieces(Need, _needs, ids)


def _in_pieces(
    model: Model, read: Callable[[sa.ColumnElement[bool]], list[Facts]], ids: Sequence[int] | None
) -> Iterator[Facts]:
    if ids is not None:
        for start in range(0, len(ids), PIECE):
            yield from read(model.id.in_(ids[start : start + PIECE]))
        return
    last = 0
    while piece := db.session.scalars(sa.select(model.id).where(model.id > last).order_by(model.id).limit(PIECE)).all():
        yield from read(model.id.between(piece[0], piece[-1]))
        last = piece[-1]


def _common_columns(model: Model) -> list[Any]:
    return [
        model.id, model.public_id, model.version, model.origin, model.source_facts, model.organisation_id,
        Organisation.name, model.commodity_code, Commodity.level, model.form_code, model.variety, model.minimum_lot_kg,
        model.price_visibility, model.price_basis, model.price_dong_per_kg, model.premium_dong_per_kg,
        model.vat_included, model.delivery_term, _name_of(Commune, model.commune_code),
        _name_of(Province, model.province_code),
    ]  # fmt: skip


COMMON = 20


def _from(model: Model, columns: Iterable[Any], chosen: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(*_common_columns(model), *columns)
        .select_from(model)
        .join(Organisation, Organisation.id == model.organisation_id)
        .outerjoin(TrackRecord, TrackRecord.organisation_id == model.organisation_id)
        .outerjoin(Commodity, Commodity.code == model.commodity_code)
        .where(chosen)
        .order_by(model.id)
    )


def _common(row: Row) -> Common:
    (
        number, public_id, version, origin, source_facts, organisation_id, name, code, level, form, variety, lot,
        visibility, basis, dong, premium, vat, term, commune, province,
    ) = row[:COMMON]  # fmt: skip
    return Common(
        number, public_id, version, origin is Origin.REPORTED, source_facts, organisation_id, name, code, level, form,
        variety or None, lot, public_price(visibility, basis, dong, premium, vat, term),
        Names(commune or "", province or ""),
    )  # fmt: skip


@cache
def _named_questions(dialect: str) -> Questions:
    """What is asked about offers by their public ids, put together once in the life of a process."""
    return _questions(among(Offer.public_id, sa.String(), dialect), sa.true())


def _questions(chosen: sa.ColumnElement[bool], visible: sa.ColumnElement[bool]) -> Questions:
    """The questions for offers, their periods and their papers."""
    columns = (
        _name_of(Commune, Organisation.commune_code), _name_of(Province, Organisation.province_code), Offer.area_ha,
        TrackRecord.periods_met, TrackRecord.periods_due,
    )  # fmt: skip
    spans = _each(OfferPeriod.offer_id, _OFFER_SPAN, OfferPeriod.start, Offer, chosen)
    return _from(Offer, columns, sa.and_(chosen, visible)), spans, _papers(chosen)


def _offers(questions: Questions, named: Mapping[str, Any]) -> list[OfferFacts]:
    own, of_spans, of_papers = questions
    rows = db.session.execute(own, named).all()
    spans = _by_owner(db.session.execute(of_spans, named), _offer_span)
    papers = _by_owner(db.session.execute(of_papers, named), _paper)
    return [
        OfferFacts(
            _common(row), Names(row[COMMON] or "", row[COMMON + 1] or ""), row[COMMON + 2],
            tuple(spans[row[0]]), tuple(papers[row[0]]), known_share(row[COMMON + 3], row[COMMON + 4]),
        )
        for row in rows
    ]  # fmt: skip


_OFFER_SPAN = (
    OfferPeriod.start, OfferPeriod.end, OfferPeriod.firm_kg, OfferPeriod.flexible_kg, OfferPeriod.reserved_kg,
    OfferPeriod.contracted_kg,
)  # fmt: skip
_NEED_SPAN = (NeedPeriod.start, NeedPeriod.end, NeedPeriod.quantity_kg, NeedPeriod.contracted_kg)


def _offer_span(row: Row) -> Span:
    _, start, end, firm, flexible, reserved, contracted = tuple(row)
    return Span(start, end, firm, flexible, reserved + contracted)


def _need_span(row: Row) -> Span:
    _, start, end, quantity, contracted = tuple(row)
    return Span(start, end, quantity, Decimal(0), contracted)


def _each(
    owner: Any, columns: Iterable[Any], order: Any, model: Model, chosen: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    """The question for rows that belong to the chosen listings."""
    return sa.select(owner, *columns).join(model, model.id == owner).where(chosen).order_by(owner, order)


def _of_each(
    owner: Any, columns: Iterable[Any], order: Any, model: Model, chosen: sa.ColumnElement[bool], read: Any
) -> defaultdict[int, list[Any]]:
    """Such rows, by listing."""
    return _by_owner(db.session.execute(_each(owner, columns, order, model, chosen)), read)


def _by_owner(rows: Iterable[Row], read: Any) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(read(row))
    return found


def _papers(chosen: sa.ColumnElement[bool]) -> sa.Select[Any]:
    held = offer_certificates.c
    return (
        sa.select(
            held.offer_id, Certificate.kind, Certificate.commodity_code, Certificate.issued_on,
            Certificate.revoked_on, Certificate.suspended_on, Certificate.expires_on, Certificate.verified_at,
        )
        .join(Certificate, Certificate.id == held.certificate_id)
        .join(Offer, Offer.id == held.offer_id)
        .where(chosen)
        .order_by(held.offer_id, Certificate.id)
    )  # fmt: skip


def _paper(row: Row) -> Paper:
    _, kind, code, issued, revoked, suspended, expires, verified = tuple(row)
    return Paper(kind, code, issued, revoked or suspended or expires, verified is not None)


def _needs(chosen: sa.ColumnElement[bool]) -> list[NeedFacts]:
    has_plant = sa.exists().where(Plant.organisation_id == Need.organisation_id, Plant.kind == SiteKind.PLANT)
    columns = (
        PlantCommune.full_name, _name_of(Province, PlantCommune.province_code), has_plant,
        Organisation.state_capital_pct, Organisation.state_voting_pct, Need.maximum_distance_km,
        Need.maximum_suppliers, Need.contract_months, Need.brings_inputs, Need.brings_production,
        Need.brings_processing, TrackRecord.payments_on_time, TrackRecord.payments_due,
    )  # fmt: skip
    question = (
        _from(Need, columns, sa.and_(chosen, is_public(Need)))
        .outerjoin(Site, Site.id == Need.site_id)
        .outerjoin(PlantCommune.code.table, PlantCommune.code == Site.commune_code)
    )
    rows = db.session.execute(question).all()
    spans = _of_each(NeedPeriod.need_id, _NEED_SPAN, NeedPeriod.start, Need, chosen, _need_span)
    places = _of_each(NeedPlace.need_id, (NeedPlace.as_written,), NeedPlace.id, Need, chosen, lambda row: row[1])
    wished = (NeedCriterion.certificate_kind, NeedCriterion.must, NeedCriterion.kind)
    wishes = _of_each(NeedCriterion.need_id, wished, NeedCriterion.id, Need, chosen, tuple)
    return [_need(row, spans[row[0]], places[row[0]], wishes[row[0]]) for row in rows]


def _need(row: Row, spans: list[Span], places: list[str], wishes: list[Any]) -> NeedFacts:
    commune, province, has_plant, capital, votes, distance, suppliers, months, *brings, paid, due = row[COMMON:]
    soe = soe_class_of(capital, votes)
    asked = [(kind, must) for _, kind, must, what in wishes if what is CriterionKind.CERTIFICATE and kind]
    return NeedFacts(
        common=_common(row),
        plant=Names(commune or "", province or ""),
        has_plant=has_plant,
        is_state_owned=soe.is_state_owned if soe else None,
        maximum_distance_km=distance,
        maximum_suppliers=suppliers,
        contract_months=months,
        stages=stages(*brings),
        places=tuple(places),
        spans=tuple(spans),
        wishes=tuple(asked),
        paid_on_time=known_share(paid, due),
    )
