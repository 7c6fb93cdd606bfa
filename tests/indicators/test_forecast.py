"""A forecast keeps to what the data bear, and its interval holds as often as it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest

from marketplace.indicators.forecast import LEAST_POINTS, LEVEL, Forecast, NoForecast, Observation, forecast
from marketplace.indicators.paths import next_quarter_end

FIRST = date(2021, 3, 31)
ALL = Decimal(200)


def history(counts: list[int], denominator: Decimal | None = ALL, first: date = FIRST) -> list[Observation]:
    """One observation a quarter."""
    made, day = [], first
    for count in counts:
        made.append(Observation(day, Decimal(count), denominator))
        day = next_quarter_end(day)
    return made


def found(counts: list[int], denominator: Decimal | None = ALL, until: date | None = None) -> Forecast:
    answer = forecast(history(counts, denominator), until=until)
    assert isinstance(answer, Forecast)
    return answer


def test_a_flat_history_forecasts_flat_within_one_organisation() -> None:
    for point in found([40] * 10).points:
        assert (point.low, point.value, point.high) == (Decimal("19.5"), Decimal(20), Decimal("20.5"))


def test_a_steady_rise_goes_on_and_the_interval_never_shrinks() -> None:
    points = found([10, 14, 17, 22, 25, 30, 33, 38, 41, 45]).points
    assert [point.day for point in points[:2]] == [date(2023, 9, 30), date(2023, 12, 31)]
    rises = {round(after.value - before.value, 2) for before, after in pairwise(points)}
    assert rises == {round(Decimal(35) / 9 / 2, 2)}  # 35 more in nine quarters, half a point each
    widths = [point.high - point.low for point in points]
    assert widths == sorted(widths)


def test_never_further_than_half_the_history_two_years_or_the_due_day() -> None:
    assert len(found(list(range(9))).points) == 4
    assert len(found(list(range(40))).points) == 8
    due = found(list(range(20)), until=date(2026, 6, 30))
    assert (due.last.day, due.reaches_due) == (date(2026, 6, 30), True)
    assert not found(list(range(9)), until=date(2030, 12, 31)).reaches_due


def test_a_short_history_says_how_short() -> None:
    answer = forecast(history([1] * (LEAST_POINTS - 1)))
    assert isinstance(answer, NoForecast)
    assert "hiện có 7" in str(answer.reason)
    assert isinstance(forecast([]), NoForecast)


def test_an_interval_that_says_nothing_is_not_drawn() -> None:
    answer = forecast(history([0, 1, 0, 1, 1, 0, 1, 0, 1], Decimal(1)))
    assert isinstance(answer, NoForecast)
    assert "50 điểm" in str(answer.reason)


def test_quarters_without_anybody_and_holes_do_not_count() -> None:
    empty = history([0] * 6, Decimal(0))
    late = history([5] * 7, first=date(2022, 9, 30))
    assert isinstance(forecast([*empty, *late]), NoForecast)
    holed = history([1] * 12)
    del holed[7]
    assert isinstance(forecast(holed), NoForecast)


def test_a_running_quarter_is_not_over() -> None:
    running = Observation(date(2023, 5, 2), Decimal(199), ALL)
    assert forecast([*history([40] * 9), running]) == forecast(history([40] * 9))


def test_a_due_day_that_has_come_leaves_nothing_to_forecast() -> None:
    answer = forecast(history([3] * 9), until=date(2023, 3, 31))
    assert isinstance(answer, NoForecast)
    assert "Hạn" in str(answer.reason)


@pytest.mark.parametrize("counts", [[170, 176, 181, 187, 190, 194, 197, 199], [30, 25, 21, 16, 12, 8, 4, 1]])
def test_shares_stay_between_nothing_and_everything(counts: list[int]) -> None:
    for point in found(counts).points:
        assert 0 <= point.low <= point.value <= point.high <= 100


def test_a_count_is_not_held_below_a_hundred() -> None:
    assert found([20 * n for n in range(12)], None).last.value == 20 * 11 + 6 * 20


def coverage(walk: Callable[[np.random.Generator, int], list[int]], quarters: int) -> float:
    """How often the truth lay in the interval, over seeded histories and every quarter ahead."""
    rng, hits, asked = np.random.default_rng(20_260), 0, 0
    for _ in range(80):
        counts = walk(rng, quarters + quarters // 2)
        for point, truth in zip(found(counts[:quarters], Decimal(2000)).points, counts[quarters:], strict=False):
            asked += 1
            hits += point.low <= Decimal(truth) / 20 <= point.high
    return hits / asked


def drifting(rng: np.random.Generator, length: int) -> list[int]:
    """Organisations join and leave at a steady rate, give or take."""
    return [int(count) for count in 600 + np.cumsum(rng.normal(8, 20, length))]


def coming_and_going(rng: np.random.Generator, length: int) -> list[int]:
    """Two thousand organisations, each of which is linked or loses its link with a chance of its own."""
    linked, counts = rng.random(2000) < 0.3, []
    for _ in range(length):
        chance = rng.random(2000)
        linked = np.where(linked, chance > 0.03, chance < 0.02)
        counts.append(int(linked.sum()))
    return counts


@pytest.mark.parametrize(("walk", "quarters"), [(drifting, 8), (drifting, 16), (coming_and_going, 12)])
def test_the_interval_holds_about_as_often_as_it_says(
    walk: Callable[[np.random.Generator, int], list[int]], quarters: int
) -> None:
    assert LEVEL / 100 - 0.08 <= coverage(walk, quarters) <= LEVEL / 100 + 0.12
