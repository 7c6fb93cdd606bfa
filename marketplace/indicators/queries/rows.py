"""The rows behind a figure, for those who may open them: exactly what adds up to it, then what is left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commune, Province
from marketplace.contracts.models import Contract
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.indicators.definitions import Choice, Subject
from marketplace.indicators.engine import LeftOut, Question, counted_sides, counting_contracts, population
from marketplace.indicators.engine import rows as rows_of
from marketplace.indicators.row_words import Words, words_of
from marketplace.organisations.models import Origin
from marketplace.web.pagination import page_number, page_of_rows

PAGE_SIZE = 50
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Behind:
    """A contract for which an organisation counts: as a party, or because a union names it among its suppliers."""

    contract: Contract
    is_party: bool


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row: what it adds above and below the line, or why it is left out, and the contracts for which it counts."""

    kind: Subject
    number: int
    words: Words
    place: str
    province_code: str | None
    commune_code: str | None
    numerator: Decimal
    denominator: Decimal
    left_out: LeftOut | None
    origin: Origin
    contracts: Sequence[Behind]

    @property
    def counts(self) -> bool:
        """Whether it stands above the line."""
        return self.numerator > 0

    @property
    def is_demonstration(self) -> bool:
        return self.origin is Origin.DEMONSTRATION


def rows_for(viewer: Viewer, question: Question) -> Pagination:
    """The page of RowLine named by the address; NotFoundError for people who may not open a figure."""
    _may_open(viewer)
    page = page_number()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(population(question).subquery())) or 0
    found = db.session.execute(rows_of(question).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    return page_of_rows(_lines(question, found), total, page=page, size=PAGE_SIZE)


def every_row(viewer: Viewer, question: Question) -> Iterator[RowLine]:
    """All rows, read in chunks so that a country does not have to fit in memory; NotFoundError as above."""
    _may_open(viewer)
    return rows_of_all(question)


def rows_of_all(question: Question) -> Iterator[RowLine]:
    """All rows, for whoever runs commands on the machine itself."""
    found = db.session.execute(rows_of(question), execution_options={"yield_per": CHUNK})
    for part in found.partitions():
        yield from _lines(question, part)


def _lines(question: Question, found: Sequence[Any]) -> list[RowLine]:
    words = words_of((row.subject_kind, row.subject_id) for row in found)
    places = _place_names(found)
    contracts = _contracts_behind(question, [row.subject_id for row in found])
    return [
        RowLine(
            kind=Subject(row.subject_kind),
            number=row.subject_id,
            words=words[row.subject_kind, row.subject_id],
            place=places.get(row.commune_code or row.province_code or "", ""),
            province_code=row.province_code,
            commune_code=row.commune_code,
            numerator=row.numerator,
            denominator=row.denominator,
            left_out=LeftOut(row.left_out) if row.left_out else None,
            origin=Origin(row.origin),
            contracts=contracts[row.subject_id],
        )
        for row in found
    ]


def _place_names(found: Iterable[Any]) -> dict[str, str]:
    """The addresses of the communes, and the names of the provinces, that stand in the rows."""
    communes = {row.commune_code for row in found if row.commune_code}
    provinces = {row.province_code for row in found if row.province_code and not row.commune_code}
    names: dict[str, str] = {}
    if communes:
        asked = sa.select(Commune.code, Commune.full_name, Province.full_name).join(Commune.province)
        for code, name, province in db.session.execute(asked.where(Commune.code.in_(communes))):
            names[code] = Commune.address_in(name, province)
    if provinces:
        asked_wide = sa.select(Province.code, Province.full_name).where(Province.code.in_(provinces))
        names |= dict(db.session.execute(asked_wide).all())
    return names


def _contracts_behind(question: Question, organisation_ids: Sequence[int]) -> defaultdict[int, list[Behind]]:
    """For each organisation, the contracts that make it linked; none where rows are no organisations."""
    behind: defaultdict[int, list[Behind]] = defaultdict(list)
    asked = question.indicator
    linked = asked.subject is Subject.ORGANISATION and asked.understands(Choice.DEFINITION)
    if not organisation_ids or not linked or not question.definition.is_of_contracts:
        return behind
    pairs = _pairs(question, organisation_ids)
    found = db.session.execute(
        sa.select(pairs.c.organisation_id, pairs.c.is_party, Contract)
        .join(Contract, Contract.id == pairs.c.contract_id)
        .options(sa.orm.lazyload("*"))
        .order_by(Contract.signed_on, Contract.id)
    )
    for organisation_id, is_party, contract in found:
        behind[organisation_id].append(Behind(contract, bool(is_party)))
    return behind


def _pairs(question: Question, organisation_ids: Sequence[int]) -> sa.Subquery:
    """(organisation, contract, whether it is a party) for parties and for suppliers that a union names in an annex."""
    both = counted_sides(question.day, counting_contracts(question), organisation_ids).subquery()
    grouped = sa.select(both.c.organisation_id, both.c.contract_id, sa.func.max(both.c.is_party).label("is_party"))
    return grouped.group_by(both.c.organisation_id, both.c.contract_id).subquery()


def _may_open(viewer: Viewer) -> None:
    if not can(viewer, Permission.INDICATOR_ROWS):
        raise NotFoundError
