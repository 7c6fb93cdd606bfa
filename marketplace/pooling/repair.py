"""A group after somebody declined or left: who said yes keeps its part, the rest is filled with the fewest changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.pooling.market import Wanted
from marketplace.pooling.solving import Locks, changes_of, problem_of, whole
from marketplace.pooling.standings import Group, Line, Standing

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Period:
    """One period: what is wanted, and what stays open of it as planned until now and as proposed."""

    start: date
    end: date
    wanted_kg: Decimal
    short_before: Decimal
    short_after: Decimal

    @property
    def words(self) -> str:
        """The month, or both days."""
        return span_words(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The mended group. `changes` are the single changes that would close what still stays open, as plain values."""

    wanted: tuple[Wanted, ...]
    lines: tuple[Line, ...]
    changes: tuple[Mapping[str, Any], ...] = ()

    @property
    def periods(self) -> list[Period]:
        """The columns of the table."""
        counted = [line for line in self.lines if line.standing.counts]
        return [
            Period(
                one.start, one.end, one.kg,
                max(one.kg - sum((line.before[at] for line in counted), ZERO), ZERO),
                max(one.kg - sum((line.after[at] for line in counted), ZERO), ZERO),
            )
            for at, one in enumerate(self.wanted)
        ]  # fmt: skip

    @property
    def short_before(self) -> Decimal:
        """Everything that is open until now."""
        return sum((one.short_before for one in self.periods), ZERO)

    @property
    def short_after(self) -> Decimal:
        """Everything that stays open as proposed."""
        return sum((one.short_after for one in self.periods), ZERO)

    @property
    def changed(self) -> list[Line]:
        """Who would give something else than planned; those who left are gone already."""
        return [line for line in self.lines if line.changes and line.standing is not Standing.LEFT]

    @property
    def fingerprint(self) -> str:
        """The same for the same periods, people and amounts."""
        said = repr((self.wanted, [(line.code, line.standing.value, line.after) for line in self.lines]))
        return hashlib.sha256(said.encode()).hexdigest()


def mended(group: Group, *, may_change_agreed: bool = False) -> Proposal:
    """The group mended; who said yes gives something else only where that is allowed or cannot be helped.

    Plain values in and out, so that nobody waits for the search. DomainError when no group is possible.
    """
    from matching.errors import PoolError
    from matching.pooling import repair

    agreed, asked = group.planned(Standing.AGREED), group.planned(Standing.ASKED)
    problem = problem_of(group.reading, group.wishes, Locks(outside=group.outside))
    try:
        found = repair(problem, agreed, asked, may_change_agreed=may_change_agreed)
    except PoolError as refused:
        raise DomainError(
            _l("Các đơn vị đã đồng ý không hợp thành nhóm trong các giới hạn của phương án. Hãy lập đơn gom mới.")
        ) from refused
    kept = {code: kg for code, kg in {**asked, **agreed}.items() if code not in found.changed}
    held = {(code, at): kg for code, row in kept.items() for at, kg in enumerate(row)}
    given = whole({one.code: one.kg for one in found.plan.supplies}, Locks(kg=held))
    locked = replace(problem, locked_kg=held, locked_in=frozenset(agreed))
    return Proposal(group.reading.wanted, group.with_amounts(given), changes_of(locked, found.plan, group.reading))
