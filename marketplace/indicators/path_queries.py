"""Everything a page shows about the way to a target: gap, pace, what is missing, forecast, what others stated.

Three queries: the targets, what others stated, and who stops counting before the due day if nobody acts. A forecast
asks the engine besides what stands already on its days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.indicators.definitions import Definition, Indicator, Unit
from marketplace.indicators.engine import Figure, Question, series
from marketplace.indicators.engine.facts import Facts
from marketplace.indicators.engine.linked import linked_organisations
from marketplace.indicators.engine.organisations import population_of
from marketplace.indicators.external import ExternalLine, beside
from marketplace.indicators.forecast import (
    THOUSANDTH,
    Forecast,
    ForecastPoint,
    NoForecast,
    Observation,
    forecast,
    no_floors,
)
from marketplace.indicators.models import Target
from marketplace.indicators.paths import Missing, Pace, Point, due_day, gap, pace, path_points, quarter_end, stands_at
from marketplace.indicators.targets import chosen, targets_of, way_to
from marketplace.labels import lazy_gettext as _l

OF_LINKAGE = frozenset({"I1", "I2a", "I2b", "I4"})
COUNTS_ON = "I6"  # counts from the beginning of the programme; other windows begin anew with each year
STANDS_AHEAD = OF_LINKAGE | {"I5", "I6", "I7", "I8", "O2", "O6", "O10"}
"""Of these, what is signed or recorded now and still stands on a day to come will be counted then."""
WITH_THE_SEASONS = _l("Cung cầu lên xuống theo mùa vụ, nên không kéo dài thành dự báo.")
FROM_A_DAY_TO_COME = _l(
    "Không dự báo từ một ngày chưa tới: con số của ngày ấy chỉ gồm những gì đã ký, đã ghi đến hôm nay và còn hiệu lực "
    "vào ngày ấy."
)
EACH_YEAR_ANEW = _l("Chỉ tiêu này đếm lại từ đầu mỗi năm, nên không kéo dài thành dự báo.")


@dataclass(frozen=True, slots=True)
class PathView:
    """The way of one figure. Values are in the indicator's unit; what cannot be said is None.

    `begins` is the first figure known, from which the path goes where no baseline lies before the day. `stands` is
    where the path is on the day of the figure, `ahead` how far the figure is before it (negative: behind),
    `points` the path as a line (baseline, or the first figure known; steps; target), `way` the rows behind it;
    `by_kind` the targets of single kinds of organisation, where the figure asks for all kinds and has no target itself.
    """

    indicator: Indicator
    day: date
    value: Decimal | None
    target: Target | None
    due: date | None
    gap: Decimal | None
    pace: Pace | None
    missing: Missing | None
    stands: Decimal | None
    begins: Point | None
    points: tuple[Point, ...]
    way: Sequence[Target]
    by_kind: Sequence[Target]
    forecast: Forecast | None
    no_forecast: LazyString | None
    external: Sequence[ExternalLine]

    @property
    def overdue(self) -> bool:
        """Whether the day the target was due has passed."""
        return self.due is not None and self.due < self.day

    @property
    def is_to_come(self) -> bool:
        """Whether the day is still to come: what is counted of it is only what stands already."""
        return self.day > today()

    @property
    def ahead(self) -> Decimal | None:
        """How far the figure is before the path in the good direction; negative when it is behind."""
        if self.value is None or self.stands is None or self.is_to_come:
            return None
        return self.value - self.stands if self.indicator.higher_is_better else self.stands - self.value

    @property
    def contradicted(self) -> ForecastPoint | None:
        """What was forecast for the quarter that is running, where the figure already lies outside; mostly None."""
        if self.forecast is None or self.value is None or self.forecast.since.day >= self.day:
            return None
        running = self.forecast.points[0]
        inside = running.low <= self.value.quantize(THOUSANDTH) <= running.high
        return None if inside or running.day != quarter_end(self.day) else running

    def stands_on(self, day: date) -> Decimal | None:
        """Where the path is on another day."""
        return stands_at(self.points, day)


def path_of(question: Question, figure: Figure, history: Sequence[Figure] = ()) -> PathView:
    """The way of a figure to its target. `history`: the same question at `paths.quarter_ends`, oldest first."""
    province = question.province_code
    rows = targets_of(question.code, province)
    target = chosen(rows, province_code=province, organisation_kind=question.organisation_kind, day=question.day)
    due = due_day(target.year) if target else None
    missing = _missing(question, figure, target)
    way = way_to(target, rows) if target else []
    begins = _begins(question.day, way, history)
    points = path_points([*([begins] if begins else []), *(Point(due_day(row.year), row.value) for row in way)])
    ahead = _forecast(question, history, due)
    short = None if target is None or figure.value is None else figure.value
    return PathView(
        indicator=question.indicator,
        day=question.day,
        value=figure.value,
        target=target,
        due=due,
        gap=gap(short, target.value, higher_is_better=question.indicator.higher_is_better)
        if target is not None and short is not None
        else None,
        pace=pace(missing.now, question.day, due) if missing and due and question.day <= today() else None,
        missing=missing,
        stands=stands_at(points, question.day),
        begins=begins,
        points=points,
        way=way,
        by_kind=[] if target else _by_kind(question.day, province, rows),
        forecast=ahead if isinstance(ahead, Forecast) else None,
        no_forecast=ahead.reason if isinstance(ahead, NoForecast) else None,
        external=beside(question.code, province),
    )


def fading(question: Question, due: date) -> int:
    """How many organisations that are linked on the day will be on the due day no longer, as known now.

    That is, those whose contracts all end before. 0 for indicators that do not count linkage by contracts.
    """
    if question.code not in OF_LINKAGE or not question.definition.is_of_contracts or due <= question.day:
        return 0
    counted = population_of(question, Facts(question)).subquery()  # checked when its figure was computed
    still = linked_organisations(replace(question, day=due))
    gone = sa.select(sa.func.count()).where(counted.c.numerator > 0, counted.c.subject_id.not_in(still))
    return db.session.scalar(gone) or 0


def _missing(question: Question, figure: Figure, target: Target | None) -> Missing | None:
    """In rows of the numerator; None without a target, without a figure, and where less is better."""
    if target is None or figure.missing is None or not question.indicator.higher_is_better:
        return None
    return Missing(now=figure.missing, fading=fading(question, due_day(target.year)))


def _by_kind(day: date, province: str | None, rows: Sequence[Target]) -> list[Target]:
    kinds = dict.fromkeys(row.organisation_kind for row in rows if row.organisation_kind is not None)
    found = (chosen(rows, province_code=province, organisation_kind=kind, day=day) for kind in kinds)
    return [target for target in found if target is not None]


def _begins(day: date, way: Sequence[Target], history: Sequence[Figure]) -> Point | None:
    """The first figure that is known, where no row of the way lies before the day, or today for a day to come, or it
    has no more than one: the path must begin somewhere.
    """
    if not way or (len(way) > 1 and due_day(way[0].year) <= min(day, today())):
        return None
    first = next(((one.question.day, one.value) for one in history if one.value is not None), None)
    return Point(*first) if first is not None and first[0] < due_day(way[0].year) else None


def _forecast(question: Question, history: Sequence[Figure], due: date | None) -> Forecast | NoForecast:
    if question.indicator.windowed and question.code != COUNTS_ON:
        return NoForecast(EACH_YEAR_ANEW)
    if question.indicator.difference:
        return NoForecast(WITH_THE_SEASONS)
    if question.day > today():
        return NoForecast(FROM_A_DAY_TO_COME)
    observed = [_observed(one, share=question.indicator.unit is Unit.PERCENT) for one in history]
    until = due if due is not None and due > question.day else None
    ahead = partial(standing_on, question) if _stands_ahead(question) else no_floors
    return forecast(observed, until=until, floors=ahead)


def _stands_ahead(question: Question) -> bool:
    return question.code in STANDS_AHEAD and question.definition is not Definition.L5


def standing_on(question: Question, days: Sequence[date]) -> Mapping[date, Decimal]:
    """What is signed or recorded now and still stands on each day: the very figure that is shown when it is asked."""
    return {one.question.day: one.value for one in series(question, days) if one.value is not None}


def _observed(figure: Figure, *, share: bool) -> Observation:
    """What a figure tells: nothing of one without a value, or whose amount is kept back."""
    if figure.value is None:
        return Observation(figure.question.day, Decimal(0), Decimal(0))
    if share:
        return Observation(figure.question.day, figure.numerator, figure.denominator)
    return Observation(figure.question.counted_day, figure.value, None)
