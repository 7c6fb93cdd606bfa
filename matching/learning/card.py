"""The card of a ranker: what it learned from, how good it was on later outcomes, and why it ranks or does not.

It is kept beside the model and read by people; `matching.learning.card_words` tells it in sentences.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, TypeVar

from matching.errors import ModelFileError
from matching.learning.ladder import RUNGS, Rung

Reason = Literal["no_outcomes", "too_few", "too_few_of_a_kind", "too_few_later", "not_better", "better"]
REASONS: tuple[Reason, ...] = (
    "no_outcomes",
    "too_few",
    "too_few_of_a_kind",
    "too_few_later",
    "not_better",
    "better",
)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """Examples of some days, both included: how many, and how many of them ended well."""

    first: date
    last: date
    outcomes: int
    good: int


@dataclass(frozen=True, slots=True)
class RungResult:
    """One rung on the later outcomes: mean nDCG, and the gain over the hand score.

    In 19 of 20 samples drawn again (or as many as the ladder wants) the gain is at least `gain_low`, and in as many at
    most `gain_high`. `brier` is the mean squared error of its chances; None for the hand score, which promises none.
    """

    rung: Rung
    ndcg: float
    gain: float
    gain_low: float
    gain_high: float
    brier: float | None


@dataclass(frozen=True, slots=True)
class NeedResult:
    """nDCG of one later need, by the hand score and by the best rung that was tried."""

    need: str
    hand: float
    learned: float


@dataclass(frozen=True, slots=True)
class GroupResult:
    """Later pairs of one commodity or one size of cooperative.

    nDCG within the group over the `needs` that count; `expected` is the mean chance, `happened` the share that ended
    well: a group with less than it was promised, or more, is judged unfairly.
    """

    name: str
    outcomes: int
    needs: int
    hand: float
    learned: float
    expected: float
    happened: float


@dataclass(frozen=True, slots=True)
class Band:
    """Later pairs of about the same chance: what was expected of them and what happened."""

    outcomes: int
    expected: float
    happened: float


@dataclass(frozen=True, slots=True)
class Card:
    """Everything there is to say about one training. `rung` is the one that ranks; `tried` begins with the hand score.

    `needs`, `commodities`, `sizes` and `bands` compare `compared`, the best rung tried, with the hand score; they are
    empty where nothing was tried. Models of the same rung were measured on every later stretch of time, each learned
    from all before it; the last of them is the one that ranks, and `learned_from` tells what it knew. In nDCG a good
    outcome far down counts for those who did not look so far (`attention_power`); expected chances are those of the
    place where a pair was shown. `missing` is how many outcomes the next rung still wants. `libraries` are the versions
    the model was made with, `file_sha256` is of the saved model, None where there is none.
    """

    version: str
    rung: Rung
    reason: Reason
    outcomes: int
    good: int
    missing: int
    seed: int
    features: tuple[str, ...]
    weights_version: str
    attention_power: float = 0.0
    learned_from: Span | None = None
    measured_on: Span | None = None
    compared: Rung | None = None
    tried: tuple[RungResult, ...] = ()
    needs: tuple[NeedResult, ...] = ()
    commodities: tuple[GroupResult, ...] = ()
    sizes: tuple[GroupResult, ...] = ()
    bands: tuple[Band, ...] = ()
    libraries: tuple[tuple[str, str], ...] = ()
    file_sha256: str | None = None

    @property
    def learned(self) -> bool:
        """Whether a learned model ranks, and not the hand score."""
        return self.rung != "hand"

    def to_json(self) -> str:
        """The card as JSON text, dates as ISO 8601."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, default=date.isoformat)

    @classmethod
    def from_json(cls, text: str) -> Card:
        """The card that `to_json` wrote. Raises `ModelFileError` for anything else."""
        try:
            return cls(**_fields(json.loads(text)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ModelFileError(f"no card of a model: {error}") from error


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    if data["rung"] not in RUNGS or data["reason"] not in REASONS:
        raise ValueError("no such rung or reason")
    return data | {
        "features": tuple(data["features"]),
        "learned_from": _span(data["learned_from"]),
        "measured_on": _span(data["measured_on"]),
        "tried": _many(RungResult, data["tried"]),
        "needs": _many(NeedResult, data["needs"]),
        "commodities": _many(GroupResult, data["commodities"]),
        "sizes": _many(GroupResult, data["sizes"]),
        "bands": _many(Band, data["bands"]),
        "libraries": tuple((str(name), str(version)) for name, version in data["libraries"]),
    }


def _many(kind: type[T], found: list[dict[str, Any]]) -> tuple[T, ...]:
    return tuple(kind(**one) for one in found)


def _span(found: dict[str, Any] | None) -> Span | None:
    if found is None:
        return None
    return Span(**found | {name: date.fromisoformat(found[name]) for name in ("first", "last")})
