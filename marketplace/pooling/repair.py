"""A group after somebody declined or left: who said yes keeps its part, the rest is filled with the fewest changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import LazyString

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.pooling.market import Wanted
from marketplace.pooling.solving import Locks, Wishes, changes_of, problem_of, whole
from marketplace.pooling.standings import Group, Line, Standing
from marketplace.web.formats import format_percent

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


LIMITS: Mapping[str, Any] = {
    "largest_share": None, "maximum_suppliers": None, "all_or_nothing": False, "certificate_shares": {},
}  # fmt: skip
"""Limits of a variant that can keep everybody from making a group, and what stands for none; the other limits only
keep somebody out of it."""


class StuckError(DomainError):
    """No group keeps who said yes within the limits. `standing` is the group as planned, with what stays open;
    `limit` names the one limit without which there is a group, None where no single one helps."""

    def __init__(self, message: LazyString, *, standing: Proposal, limit: str | None) -> None:
        super().__init__(message)
        self.standing, self.limit = standing, limit


def mended(group: Group, *, may_change_agreed: bool = False, without: str | None = None) -> Proposal:
    """The group mended; who said yes gives something else only where that is allowed or cannot be helped.

    `without` names one of the LIMITS that is let go. Plain values in and out, so that nobody waits for the search.
    StuckError when no group is possible.
    """
    from matching.errors import PoolError

    if without is not None:
        group = replace(group, wishes=_without(group.wishes, without))
    try:
        return _mended(group, may_change_agreed)
    except PoolError as refused:
        raise _stuck(group, may_change_agreed) from refused


def _stuck(group: Group, loose: bool) -> StuckError:
    """Which limit is in the way: the one without which the same search finds a group."""
    from matching.errors import PoolError

    planned = {line.code: line.before for line in group.lines if line.standing.counts}
    standing = Proposal(group.reading.wanted, group.with_amounts(planned))
    for name in (one for one, none in LIMITS.items() if getattr(group.wishes, one) != none):
        try:
            _mended(replace(group, wishes=_without(group.wishes, name)), loose)
        except PoolError:  # it is not this one alone
            continue
        return StuckError(_words(group, name), standing=standing, limit=name)
    sentence = _l("Các đơn vị đã đồng ý không hợp thành nhóm trong các giới hạn của phương án.")
    return StuckError(sentence, standing=standing, limit=None)


def _without(wishes: Wishes, limit: str) -> Wishes:
    return replace(wishes, **{limit: LIMITS[limit]})


def _words(group: Group, limit: str) -> LazyString:
    names = ", ".join(line.name for line in group.lines if line.standing is Standing.AGREED)
    if limit == "largest_share":
        share = format_percent(group.wishes.largest_share or ZERO)
        return _l(
            "Vướng giới hạn “đơn vị lớn nhất không quá %(share)s”: với đơn vị đã đồng ý (%(names)s) và các đơn vị còn "
            "mời được lúc này, không nhóm nào giữ được giới hạn đó.", share=share, names=names,
        )  # fmt: skip
    if limit == "all_or_nothing":
        return _l(
            "Vướng giới hạn “chỉ nhận khi đủ cả đơn”: với đơn vị đã đồng ý (%(names)s) và các đơn vị còn mời được lúc "
            "này, không nhóm nào đủ cả đơn.", names=names,
        )  # fmt: skip
    if limit == "certificate_shares":
        return _l(
            "Vướng giới hạn về phần hàng phải có giấy: với đơn vị đã đồng ý (%(names)s) và các đơn vị còn mời được lúc "
            "này, không nhóm nào giữ được giới hạn đó.", names=names,
        )  # fmt: skip
    return _l(
        "Vướng giới hạn “nhiều nhất %(most)s đơn vị”: với đơn vị đã đồng ý (%(names)s), không nhóm nào giữ được giới "
        "hạn đó.", most=group.wishes.maximum_suppliers, names=names,
    )  # fmt: skip


def _mended(group: Group, may_change_agreed: bool) -> Proposal:
    """PoolError when no group keeps all who agreed."""
    from matching.pooling import repair

    agreed, asked = group.planned(Standing.AGREED), group.planned(Standing.ASKED)
    problem = problem_of(group.reading, group.wishes, Locks(outside=group.outside))
    found = repair(problem, agreed, asked, may_change_agreed=may_change_agreed)
    kept = {code: kg for code, kg in {**asked, **agreed}.items() if code not in found.changed}
    held = {(code, at): kg for code, row in kept.items() for at, kg in enumerate(row)}
    given = whole({one.code: one.kg for one in found.plan.supplies}, Locks(kg=held))
    locked = replace(problem, locked_kg=held, locked_in=frozenset(agreed))
    changes = changes_of(locked, found.plan, group.reading, locks_stay=True)  # nobody takes back a yes of others
    return Proposal(group.reading.wanted, group.with_amounts(given), changes)
