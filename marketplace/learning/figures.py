"""How good suggestions were: pairs by the month they were first shown, and how far they came since.

A pair is counted once, in the month in which it was first shown, whatever was shown again. The log reaches back twelve
months, so do the figures. The demonstration is counted too, as in all figures, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.learning.examples import size_of
from marketplace.learning.outcomes import instant, shown_pairs
from marketplace.listings.visibility import is_public
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, Origin, SizeClass
from marketplace.suggestions.exposures import kept_since
from marketplace.suggestions.learning_models import Exposure
from marketplace.suggestions.models import RejectionReason, SuggestionFeedback

LEAST = 30
FEWEST = 3
"""Cooperatives in a group below which its line would tell of single ones."""
MOST_GOODS = 15
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Counts:
    """Pairs shown, and of them: proposed, introduced, agreed on terms, signed, verified, rejected."""

    shown: int = 0
    proposed: int = 0
    introduced: int = 0
    agreed: int = 0
    signed: int = 0
    verified: int = 0
    rejected: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))

    @property
    def is_enough(self) -> bool:
        """Whether a share of so many pairs says anything."""
        return self.shown >= LEAST

    @property
    def introduced_share(self) -> Decimal | None:
        """Introduced of shown; None where there are too few to say."""
        return Decimal(self.introduced) / self.shown if self.is_enough else None


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one month, good or size of cooperative."""

    label: str | LazyString
    counts: Counts
    month: date | None = None


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """How often one reason was given, and its share of all rejections."""

    reason: RejectionReason
    times: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Unseen:
    """Open public offers, and those that nobody was shown in the time of the log."""

    offers: int
    never_shown: int

    @property
    def share(self) -> Decimal | None:
        """Never shown of all; None where there is no offer."""
        return Decimal(self.never_shown) / self.offers if self.offers else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the method page shows to people who are signed in; groups are empty for those who may not see them."""

    since: date
    until: date
    months: Sequence[Line]
    reasons: Sequence[ReasonLine]
    unseen: Unseen
    has_demonstration: bool
    goods: Sequence[Line] = ()
    sizes: Sequence[Line] = ()

    @property
    def all(self) -> Counts:
        """Over all months."""
        return sum((line.counts for line in self.months), Counts())


def figures(viewer: Viewer, on: date) -> Figures:
    """The figures of the twelve months to that day; by goods and size for staff only, in groups of `FEWEST` or more."""
    since, until = kept_since(on), on + timedelta(days=1)
    detailed = can(viewer, Permission.MATCHING_FIGURES)
    return Figures(
        since=since,
        until=on,
        months=_by_month(since, until),
        reasons=_reasons(since),
        unseen=_unseen(since),
        has_demonstration=_has_demonstration(since),
        goods=_by_good(since, until) if detailed else (),
        sizes=_by_size(since, until) if detailed else (),
    )


def _pairs(since: date, until: date) -> sa.Subquery:
    return shown_pairs(since, until).order_by(None).subquery("pairs")


def _sums(pairs: sa.Subquery) -> list[sa.ColumnElement[int]]:
    names = [one.name for one in fields(Counts) if one.name != "shown"]
    return [sa.func.count().label("shown"), *(sa.func.sum(pairs.c[name]).label(name) for name in names)]


def _counts(row: Any) -> Counts:
    return Counts(*(int(getattr(row, one.name) or 0) for one in fields(Counts)))


def _by_month(since: date, until: date) -> list[Line]:
    """Every month there is anything for, oldest first."""
    pairs = _pairs(since, until)
    year, month = sa.extract("year", pairs.c.day), sa.extract("month", pairs.c.day)
    found = db.session.execute(
        sa.select(year.label("year"), month.label("month"), *_sums(pairs)).group_by(year, month).order_by(year, month)
    )
    return [Line(f"{int(row.month):02}/{int(row.year)}", _counts(row), date(int(row.year), int(row.month), 1))
            for row in found]  # fmt: skip


def _by_good(since: date, until: date) -> list[Line]:
    """The goods that were shown most, and the rest as one line."""
    pairs = _pairs(since, until)
    group = (pairs.c.commodity, pairs.c.seller_id)
    found = db.session.execute(sa.select(*group, *_sums(pairs)).group_by(*group)).all()
    cells = _cells(found, lambda row: str(row.commodity))
    names = {
        good.code: good.title for good in db.session.scalars(sa.select(Commodity).filter(Commodity.code.in_(cells)))
    }
    ranked = sorted(cells, key=lambda code: (-cells[code].counts.shown, code))
    lines = [(names.get(code, _l("Chưa rõ mặt hàng")), cells[code]) for code in ranked]
    return told(lines, _l("Các mặt hàng khác"), most=MOST_GOODS)


def _by_size(since: date, until: date) -> list[Line]:
    """By size class of the seller (NĐ 113/2024/NĐ-CP), and those whose size is unknown."""
    pairs = _pairs(since, until)
    seller = (pairs.c.seller_id, pairs.c.members, pairs.c.revenue, pairs.c.capital)
    found = db.session.execute(sa.select(*seller, *_sums(pairs)).group_by(*seller)).all()
    cells = _cells(found, size_of)
    named = [(kind.value, kind.label) for kind in SizeClass] + [("", _l("Chưa rõ quy mô"))]
    return told([(label, cells[code]) for code, label in named if code in cells], _l("Các quy mô khác"))


@dataclass(frozen=True, slots=True)
class Cell:
    """The counts of a group, and the cooperatives they are of."""

    counts: Counts = Counts()
    sellers: frozenset[int] = frozenset()

    def __add__(self, other: Cell) -> Cell:
        return Cell(self.counts + other.counts, self.sellers | other.sellers)

    @property
    def hides_names(self) -> bool:
        """Whether it is of so many that it tells nothing of one."""
        return len(self.sellers) >= FEWEST


def told(cells: Sequence[tuple[str | LazyString, Cell]], others: LazyString, most: int | None = None) -> list[Line]:
    """A line for each group in the given order; those of fewer than `FEWEST` cooperatives, and all behind the first
    `most`, stand together in one, which takes in further groups until it is of as many itself. None where that fails.
    """
    own = [place for place, (_label, cell) in enumerate(cells) if cell.hides_names][:most]
    rest = sum((cell for place, (_label, cell) in enumerate(cells) if place not in own), Cell())
    for place in sorted(own, key=lambda place: cells[place][1].counts.shown):
        if not rest.counts.shown or rest.hides_names:
            break
        own.remove(place)
        rest += cells[place][1]
    lines = [Line(cells[place][0], cells[place][1].counts) for place in own]
    if rest.hides_names:
        lines.append(Line(others, rest.counts))
    return lines


def _cells(rows: Iterable[Any], key: Callable[[Any], Key]) -> dict[Key, Cell]:
    found: dict[Key, Cell] = {}
    for row in rows:
        found[key(row)] = found.get(key(row), Cell()) + Cell(_counts(row), frozenset({row.seller_id}))
    return found


def _reasons(since: date) -> list[ReasonLine]:
    """The reasons given since that day, most frequent first."""
    times = sa.func.count().label("times")
    found = db.session.execute(
        sa.select(SuggestionFeedback.reason, times)
        .where(SuggestionFeedback.at >= instant(since))
        .group_by(SuggestionFeedback.reason)
        .order_by(times.desc(), SuggestionFeedback.reason)
    ).all()
    total = sum(row.times for row in found)
    return [ReasonLine(row.reason, row.times, Decimal(row.times) / total) for row in found]


def _unseen(since: date) -> Unseen:
    """Of the offers that everybody may see now."""
    shown = sa.exists().where(Exposure.offer_id == Offer.id, Exposure.day >= since)
    never = sa.func.sum(sa.case((shown, 0), else_=1))
    row = db.session.execute(sa.select(sa.func.count(), never).select_from(Offer).where(is_public(Offer))).one()
    return Unseen(int(row[0]), int(row[1] or 0))


def _has_demonstration(since: date) -> bool:
    shown_to = sa.select(Exposure.id).join(Organisation, Organisation.id == Exposure.organisation_id)
    demo = shown_to.where(Exposure.day >= since, Organisation.origin == Origin.DEMONSTRATION)
    return db.session.scalar(sa.select(demo.exists())) or False
