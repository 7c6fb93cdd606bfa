"""Maps of a figure by province, or by the communes of one: outlines drawn beforehand, shaded in steps.

Steps differ by colour, and in high contrast and print by pattern. Every area is a link with its words, every number
stands in the table beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from flask_babel import gettext as _

from marketplace.indicators.addresses import PLACES
from marketplace.indicators.answer import Answer, PlaceLine
from marketplace.indicators.definitions import Choice, Unit
from marketplace.indicators.engine import Level
from marketplace.indicators.outlines import (
    HEIGHT,
    NOT_DRAWN,
    WIDTH,
    Inset,
    Outline,
    archipelagos,
    communes_of,
    outlines,
)
from marketplace.indicators.queries.choices import districts_of_communes, place_names
from marketplace.indicators.words import amount_words, nothing_words, part_words, value_words

STEPS_OF_PERCENT = (Decimal(0), Decimal(25), Decimal(50), Decimal(75))
NICE = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
SHADES = 4


@dataclass(frozen=True, slots=True)
class Area:
    """A place as drawn: `step` is None without data, 0 for a value of zero, 1–4 for the shades.

    `code` is the outline's own, `shows` that of the place it stands for where it is another: a commune's old district.
    """

    code: str
    name: str
    words: str
    outline: Outline
    step: int | None
    shows: str = ""

    @property
    def leads_to(self) -> str:
        """The code of the place that the area stands for."""
        return self.shows or self.code


@dataclass(frozen=True, slots=True)
class Shade:
    """A line of the legend."""

    step: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Label:
    """A name written on the map."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """Everything the map shows."""

    width: int
    height: int
    areas: Sequence[Area]
    legend: Sequence[Shade]
    labels: Sequence[Label]
    inset: Inset | None
    argument: str
    """The name of the address's argument that an area's link sets."""


def map_of(answer: Answer) -> PlaceMap | None:
    """The map of an answer by province, or by the communes of its province, which show their old district where these
    are the places; None where there are no outlines.
    """
    if answer.level is Level.PROVINCE:
        return _country(answer)
    province = answer.question.province_code
    return _province(answer, province) if province else None


def _country(answer: Answer) -> PlaceMap:
    names = place_names(Level.PROVINCE)
    starts = steps_of(answer)
    drawn = {code: outlines().get(code, NOT_DRAWN) for code in names}
    areas = _areas(answer, drawn, {code: code for code in names}, starts)
    islands = {"paracels": _("Quần đảo Hoàng Sa"), "spratlys": _("Quần đảo Trường Sa")}
    labels = [Label(x, y + 26, islands[code]) for code, (x, y) in archipelagos().items()]
    return PlaceMap(WIDTH, HEIGHT, areas, _legend(areas, starts, answer), labels, None, "province")


def _province(answer: Answer, province: str) -> PlaceMap | None:
    drawing = communes_of(province)
    if drawing is None:
        return None
    starts = steps_of(answer)
    by_district = answer.level is Level.DISTRICT
    shown = districts_of_communes(province) if by_district else {code: code for code in drawing.outlines}
    areas = _areas(answer, drawing.outlines, shown, starts)
    labels = [_inset_label(drawing.inset, place_names(Level.COMMUNE))] if drawing.inset else []
    argument = PLACES[Level.DISTRICT if by_district else Level.COMMUNE]
    legend = _yes_or_no(areas, answer) if _is_yes_or_no(answer) else _legend(areas, starts, answer)
    return PlaceMap(drawing.width, drawing.height, areas, legend, labels, drawing.inset, argument)


def _is_yes_or_no(answer: Answer) -> bool:
    """Whether each place is itself what is counted: it has what is asked for, or has not (I7)."""
    asked = answer.question
    return asked.indicator.understands(Choice.AREAS) and answer.level is asked.areas


def _yes_or_no(areas: Sequence[Area], answer: Answer) -> list[Shade]:
    indicator, used = answer.question.indicator, {area.step for area in areas}
    found = [Shade(None, _("chưa có số liệu"))] if None in used else []
    return [*found, Shade(0, _("chưa có")), Shade(SHADES, str(indicator.numerator_words))]


def _inset_label(inset: Inset, names: dict[str, str]) -> Label:
    islands = {"paracels": _("Quần đảo Hoàng Sa"), "spratlys": _("Quần đảo Trường Sa")}
    words = islands[inset.archipelago] if inset.archipelago else ", ".join(names.get(code, code) for code in inset.of)
    return Label(inset.x + inset.width, inset.y + inset.height + 22, words)


def _areas(
    answer: Answer, drawn: Mapping[str, Outline], shown: Mapping[str, str], starts: Sequence[Decimal]
) -> list[Area]:
    """Each outline with the place that it shows: `shown` leads from its code to that of a place of the answer."""
    names = place_names(answer.level) if answer.level else {}
    parts = {line.code: line for line in answer.places if line.code}
    areas = []
    for code, outline in drawn.items():
        place = shown.get(code, code)
        line, name = parts.get(place), names.get(place, place)
        areas.append(Area(code, name, _words(name, line), outline, _step(line, starts=starts), place))
    return areas


def _words(name: str, line: PlaceLine | None) -> str:
    if line is None:
        return str(_("%(place)s: chưa có số liệu", place=name))
    parts = part_words(line.figure) if line.value is not None else nothing_words(line.figure)
    return str(_("%(place)s: %(value)s (%(parts)s)", place=name, value=value_words(line.figure), parts=parts))


def _step(line: PlaceLine | None, starts: Sequence[Decimal]) -> int | None:
    """The shade of a line; the first shade begins above its start when that is 0, the others at theirs."""
    if line is None or line.value is None:
        return None
    value = line.value
    return sum(value >= start if start > 0 else value > 0 for start in starts)


def steps_of(answer: Answer) -> tuple[Decimal, ...]:
    """Where the four shades begin: quarters of 100 %, or round numbers up to the largest value."""
    unit = answer.question.indicator.unit
    if unit is Unit.PERCENT:
        return STEPS_OF_PERCENT
    largest = max((line.value for line in answer.places if line.value is not None), default=Decimal(0))
    width = nice(largest / SHADES, whole=unit is Unit.COUNT)
    return tuple(width * number for number in range(SHADES))


def nice(width: Decimal, *, whole: bool) -> Decimal:
    """The next of 1, 2, 5, 10, 20 … that is not below the width."""
    if width <= 0:
        return Decimal(1)
    scale = Decimal(1).scaleb(width.adjusted())
    found = next(scale * nice for nice in NICE if scale * nice >= width)
    return max(found, Decimal(1)) if whole else found


def _legend(areas: Sequence[Area], starts: Sequence[Decimal], answer: Answer) -> list[Shade]:
    """What each shade means, lightest first; "no data" and zero only where they occur.

    Where nothing is above zero, shades of amounts would be made up: only those of shares stay.
    """
    indicator = answer.question.indicator
    words: Callable[[Decimal], str] = partial(amount_words, unit=indicator.unit)
    used = {area.step for area in areas}
    found = [Shade(None, _("chưa có số liệu"))] if None in used else []
    if 0 in used:
        found.append(Shade(0, _("không thiếu: từ 0 trở xuống") if indicator.difference else words(Decimal(0))))
    if indicator.unit is not Unit.PERCENT and not used - {None, 0}:
        return found
    ends = [*starts[1:], None]
    for step, (least, most) in enumerate(zip(starts, ends, strict=True), start=1):
        found.append(Shade(step, _range_words(words, least, most)))
    return found


def _range_words(words: Callable[[Decimal], str], least: Decimal, most: Decimal | None) -> str:
    if most is None:
        return str(_("từ %(least)s", least=words(least)))
    if least == 0:
        return str(_("trên 0, dưới %(most)s", most=words(most)))
    return str(_("từ %(least)s, dưới %(most)s", least=words(least), most=words(most)))
