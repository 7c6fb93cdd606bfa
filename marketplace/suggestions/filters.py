"""Filters on reasons: "trong 50 km", "đủ sản lượng", each told with how many suggestions it hides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from flask_babel import LazyString

from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation, SizeClass
from marketplace.organisations.sizes import size_class
from marketplace.suggestions.lines import Line, read_in
from matching.papers import paper_name

NEAR_KM = (50, 100, 200)
YOUNG = timedelta(days=3 * 365)
PAPER = "paper-"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a suggestion may be asked to have; `key` names it in the address of the page."""

    key: str
    label: LazyString | str
    keeps: Callable[[Line], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition as offered to the reader: whether it is on, how many suggestions meet it, how many do not."""

    key: str
    label: LazyString | str
    active: bool
    kept: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Filtered:
    """What is left of a shortlist, out of how many; `unknown` are asked-for keys that this list does not know."""

    lines: list[Line]
    of: int
    choices: list[Choice]
    unknown: tuple[str, ...]

    @property
    def active(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.active]

    @property
    def hidden(self) -> int:
        return self.of - len(self.lines)


def filtered(lines: Sequence[Line], has: Sequence[str], *, for_need: bool) -> Filtered:
    """The lines that meet every condition named in `has`, in their order and with their ranks."""
    known = list(_of_offers(lines) if for_need else _of_needs())
    on = [condition for condition in known if condition.key in has]
    choices = [_choice(condition, lines, active=condition in on) for condition in known]
    unknown = tuple(key for key in has if key not in {condition.key for condition in known})
    return Filtered([x for x in lines if all(c.keeps(x) for c in on)], len(lines), choices, unknown)


def _choice(condition: Condition, lines: Sequence[Line], *, active: bool) -> Choice:
    kept = sum(1 for line in lines if condition.keeps(line))
    return Choice(condition.key, condition.label, active, kept, len(lines) - kept)


def _of_offers(lines: Sequence[Line]) -> Iterator[Condition]:
    """What a buyer may ask of offers."""
    for wish in _wishes(lines):
        yield Condition(PAPER + wish, _l("Có %(paper)s", paper=paper_name(wish, read_in())), _holds(wish))
    yield from _near()
    yield Condition("enough", _l("Đủ sản lượng"), covers_all)
    yield Condition("partner", _l("Đã từng làm ăn"), are_partners)
    yield Condition("small", _l("HTX nhỏ hoặc mới"), lambda line: is_small_or_new(line.offer.organisation))


def _of_needs() -> Iterator[Condition]:
    """What a seller may ask of needs."""
    yield Condition("no-gap", _l("Không thiếu giấy nào"), lambda line: not missing_papers(line))
    yield from _near()
    yield Condition("enough", _l("Đơn vị của bạn đủ lượng"), covers_all)
    yield Condition("partner", _l("Đã từng làm ăn"), are_partners)
    yield Condition("state", _l("Bên mua là doanh nghiệp nhà nước"), lambda line: is_state(line.need.organisation))


def _near() -> Iterator[Condition]:
    for limit in NEAR_KM:
        yield Condition(f"near-{limit}", _l("Trong %(km)s km", km=limit), _within(limit))


def _wishes(lines: Sequence[Line]) -> list[str]:
    """The papers that the need asks for, as its lines tell."""
    part = lines[0].part("certificates") if lines else None
    return [wish for wish in part.fact("asked_papers").split(";") if wish] if part else []


def _holds(wish: str) -> Callable[[Line], bool]:
    return lambda line: wish not in missing_papers(line)


def _within(limit: int) -> Callable[[Line], bool]:
    return lambda line: line.way == "same_commune" or (line.km is not None and line.km <= limit)


def missing_papers(line: Line) -> list[str]:
    """The papers asked for that the seller is not known to hold."""
    part = line.part("certificates")
    return [wish for wish in part.fact("missing").split(";") if wish] if part else []


def share_covered(line: Line) -> Decimal | None:
    """How much of what is asked the offer covers, in percent; None when unknown."""
    part = line.part("quantity")
    if part is None or part.case not in ("over_periods", "per_year") or not part.fact("percent"):
        return None
    return Decimal(part.fact("percent"))


def covers_all(line: Line) -> bool:
    """Whether the offer is known to cover everything asked for."""
    share = share_covered(line)
    return share is not None and share >= 100


def are_partners(line: Line) -> bool:
    """Whether the two have a linkage on record."""
    part = line.part("track_record")
    return part is not None and part.case == "linked"


def is_small_or_new(organisation: Organisation) -> bool:
    """Small or micro by decree, or founded within three years; an organisation of which neither is known is not."""
    size = size_class(organisation.official_members, organisation.annual_revenue, organisation.total_capital)
    founded = organisation.founded_on
    return size in (SizeClass.SMALL, SizeClass.MICRO) or (founded is not None and founded > today() - YOUNG)


def is_state(organisation: Organisation) -> bool:
    """Whether the state is known to hold the majority."""
    return organisation.soe_class is not None and organisation.soe_class.is_state_owned
