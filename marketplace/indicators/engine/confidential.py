"""Amounts in đồng as far as they may be told: never of a single contract, nor so that one could be computed.

The value of contracts (O2v) is told of the country and of provinces, for all goods or for one of the main groups:
the cells of one table with all its totals, in which whatever is small is hidden and as much more as keeps it hidden.
What is told has two significant digits and is of the last end of a quarter (`Question.counted_day`), so that the
figures of two near days do not tell what began between them. Of payments (O4) only the rate is told, in đồng for
each thousand that fell due.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity
from marketplace.errors import DomainError
from marketplace.extensions import Milli, db
from marketplace.indicators.definitions import Unit
from marketplace.indicators.disclosure import Cell, may_tell, suppress
from marketplace.indicators.engine.contracts import value_by_good
from marketplace.indicators.engine.deliveries import paid
from marketplace.indicators.engine.figure import Figure, LeftOut
from marketplace.indicators.engine.flow_rows import BUYER, CONTRACT
from marketplace.indicators.engine.kept import Reading
from marketplace.indicators.engine.places import COUNTRY, By, Level, Place, place_of
from marketplace.indicators.engine.question import Question, Shape
from marketplace.indicators.engine.statements import Executable, made_once
from marketplace.indicators.engine.units import add_due, few
from marketplace.labels import lazy_gettext as _l

Places = Sequence[tuple[str | None, Figure]]
Rows = Sequence[Sequence[Any]]
Told = Mapping[tuple[str | None, str | None], Decimal | None]
TWO_DIGITS, PER, UNKNOWN = Context(prec=2, rounding=ROUND_HALF_UP), Decimal(1000), "?"
A_TABLE = 1_000
"""As many figures a table of values is kept for."""


def told(question: Question, by: Level, found: Places, reading: Reading) -> list[tuple[str | None, Figure]]:
    """The figures of places of a level with what may be told of their amounts; their own numbers only count rows.

    DomainError for a good that is no main group, in a question about value.
    """
    if question.indicator.unit is Unit.DONG:
        return _values(question, by, found, reading)
    return _rates(question, by, found, reading)


def told_of_whole(figure: Figure, reading: Reading) -> Figure:
    """The figure of a question's own place with what may be told of its amounts."""
    place = figure.question.place
    ((_code, answer),) = told(figure.question, place.level, [(place.code, figure)], reading)
    return answer


def _values(question: Question, by: Level, found: Places, reading: Reading) -> list[tuple[str | None, Figure]]:
    group = _main_group(question.commodity_group)
    if by not in {Level.COUNTRY, Level.PROVINCE}:
        return [(code, _hidden(figure)) for code, figure in found]
    day = question.counted_day
    table = reading.once(("table", day), lambda stamps: stamps.whole, lambda: _table(day, reading))
    answers = []
    for code, figure in found:
        place = None if by is Level.COUNTRY else code or UNKNOWN
        known = table.get((place, group), Decimal(0))
        answers.append((code, _hidden(figure) if known is None else replace(figure, numerator=known)))
    return answers


def _main_group(code: str | None) -> str | None:
    if code is not None and code not in main_groups():
        raise DomainError(
            _l("Giá trị chỉ nêu cho mọi mặt hàng hoặc cho một nhóm hàng lớn, để không lộ giá của một hợp đồng."),
            field="commodity_group",
        )
    return code


def main_groups() -> frozenset[str]:
    """The groups right below the root of the catalogue, for which values in đồng may be asked."""
    root = sa.select(Commodity.code).where(Commodity.group_code.is_(None))
    return frozenset(db.session.scalars(sa.select(Commodity.code).where(Commodity.group_code.in_(root))))


def _table(day: date, reading: Reading) -> Told:
    """Values by province and main group on a day, with all totals; None where hidden."""
    (parts,) = reading.parts(
        [("values", Question(day, "O2v"))], COUNTRY, lambda place, by: [_values_of(day, place, by)]
    )
    return reading.once(("told", day, _as_key(parts)), lambda _stamps: "", lambda: _told_of(parts), A_TABLE)


def _as_key(parts: Mapping[str | None, Rows]) -> Hashable:
    """The parts themselves: most writes change none of them, and hiding takes longer than counting."""
    return frozenset((province, tuple(map(tuple, rows))) for province, rows in parts.items())


def _told_of(parts: Mapping[str | None, Rows]) -> Told:
    inner = [_cell(province, *row) for province, rows in parts.items() for row in rows]
    rows, columns = sorted({cell.row or "" for cell in inner}), sorted({cell.column or "" for cell in inner})
    totals = [_sum(inner, row, column) for row in (*rows, None) for column in (*columns, None)
              if row is None or column is None]  # fmt: skip
    cells = suppress([*inner, *totals]) if inner else []
    return {(cell.row, cell.column): _rounded(cell.value) for cell in cells}


def _values_of(day: date, place: Place, by: By) -> Mapping[str | None, Rows]:
    """By province or unit, for each main group: đồng, contracts, and buyers as few.

    A good's group is looked up here: the databases would read the whole tree of goods for each contract.
    """
    question = Question(day=day, code="O2v", place=place)
    groups, sums = _group_of_goods(), dict[tuple[str | None, str | None], list[Any]]()
    for province, good, buyer, left_out, dong, contracts in _by_good(Shape.of(question), by).rows(question):
        if left_out is not None:  # asked of a row, it would mislead PostgreSQL's guess of how many there are
            continue
        cell = sums.setdefault((province, groups.get(good)), [Decimal(0), 0, set()])
        cell[0], cell[1] = cell[0] + dong, cell[1] + contracts
        cell[2].add(buyer)
    found: dict[str | None, list[Sequence[Any]]] = {}
    for (province, group), (dong, contracts, buyers) in sums.items():
        found.setdefault(province, []).append((group, dong, contracts, *few(len(buyers), min(buyers), max(buyers))))
    return found


