"""What a table of amounts hides stays hidden: nobody computes it from the totals, not even with linear programming."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from marketplace.indicators.disclosure import Cell, may_tell, suppress

ROWS, COLUMNS = ("01", "68", "92"), ("coffee", "durian", "rice")
Inner = dict[tuple[str, str], tuple[int, frozenset[int], int]]


def table(inner: Inner) -> list[Cell]:
    """The inner cells (contracts, buyers, value) and all their totals."""
    places = [(row, column) for row in (*ROWS, None) for column in (*COLUMNS, None)]
    return [_sum(inner, row, column) for row, column in places]


def _sum(inner: Inner, row: str | None, column: str | None) -> Cell:
    found = [cell for (r, c), cell in inner.items() if row in {None, r} and column in {None, c}]
    return Cell(
        row, column, Decimal(sum(value for _, _, value in found)), sum(contracts for contracts, _, _ in found),
        frozenset[int]().union(*(buyers for _, buyers, _ in found)),
    )  # fmt: skip


def shown(cells: list[Cell]) -> dict[tuple[str | None, str | None], int | None]:
    return {(cell.row, cell.column): None if cell.value is None else int(cell.value) for cell in suppress(cells)}


def test_two_contracts_or_two_buyers_are_somebodys_terms() -> None:
    assert [may_tell(3, 3), may_tell(2, 2), may_tell(9, 2)] == [True, False, False]


def test_one_small_cell_hides_another_so_that_the_total_does_not_tell_it() -> None:
    # 68 has two contracts: hidden. 01 is hidden with it, because total − 01 − 92 would be 68; 92 and the total stay.
    many = frozenset({1, 2, 3, 4})
    cells = [
        Cell("01", "all", Decimal(300), 3, many), Cell("68", "all", Decimal(50), 2, frozenset({1, 2})),
        Cell("92", "all", Decimal(900), 9, many), Cell(None, "all", Decimal(1250), 14, many),
    ]  # fmt: skip
    assert shown(cells) == {("01", "all"): None, ("68", "all"): None, ("92", "all"): 900, (None, "all"): 1250}


def test_two_small_cells_are_not_told_as_their_sum() -> None:
    # 01 and 68 together are one contract each, of two buyers: their sum, total − 92, would tell one buyer the other's.
    many = frozenset({1, 2, 3, 4})
    cells = [
        Cell("01", "all", Decimal(10), 1, frozenset({1})), Cell("68", "all", Decimal(50), 1, frozenset({2})),
        Cell("92", "all", Decimal(900), 9, many), Cell("96", "all", Decimal(800), 8, many),
        Cell(None, "all", Decimal(1760), 19, many),
    ]  # fmt: skip
    assert shown(cells) == {
        ("01", "all"): None, ("68", "all"): None, ("92", "all"): 900, ("96", "all"): None, (None, "all"): 1760,
    }  # fmt: skip


def test_zeros_and_cells_without_totals_stay_as_they_are() -> None:
    cells = [Cell("01", "all", Decimal(0), 0), Cell("68", "all", Decimal(5), 1, frozenset({1}))]
    assert shown(cells) == {("01", "all"): 0, ("68", "all"): None}


def test_totals_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(ValueError, match="grand total"):
        suppress([Cell("01", "rice", Decimal(1), 1), Cell(None, None, Decimal(1), 1)])


amounts = st.tuples(st.integers(0, 5), st.frozensets(st.integers(1, 6), max_size=5), st.integers(1, 1000)).map(
    lambda drawn: drawn if drawn[0] and drawn[1] else (0, frozenset[int](), 0)
)
tables = st.fixed_dictionaries({(row, column): amounts for row in ROWS for column in COLUMNS})


@given(tables)
@settings(max_examples=60, deadline=None)
def test_no_hidden_cell_can_be_computed_from_what_is_shown(inner: Inner) -> None:
    cells = table(inner)
    answered = suppress(cells)
    assert [(cell.row, cell.column) for cell in answered] == [(cell.row, cell.column) for cell in cells]
    hidden = [at for at, cell in enumerate(answered) if cell.value is None]
    for at, cell in enumerate(cells):
        if cell.contracts and not may_tell(cell.contracts, len(cell.buyers)):
            assert at in hidden
    for at in hidden:
        least, most = _bounds(answered, cells, hidden, at)
        assert most - least > 0.001, (cells[at], answered)


def _bounds(answered: list[Cell], cells: list[Cell], hidden: list[int], wanted: int) -> tuple[float, float]:
    """How small and how large an attacker knows the hidden cell to be, from every sum and from no value below zero."""
    sums, known = [], []
    for total in cells:
        for by_row in (True, False):
            line = _line(cells, total, by_row=by_row)
            if line:
                signs = {cells.index(total): -1.0} | dict.fromkeys(line, 1.0)
                sums.append([signs.get(at, 0.0) for at in hidden])
                known.append(-sum(sign * float(answered[at].value or 0) for at, sign in signs.items()))
    ends = []
    for sign in (1.0, -1.0):
        found = linprog([sign * (at == wanted) for at in hidden], A_eq=sums, b_eq=known, bounds=(0, None))
        assert found.status in {0, 3}, found.message  # solved, or without an end
        ends.append(float(found.fun or 0) * sign if found.status == 0 else sign * float("-inf"))
    return ends[0], ends[1]


def _line(cells: list[Cell], total: Cell, *, by_row: bool) -> list[int]:
    """The cells whose sum this total is, along its row or its column."""
    if by_row:
        return [at for at, one in enumerate(cells) if total.column is None and one.row == total.row and one.column]
    return [at for at, one in enumerate(cells) if total.row is None and one.column == total.column and one.row]
