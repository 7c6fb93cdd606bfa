"""What of an invited group still stands: who left its cases, and how much those who are in them are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from marketplace.organisations.models import Organisation
from marketplace.pooling.models import Pool

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Covering:
    """Kilograms wanted when the group was invited, how much is still planned with somebody, and who left (names)."""

    wanted_kg: Decimal
    standing_kg: Decimal
    left: tuple[str, ...]

    @property
    def short_kg(self) -> Decimal:
        """What nobody is asked for any more."""
        return max(self.wanted_kg - self.standing_kg, ZERO)


def covering_of(pool: Pool, wanted_kg: Decimal) -> Covering:
    """The state of an invited pool, whose cases are loaded with their members and planned shares."""
    here = {one.case_id: frozenset(one.case.seller_ids) if one.case.closed_at is None else () for one in pool.cases}
    standing = [
        share.quantity_kg
        for one in pool.cases
        for share in one.case.planned_shares
        if share.organisation_id in here[one.case_id]
    ]
    live = {side for sides in here.values() for side in sides}
    gone = {one.id: one.short_name or one.name for one in _asked(pool) if one.id not in live}
    return Covering(wanted_kg, sum(standing, ZERO), tuple(gone.values()))


def _asked(pool: Pool) -> Iterator[Organisation]:
    """Everybody who is or was in one of its cases."""
    for one in pool.cases:
        yield one.case.seller
        yield from (member.organisation for member in one.case.members)
