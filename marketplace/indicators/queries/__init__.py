"""What the pages of an indicator show beside the figure: its rows, their contracts, the places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.contracts.models import Contract, ContractParty
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.indicators.engine import Level, Question, breakdown, counting_contracts, rows
from marketplace.organisations.models import Organisation
from marketplace.web.pagination import page_of


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One line of the breakdown."""

    code: str | None
    name: str | None
    linked: int
    total: int

    @property
    def share(self) -> Decimal:
        return Decimal(self.linked) / self.total


@dataclass(frozen=True, slots=True)
class RowLine:
    """One organisation behind the figure, with the contracts for which it counts."""

    organisation: Organisation
    contracts: Sequence[Contract]

    @property
    def linked(self) -> bool:
        return bool(self.contracts)


def places_of(question: Question) -> list[PlaceLine]:
    """The figure by province, or by commune within a province; places without an organisation are left out."""
    if question.province_code is None:
        names: dict[str, str] = dict(db.session.execute(sa.select(Province.code, Province.full_name)).all())
        found = breakdown(question, Level.PROVINCE)
    else:
        inside = sa.select(Commune.code, Commune.full_name).where(Commune.province_code == question.province_code)
        names = dict(db.session.execute(inside).all())
        found = breakdown(question, Level.COMMUNE)
    return [
        PlaceLine(place.code, names.get(place.code or ""), int(place.numerator), int(place.denominator or 0))
        for place in found
    ]


def rows_for(viewer: Viewer, question: Question) -> Pagination:
    """A page of organisations, linked ones first; NotFoundError for people who may not open a figure."""
    _may_open(viewer)
    return page_of(_organisations(question), size=50)


def lines(question: Question, page: Iterable[Organisation]) -> list[RowLine]:
    """The organisations of a page with their counting contracts, in one further query."""
    organisations = list(page)
    contracts = contracts_behind(question, [organisation.id for organisation in organisations])
    return [RowLine(one, contracts[one.id]) for one in organisations]


def every_line(viewer: Viewer, question: Question, chunk: int = 500) -> Iterator[RowLine]:
    """All rows, read in chunks so that a country does not have to fit in memory."""
    _may_open(viewer)
    start = 0
    while found := db.session.scalars(_organisations(question).offset(start).limit(chunk)).all():
        yield from lines(question, found)
        start += chunk


def contracts_behind(question: Question, organisation_ids: Sequence[int]) -> defaultdict[int, list[Contract]]:
    """For each organisation, the contracts that make it linked."""
    behind: defaultdict[int, list[Contract]] = defaultdict(list)
    if organisation_ids:
        found = db.session.execute(
            sa.select(ContractParty.organisation_id, Contract)
            .join(Contract, Contract.id == ContractParty.contract_id)
            .where(ContractParty.organisation_id.in_(organisation_ids), Contract.id.in_(counting_contracts(question)))
            .options(sa.orm.lazyload("*"))
            .order_by(Contract.signed_on, Contract.id)
        )
        for organisation_id, contract in found:
            behind[organisation_id].append(contract)
    return behind


def goods_groups() -> Sequence[Commodity]:
    """The groups a figure can be narrowed to."""
    return db.session.scalars(sa.select(Commodity).filter_by(level="group").order_by(Commodity.name_vi)).all()


def provinces() -> Sequence[Province]:
    """All provinces, for the choice of place."""
    return db.session.scalars(sa.select(Province).order_by(Province.folded)).all()


def _organisations(question: Question) -> sa.Select[Organisation]:
    counted = rows(question)
    subject = counted.selected_columns.subject_id
    return counted.with_only_columns(Organisation, maintain_column_froms=True).where(Organisation.id == subject)


def _may_open(viewer: Viewer) -> None:
    if not can(viewer, Permission.INDICATOR_ROWS):
        raise NotFoundError
