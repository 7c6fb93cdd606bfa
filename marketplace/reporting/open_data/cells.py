"""How many contracts and buyers stand behind each cell, and which cells may therefore be told.

Kilograms, hectares and rates of few contracts are somebody's commercial terms. Which cells are hidden, and which more
so that none can be computed from totals, is decided by `indicators.disclosure`; the numbers are the engine's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from marketplace.brokering.models import Case, Terms, TermsPeriod
from marketplace.contracts.models import Contract
from marketplace.deliveries.models import Payment
from marketplace.extensions import Milli, db
from marketplace.indicators import audience
from marketplace.indicators.definitions import INDICATORS, Unit
from marketplace.indicators.disclosure import Cell, suppress
from marketplace.indicators.engine import Question, population

OF_TERMS = frozenset(code for code in audience.OF_TERMS if INDICATORS[code].unit is not Unit.DONG)
"""Indicators made of what single contracts agreed or did, but for amounts in đồng: the engine itself hides those, on
every door."""
SPLIT = "O1v"
"""Its parts, with state-owned enterprises and with others, add up to O2: the two are hidden as one table."""
TOTAL = "O2"
UNKNOWN = "?"
WITH, WITHOUT = "with", "without"
"""The parts of SPLIT."""
Place = tuple[str | None, str | None]
"""Province and commune by their codes, UNKNOWN where nobody knows; no commune: the province; neither: the country."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one commune, or what lies in none that is known, adds to an indicator, and whose contracts it is of."""

    province: str
    commune: str
    part: str
    amount: Decimal
    contracts: int
    buyers: frozenset[int]


def open_places(day: date) -> dict[str, frozenset[Place]]:
    """For each of OF_TERMS the places of which its value may be told on the day, the country and provinces included."""
    weighed = {code: weights_of(Question(day=day, code=code)) for code in sorted(OF_TERMS)}
    told = {code: told_places(weights) for code, weights in weighed.items() if code not in {SPLIT, TOTAL}}
    shares = _cells_of_provinces(weighed[SPLIT], by_part=True)
    told[TOTAL] = told_places(weighed[TOTAL], _totals(shares))
    told[SPLIT] = frozenset((row, None) for row in {row for row, _part in shares} if _both(shares, row))
    return told


def told_places(weights: Sequence[Weight], provinces: Mapping[str | None, bool] | None = None) -> frozenset[Place]:
    """Country, provinces and communes whose cell may be told.

    Provinces first, against the country (or as `provinces` says of each and of None, the country); then the communes
    of a province against its total. Of a province that is hidden no commune is told, or they would add up to it.
    """
    open_rows = _totals(_cells_of_provinces(weights)) if provinces is None else provinces
    told: set[Place] = {(row, None) for row, is_open in open_rows.items() if is_open}
    for province in sorted({weight.province for weight in weights}):
        if open_rows.get(province, False):
            told |= _told_communes(province, [weight for weight in weights if weight.province == province])
    return frozenset(told)


def _told_communes(province: str, weights: Sequence[Weight]) -> set[Place]:
    communes = sorted({weight.commune for weight in weights})
    inner = [_cell(code, province, [one for one in weights if one.commune == code]) for code in communes]
    shown = suppress([*inner, _cell(None, province, weights)])
    if shown[-1].value is None and weights:
        return set()  # the total is told already: then no part of it may be
    return {(province, cell.row) for cell in shown[:-1] if cell.value is not None}


def _cells_of_provinces(weights: Sequence[Weight], *, by_part: bool = False) -> dict[Place, bool]:
    """Whether each cell of provinces (and None, the country) × parts (and None, both) may be told."""
    rows: list[str | None] = [*sorted({weight.province for weight in weights}), None]
    columns: list[str | None] = [WITH, WITHOUT, None] if by_part else [None]
    cells = [
        _cell(row, column if by_part else "all", [one for one in weights if row in {None, one.province}
              and column in {None, one.part}])
        for row in rows for column in columns
    ]  # fmt: skip
    shown = suppress(cells) if weights else cells
    return {(cell.row, cell.column if by_part else None): cell.value is not None for cell in shown}


def _totals(cells: Mapping[Place, bool]) -> dict[str | None, bool]:
    return {row: is_open for (row, part), is_open in cells.items() if part is None}


def _both(cells: Mapping[Place, bool], row: str | None) -> bool:
    return all(cells.get((row, part), False) for part in (WITH, WITHOUT, None))


def _cell(row: str | None, column: str | None, weights: Iterable[Weight]) -> Cell:
    chosen = list(weights)
    return Cell(
        row, column, sum((one.amount for one in chosen), Decimal(0)), sum(one.contracts for one in chosen),
        frozenset[int]().union(*(one.buyers for one in chosen)),
    )  # fmt: skip


def weights_of(question: Question) -> list[Weight]:
    """What counts of the question's population, by commune and part: amounts, contracts, buyers."""
    counted, behind = population(question).subquery().c, _behind(question.code)
    amount = sa.case((counted.denominator > counted.numerator, counted.denominator), else_=counted.numerator)
    part = sa.case((counted.numerator > 0, WITH), else_=WITHOUT) if question.code == SPLIT else sa.literal("")
    asked = (
        sa.select(
            counted.province_code, counted.commune_code, part.label("part"), sa.func.sum(amount, type_=Milli),
            sa.func.count(behind.c.contract_id.distinct()), sa.func.count(behind.c.buyer_id.distinct()),
            sa.func.min(behind.c.buyer_id), sa.func.max(behind.c.buyer_id),
        )
        .join(behind, behind.c.subject_id == counted.subject_id)
        .where(counted.left_out.is_(None))
        .group_by(counted.province_code, counted.commune_code, part)
        .order_by(counted.province_code, counted.commune_code, part)
    )  # fmt: skip
    return [_weight(*row) for row in db.session.execute(asked)]


def _weight(
    province: str | None, commune: str | None, part: str, amount: Decimal, contracts: int, buyers: int, first: int,
    last: int,
) -> Weight:  # fmt: skip
    """Who the buyers are matters only while they are fewer than three; a third stands for all others."""
    known = {first, last} | ({-first} if buyers > len({first, last}) else set())
    return Weight(province or UNKNOWN, commune or UNKNOWN, part, amount, contracts, frozenset(known))


def _behind(code: str) -> sa.Subquery:
    """(subject_id, contract_id, buyer_id) of the rows of an indicator."""
    buyer = Case.buyer_id.label("buyer_id")
    chosen: sa.Select[int, int, int]
    if code == "O3":
        chosen = (
            sa.select(TermsPeriod.id.label("subject_id"), Case.id.label("contract_id"), buyer)
            .join(Terms, Terms.id == TermsPeriod.terms_id)
            .join(Case, Case.id == Terms.case_id)
        )
    elif code == "O4":
        chosen = (
            sa.select(Payment.id.label("subject_id"), Payment.contract_id.label("contract_id"), buyer)
            .join(Contract, Contract.id == Payment.contract_id)
            .join(Case, Case.id == Contract.case_id)
        )
    else:
        chosen = sa.select(Contract.id.label("subject_id"), Contract.id.label("contract_id"), buyer).join(
            Case, Case.id == Contract.case_id
        )
    return chosen.subquery()
