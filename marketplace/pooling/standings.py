"""Who is in the cases of a pool, who left them, and what was planned for each of the periods that are still wanted.

Read once, as plain values: nothing here is asked of the database while a group is searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from marketplace.brokering.actions.amending import OPEN_TO_CHANGE
from marketplace.brokering.models import Case
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.pooling.market import Reading, read
from marketplace.pooling.models import Pool, PoolClosing
from marketplace.pooling.solving import Wishes
from marketplace.pooling.tables import asked_of, wishes_of

ZERO = Decimal(0)
Row = tuple[Decimal, ...]


class Standing(Labelled):
    """Where somebody in a group stands."""

    AGREED = "agreed", _l("Đã đồng ý"), "good"
    ASKED = "asked", _l("Chưa trả lời"), "neutral"
    NEW = "new", _l("Mời thêm"), "info"
    UNABLE = "unable", _l("Không còn đủ điều kiện"), "warn"
    LEFT = "left", _l("Đã rời nhóm"), "bad"

    @property
    def counts(self) -> bool:
        """Whether the group may reckon with it."""
        return self not in {Standing.UNABLE, Standing.LEFT}


@dataclass(frozen=True, slots=True)
class Line:
    """One supplier: kilograms for each period wanted, as planned until now and as proposed."""

    code: str
    offer_id: int
    organisation_id: int
    name: str
    standing: Standing
    before: Row
    after: Row

    @property
    def changes(self) -> bool:
        """Whether it would give something else than planned."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Group:
    """The market, the limits that hold for those whose terms are still open, and everybody with what was planned.

    `lines` are those who are or were asked, nothing proposed for them yet; `outside` are candidates not asked again.
    """

    reading: Reading
    wishes: Wishes
    lines: tuple[Line, ...]
    outside: frozenset[str]

    def planned(self, standing: Standing) -> dict[str, Row]:
        """What was planned for those who stand so, by their offers."""
        return {line.code: line.before for line in self.lines if line.standing is standing}

    def with_amounts(self, given: Mapping[str, Row]) -> tuple[Line, ...]:
        """Everybody with what it would give: those who said yes first, those who left last."""
        nothing = (ZERO,) * len(self.reading.wanted)
        here = {line.code for line in self.lines}
        fresh = [
            Line(one.code, one.offer_id, one.organisation_id, one.name, Standing.NEW, nothing, given[one.code])
            for one in self.reading.options
            if one.code in given and one.code not in here
        ]
        everybody = [*(replace(line, after=given.get(line.code, nothing)) for line in self.lines), *fresh]
        order = list(Standing)
        return tuple(sorted(everybody, key=lambda line: (order.index(line.standing), -sum(line.after), line.name)))


def open_cases(pool: Pool) -> list[Case]:
    """The cases it became whose group may still change."""
    return [one.case for one in pool.cases if one.case.stage in OPEN_TO_CHANGE]


def group_of(pool: Pool, *, on: date) -> Group:
    """Everybody of an invited pool, as the market is now; WrongStateError where nothing of it is open to change."""
    variant, cases = pool.chosen, open_cases(pool)
    if variant is None or pool.closing is not PoolClosing.INVITED:
        raise WrongStateError(_l("Đơn gom này chưa mời ai nên chưa có gì để sửa."))
    if not cases:
        raise WrongStateError(_l("Không vụ việc nào của đơn gom này còn đổi đơn vị được."))
    reading = read(pool.need, asked_of(variant), on=on, within=cases)
    live = [side for one in pool.cases if one.case.closed_at is None for side in one.case.seller_ids]
    lines = (*_here(pool, cases, reading), *_left(pool, reading, live))
    counted = {line.code for line in lines if line.standing.counts}
    known = {line.organisation_id for line in lines}
    outside = {one.code for one in reading.options if one.organisation_id in known and one.code not in counted}
    settled = len(live) - sum(len(case.seller_ids) for case in cases)
    return Group(reading, _with_room(wishes_of(variant), settled), lines, frozenset(outside))


def _with_room(wishes: Wishes, settled: int) -> Wishes:
    """The variant's limits, less the places of those whose terms are agreed already."""
    most = wishes.maximum_suppliers
    return wishes if most is None else replace(wishes, maximum_suppliers=max(most - settled, 1))


def _here(pool: Pool, cases: Sequence[Case], reading: Reading) -> Iterator[Line]:
    rows = _rows(pool, reading)
    nothing = (ZERO,) * len(reading.wanted)
    for case in cases:
        for side, offer in case.offers.items():
            standing = Standing.AGREED if case.has_consented(side) else Standing.ASKED
            if reading.option(offer.public_id) is None:
                standing = Standing.UNABLE
            name = offer.organisation.short_name or offer.organisation.name
            yield Line(offer.public_id, offer.id, side, name, standing, rows.get(side, nothing), nothing)


def _left(pool: Pool, reading: Reading, live: Sequence[int]) -> Iterator[Line]:
    """Who was asked and is in none of the cases any more."""
    once = {side for one in pool.cases for side in (one.case.seller_id, *(m.organisation_id for m in one.case.members))}
    rows, nothing = _rows(pool, reading), (ZERO,) * len(reading.wanted)
    for one in db.session.scalars(sa.select(Organisation).where(Organisation.id.in_(once - set(live)))):
        planned = rows.get(one.id, nothing)
        yield Line("", 0, one.id, one.short_name or one.name, Standing.LEFT, planned, nothing)


def _rows(pool: Pool, reading: Reading) -> dict[int, Row]:
    """What is planned for each organisation in the periods wanted; for those who left, what was."""
    planned: dict[int, dict[date, Decimal]] = {}
    for share in (share for one in pool.cases for share in one.case.planned_shares):
        planned.setdefault(share.organisation_id, {})[share.start] = share.quantity_kg
    return {side: tuple(row.get(one.start, ZERO) for one in reading.wanted) for side, row in planned.items()}
