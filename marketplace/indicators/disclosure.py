"""When an amount may be told, and how a table hides its small cells so that nobody computes them from the rest.

An amount of one or two contracts, or of one or two buyers, is somebody's commercial terms: whoever is one of two knows
the other. Hidden first is what is small itself (primary); then as much more as is needed (complementary). A table of
sums is a graph: its lines are the nodes, its hidden cells the edges, and a hidden cell can be computed exactly when
its edge is on no cycle (D. Gusfield, "A graph theoretic approach to statistical data security", 1988).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count

DISCLOSURE_LEAST = 3
"""An amount in đồng is told only of so many contracts with so many different buyers."""

Line = tuple[str, str | None]
FREE: Line = ("free", None)
A_TOTAL_COSTS = 1_000
"""Hiding a total is the last resort: it costs as much as hiding so many contracts."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table of sums. `row` or `column` None is the total over rows or columns. Values are not negative.

    `value` None: hidden. A zero stays open: that nothing is there tells nobody's terms, and hiding it would not help,
    since everybody knows that no value is below it.
    """

    row: str | None
    column: str | None
    value: Decimal | None
    contracts: int
    buyers: frozenset[int] = field(default_factory=frozenset)


def may_tell(contracts: int, buyers: int) -> bool:
    """Whether an amount of so many contracts with so many different buyers may be told."""
    return contracts >= DISCLOSURE_LEAST and buyers >= DISCLOSURE_LEAST


def suppress(cells: Sequence[Cell]) -> list[Cell]:
    """The same cells in the same order, `value` None where it may not be told.

    From what stays, totals included, no hidden value can be computed, nor the sum of the hidden cells of a line unless
    that sum itself might be told or its line has nothing else to hide. ValueError for a grand total without totals of
    rows or of columns, whose adding up is no line, and for totals that cannot be the sums of their cells.
    """
    table = _Table(cells)
    table.hidden.update(cell for cell in cells if _is_small(cell))
    while table.close_cycles() or table.thicken_lines():
        pass
    return [replace(cell, value=None) if cell in table.hidden else cell for cell in cells]


def _is_small(cell: Cell) -> bool:
    return _can_hide(cell) and not may_tell(cell.contracts, len(cell.buyers))


class _Table:
    """The cells with their lines, and which are hidden so far."""

    def __init__(self, cells: Sequence[Cell]) -> None:
        places = {(cell.row, cell.column) for cell in cells}
        rows = {row for row, column in places if column is None and row is not None}
        columns = {column for row, column in places if row is None and column is not None}
        grand = (None, None) in places
        if grand and not rows and not columns:
            raise ValueError("a grand total wants the totals of rows or of columns")
        self.lines: set[Line] = {("row", row) for row in rows} | {("column", column) for column in columns}
        self.lines |= {("row", None)} if grand and columns else set()
        self.lines |= {("column", None)} if grand and rows else set()
        self.hidable = sorted(filter(_can_hide, cells), key=_place)
        self.hidden: set[Cell] = set()
        self.of_line: dict[Line, list[Cell]] = {line: [] for line in sorted(self.lines, key=str)}
        for cell in self.hidable:
            for line in self.lines.intersection(self.ends(cell)):
                self.of_line[line].append(cell)

    def ends(self, cell: Cell) -> tuple[Line, Line]:
        """The two lines of a cell; one whose total is not told adds up to nothing and is free."""
        row, column = ("row", cell.row), ("column", cell.column)
        return (row if row in self.lines else FREE, column if column in self.lines else FREE)

    def close_cycles(self) -> bool:
        """Hide more until every hidden cell lies on a cycle of hidden cells; whether anything was hidden."""
        before, open_to_all = len(self.hidden), self._on_no_cycle()
        for cell in self.hidable:
            if cell in open_to_all:
                self.hidden.update(self._cheapest_way(*self.ends(cell), without=cell))
                open_to_all = self._on_no_cycle()
        return len(self.hidden) > before

    def _on_no_cycle(self) -> set[Cell]:
        """The hidden cells on no cycle: the edges of a spanning forest that no other hidden cell closes to one."""
        above, depth = self._forest()
        tree = {cell for _line, cell in above.values()}
        closed: set[Cell] = set()
        for other in self.hidden - tree:
            low, high = self.ends(other)
            while low != high:
                if depth[low] < depth[high]:
                    low, high = high, low
                low, cell = above[low]
                closed.add(cell)
        return tree - closed

    def _forest(self) -> tuple[Mapping[Line, tuple[Line, Cell]], Mapping[Line, int]]:
        """A spanning forest of the hidden cells: the way up from each line, and how far below its root it lies."""
        edges = self._edges(self.hidden)
        above: dict[Line, tuple[Line, Cell]] = {}
        depth: dict[Line, int] = {}
        for root in edges:
            todo = [] if root in depth else [root]
            depth.setdefault(root, 0)
            while todo:
                line = todo.pop()
                for other, cell in edges[line]:
                    if other not in depth:
                        above[other], depth[other] = (line, cell), depth[line] + 1
                        todo.append(other)
        return above, depth

    def thicken_lines(self) -> bool:
        """Hide one cell more in each line whose hidden cells together are too few to be told; whether any was."""
        before = len(self.hidden)
        for of_line in self.of_line.values():
            inside = [cell for cell in of_line if cell in self.hidden]
            open_cells = [cell for cell in of_line if cell not in self.hidden]
            if inside and open_cells and not _together(inside):
                self.hidden.add(min(open_cells, key=lambda cell: (_cost(cell), _place(cell))))
        return len(self.hidden) > before

    def _edges(self, cells: Iterable[Cell]) -> Mapping[Line, list[tuple[Line, Cell]]]:
        found: dict[Line, list[tuple[Line, Cell]]] = {}
        for cell in cells:
            start, end = self.ends(cell)
            found.setdefault(start, []).append((end, cell))
            found.setdefault(end, []).append((start, cell))
        return found

    def _cheapest_way(self, start: Line, end: Line, without: Cell) -> list[Cell]:
        """The open cells on the cheapest way between two lines; hidden ones cost nothing more (Dijkstra)."""
        edges = self._edges(cell for cell in self.hidable if cell != without)
        turns = count()
        queue: list[tuple[int, int, Line, list[Cell]]] = [(0, next(turns), start, [])]
        seen: set[Line] = set()
        while queue:
            cost, _turn, line, way = heappop(queue)
            if line == end:
                return way
            if line not in seen:
                seen.add(line)
                for other, cell in edges.get(line, []):
                    further = 0 if cell in self.hidden else _cost(cell)
                    heappush(queue, (cost + further, next(turns), other, [*way, cell]))
        raise ValueError(f"the totals of {without.row}, {without.column} are not the sums of their cells")


def _can_hide(cell: Cell) -> bool:
    return bool(cell.contracts and cell.value)


def _cost(cell: Cell) -> int:
    return cell.contracts + A_TOTAL_COSTS * ((cell.row is None) + (cell.column is None))


def _together(cells: Collection[Cell]) -> bool:
    buyers = frozenset[int]().union(*(cell.buyers for cell in cells))
    return may_tell(sum(cell.contracts for cell in cells), len(buyers))


def _place(cell: Cell) -> tuple[str, str]:
    return (cell.row or "", cell.column or "")