@made_once
def _by_good(shape: Shape, by: By) -> Executable:
    counted = value_by_good(shape).subquery().c
    place = place_of(by, counted.province_code, counted.commune_code)
    key = (place, counted.good, counted[BUYER], counted.left_out)
    return sa.select(*key, sa.func.sum(counted.numerator, type_=Milli), sa.func.count()).group_by(*key)


def _group_of_goods() -> Mapping[str, str]:
    """The main group that each good lies in; the root and what lies in none is missing."""
    goods = db.session.execute(sa.select(Commodity.code, Commodity.group_code))
    above: dict[str, str | None] = {row[0]: row[1] for row in goods}
    main = {code for code, group in above.items() if group is not None and above.get(group) is None}
    found: dict[str, str] = {}
    for good in above:
        code: str | None = good
        while code is not None and code not in main:
            code = above.get(code)
        if code is not None:
            found[good] = code
    return found


def _rounded(dong: Decimal | None) -> Decimal | None:
    return None if dong is None else Decimal(int(TWO_DIGITS.plus(dong)))


def _cell(
    province: str | None, group: str | None, dong: Decimal, contracts: int, buyers: int, first: int, last: int
) -> Cell:
    """Who the buyers are matters only while they are fewer than three; a third stands for all others."""
    known = {first, last} | ({-first} if buyers > len({first, last}) else set())
    return Cell(province or UNKNOWN, group or UNKNOWN, dong, contracts, frozenset(known))


def _sum(cells: Iterable[Cell], row: str | None, column: str | None) -> Cell:
    chosen = [cell for cell in cells if row in {None, cell.row} and column in {None, cell.column}]
    return Cell(
        row, column, sum((cell.value or Decimal(0) for cell in chosen), Decimal(0)),
        sum(cell.contracts for cell in chosen), frozenset[int]().union(*(cell.buyers for cell in chosen)),
    )  # fmt: skip


def _rates(question: Question, by: Level, found: Places, reading: Reading) -> list[tuple[str | None, Figure]]:
    rates = {code: _rate(row[0], row[1], row[2], row[5]) for code, row in _due(question, by, reading).items()}
    answers = []
    for code, figure in found:
        rate = rates.get(code, Decimal(0))
        due = PER if code in rates else Decimal(0)
        answers.append((code, _hidden(figure) if rate is None else replace(figure, numerator=rate, denominator=due)))
    return answers


def _due(question: Question, by: Level, reading: Reading) -> Mapping[str | None, Sequence[Any]]:
    """By place: đồng in time and due, then contracts and buyers, each as few."""
    if by not in {Level.COUNTRY, Level.PROVINCE} or question.place.level not in {Level.COUNTRY, Level.PROVINCE}:
        return _counted_due(question, by)
    key = ("due", replace(question, place=COUNTRY))
    (parts,) = reading.parts([key], question.place, lambda place, by: [_due_of(replace(question, place=place), by)])
    known = {province: rows[0] for province, rows in parts.items() if rows}
    if by is Level.PROVINCE or not known:
        return known
    (whole,) = add_due(known.values())
    return {None: whole}


def _due_of(question: Question, by: By) -> Mapping[str | None, Rows]:
    return {place: [row] for place, row in _counted_due(question, by).items()}


def _counted_due(question: Question, by: By) -> Mapping[str | None, Sequence[Any]]:
    rows = _by_place(Shape.of(question), by).rows(question)
    return {row[0]: (row[1], row[2], *few(*row[3:6]), *few(*row[6:])) for row in rows}


@made_once
def _by_place(shape: Shape, by: By) -> Executable:
    counted = paid(shape).subquery().c
    place = place_of(by, counted.province_code, counted.commune_code)
    return sa.select(
        place.label("place"),
        sa.func.sum(counted.numerator, type_=Milli),
        sa.func.sum(counted.denominator, type_=Milli),
        *(column for whom in (counted[CONTRACT], counted[BUYER])
          for column in (sa.func.count(whom.distinct()), sa.func.min(whom), sa.func.max(whom))),
    ).where(counted.left_out.is_(None)).group_by(place)  # fmt: skip


def _rate(in_time: Decimal, due: Decimal, contracts: int, buyers: int) -> Decimal | None:
    """Đồng in time for each thousand due; None where few would learn the others' amounts from it."""
    if 0 < in_time < due and not may_tell(contracts, buyers):
        return None
    return (in_time * PER / due).quantize(Decimal(1), ROUND_HALF_UP)


def _hidden(figure: Figure) -> Figure:
    """Without its amounts; so many rows are kept back."""
    rows = int(max(figure.numerator, figure.denominator or Decimal(0)))
    if not rows:
        return figure
    denominator = None if figure.denominator is None else Decimal(0)
    kept_back = {**figure.left_out, LeftOut.SUPPRESSED: rows}
    return replace(figure, numerator=Decimal(0), denominator=denominator, left_out=kept_back)
