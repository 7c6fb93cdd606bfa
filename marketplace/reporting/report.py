"""A report (báo cáo): every figure of a place on a day, live or as a locked snapshot keeps them, and its places.

One dataclass feeds the paper, the workbook, the page and the mail, so that they cannot differ. All numbers are the
engine's or a snapshot's; nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from marketplace.clock import today
from marketplace.indicators.dashboard import GROUPS
from marketplace.indicators.definitions import INDICATORS, Subject
from marketplace.indicators.engine import COUNTRY, Figure, Level, Place, Question, breakdown_many, compute_many
from marketplace.indicators.engine.targets import targets_for
from marketplace.indicators.freezing import BY_KIND, SINCE_THE_PROGRAMME
from marketplace.indicators.models import Snapshot
from marketplace.indicators.queries import snapshots as kept
from marketplace.indicators.queries.choices import place_name, place_names

BY_PLACE = ("I1", "I2a", "I3")
"""The figures that are broken down by place: shares with numerator and denominator, never amounts."""

OF_AREAS = frozenset({Subject.COMMUNE, Subject.DISTRICT, Subject.PLACE})


@dataclass(frozen=True, slots=True)
class Section:
    """A group of figures under a heading; `note` says what must not be confused, or is empty."""

    label: str
    note: str
    figures: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """The figures of BY_PLACE in one place below the report's own; code and name None where nobody knows the place."""

    code: str | None
    name: str | None
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported. `versions`: of each indicator's definition; `seal` the SHA-256 of the snapshot, if of one."""

    place: Place
    place_name: str
    day: date
    made_on: date
    sections: Sequence[Section]
    places: Sequence[PlaceRow]
    versions: Mapping[str, str]
    issuer: str = ""
    snapshot_title: str = ""
    seal: str = ""

    @property
    def title(self) -> str:
        return str(_("Báo cáo chỉ tiêu liên kết và phát triển hợp tác xã"))

    @property
    def where(self) -> str:
        """The place in words, also of the country."""
        return self.place_name or str(_("Cả nước"))

    @property
    def figures(self) -> list[Figure]:
        """All figures of the whole place, in the order of reading."""
        return [figure for section in self.sections for figure in section.figures]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is counted here on the day; communes and districts are there before anybody is."""
        counted = (one for one in self.figures if one.question.indicator.subject not in OF_AREAS)
        return not any(figure.numerator or figure.denominator or figure.left_out for figure in counted)

    @property
    def has_demonstration(self) -> bool:
        return any(figure.demonstration for figure in self.figures)


def live_report(place: Place, day: date, issuer: str = "") -> Report:
    """As the data say today of that day; DomainError for a place that is none. Call it in the locale of its reader."""
    questions = [one for group in GROUPS for code in group.codes for one in _asked(code, place, day)]
    figures = compute_many(questions)
    level = Level.PROVINCE if place.level is Level.COUNTRY else Level.COMMUNE
    return Report(
        place=place,
        place_name=place_name(place.level, place.code),
        day=day,
        made_on=today(),
        sections=_sections(figures),
        places=_live_places(place, day, level),
        versions={code: indicator.version for code, indicator in INDICATORS.items()},
        issuer=issuer,
    )


def _asked(code: str, place: Place, day: date) -> list[Question]:
    """The indicator's own question, and those of its kinds where each kind has a target."""
    whole = Question(day=day, code=code, place=place)
    kinds = whole.indicator.kinds if code in BY_KIND else ()
    return [whole, *(replace(whole, organisation_kind=kind) for kind in kinds)]


def _sections(figures: Sequence[Figure]) -> list[Section]:
    made = [
        Section(str(group.label), str(group.note or ""), [one for one in figures if one.question.code in group.codes])
        for group in GROUPS
    ]
    return [section for section in made if section.figures]


def _live_places(place: Place, day: date, level: Level) -> list[PlaceRow]:
    names = place_names(level)
    parts = breakdown_many([Question(day=day, code=code, place=place) for code in BY_PLACE], level)
    by_code: dict[str | None, dict[str, Figure]] = {}
    for code, lines in zip(BY_PLACE, parts, strict=True):
        for line in lines:
            by_code.setdefault(line.code, {})[code] = line.figure
    return _named(by_code, names)


def _named(by_code: Mapping[str | None, Mapping[str, Figure]], names: Mapping[str, str]) -> list[PlaceRow]:
    """By code, what lies nobody knows where last."""
    rows = [PlaceRow(code, names.get(code or ""), figures) for code, figures in by_code.items()]
    return sorted(rows, key=lambda row: (row.name is None, row.code or ""))


def frozen_report(snapshot: Snapshot, issuer: str = "") -> Report:
    """As a locked snapshot keeps it; the targets are today's. Call it in the locale of its reader."""
    place = COUNTRY if snapshot.province_code is None else Place.province(snapshot.province_code)
    lines = [one for one in kept.figures_of(snapshot) if one.is_usual or one.key[0] in BY_KIND]
    asked = [_dated(one.figure, snapshot, place) for one in lines]
    targets = targets_for([figure.question for figure in asked])
    order = [code for group in GROUPS for code in group.codes]
    figures = sorted(
        (replace(figure, target=target) for figure, target in zip(asked, targets, strict=True)),
        key=lambda figure: order.index(figure.question.code) if figure.question.code in order else len(order),
    )
    return Report(
        place=place,
        place_name=kept.place_name(snapshot) or "",
        day=snapshot.ends_on,
        made_on=today(),
        sections=_sections(figures),
        places=_frozen_places(snapshot, place),
        versions={one.key[0]: one.version for one in lines},
        issuer=issuer,
        snapshot_title=snapshot.title,
        seal=snapshot.sha256 or "",
    )


def _dated(figure: Figure, snapshot: Snapshot, place: Place) -> Figure:
    """The figure with place and window, which a snapshot keeps once for all."""
    asked = figure.question
    windowed = asked.indicator.windowed and asked.code not in SINCE_THE_PROGRAMME
    return replace(figure, question=replace(asked, place=place, since=snapshot.starts_on if windowed else asked.since))


def _frozen_places(snapshot: Snapshot, place: Place) -> list[PlaceRow]:
    by_code: dict[str | None, dict[str, Figure]] = {}
    names: dict[str, str] = {}
    for one in kept.parts_of(snapshot):
        if one.is_usual and one.key[0] in BY_PLACE:
            code = one.place_code if one.place else None
            names[code or ""] = one.place or ""
            by_code.setdefault(code, {})[one.key[0]] = _dated(one.figure, snapshot, place)
    return _named(by_code, {code: name for code, name in names.items() if name})
