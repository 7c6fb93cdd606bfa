"""Every rung tried on later outcomes, and what a card tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.arrays import Floats
from matching.features import SCORE
from matching.learning.attention import attention_power, stands_for
from matching.learning.card import Band, GroupResult, NeedResult, RungResult, Span
from matching.learning.examples import Examples, Words, joined
from matching.learning.ladder import Ladder, Rung, fit
from matching.learning.measuring import NeedScores, Promotion, bands, brier, groups, need_scores, promote
from matching.learning.ranker import LearnedRanker
from matching.learning.split import Split


@dataclass(frozen=True, slots=True)
class Trial:
    """One rung. `ranker` is the last one fitted, `chances` what it and those before it said of the later examples."""

    rung: Rung
    ranker: LearnedRanker
    chances: Floats
    scores: NeedScores
    verdict: Promotion


@dataclass(frozen=True, slots=True)
class Trials:
    """All rungs over the `later` examples of all stretches of time; `learned_from` is what the last ones knew."""

    learned_from: Examples
    later: Examples
    power: float
    hand: NeedScores
    rungs: tuple[Trial, ...]


def tried(rungs: Sequence[Rung], splits: Sequence[Split], rules: Ladder, seed: int) -> Trials:
    """Fit each of `rungs` on the earlier part of every split and measure it on the later parts together."""
    learned_from, later = splits[-1].earlier, joined([split.later for split in splits])
    known = rules.attention_power
    powers = [attention_power(split.earlier) if known is None else known for split in splits]
    worth = stands_for(later, powers[-1])
    hand = need_scores(later, later.features[:, SCORE], worth=worth, seed=seed)
    if not len(hand.ndcg):
        return Trials(learned_from, later, powers[-1], hand, ())
    found = []
    for rung in rungs:
        rankers = [
            fit(rung, split.earlier, seed=seed, attention_power=power)
            for split, power in zip(splits, powers, strict=True)
        ]
        parts = [ranker.predict(split.later.features) for ranker, split in zip(rankers, splits, strict=True)]
        chances = np.concatenate(parts)
        scores = need_scores(later, chances, worth=worth, seed=seed)
        verdict = promote(hand.ndcg, scores.ndcg, margin=rules.margin, confidence=rules.confidence, seed=seed)
        found.append(Trial(rung, rankers[-1], chances, scores, verdict))
    return Trials(learned_from, later, powers[-1], hand, tuple(found))


def measured(trials: Trials, best: Trial, seed: int) -> dict[str, Any]:
    """The fields of a card that compare `best` with the hand score."""
    later, worth = trials.later, stands_for(trials.later, trials.power)
    hand = RungResult("hand", trials.hand.mean, 0.0, 0.0, 0.0, None)
    return {
        "learned_from": _span(trials.learned_from),
        "measured_on": _span(later),
        "tried": (hand, *(_result(one, later, worth) for one in trials.rungs)),
        "needs": _needs(trials.hand, best.scores),
        "commodities": _groups(later, later.commodity, best.chances, worth, seed),
        "sizes": _groups(later, later.size, best.chances, worth, seed),
        "bands": tuple(Band(*band) for band in bands(later, best.chances / worth)),
    }


def _result(trial: Trial, later: Examples, worth: Floats) -> RungResult:
    """A chance is that of the first place; at the place where a pair was shown it is less, by how few look there."""
    verdict = trial.verdict
    error = brier(later, trial.chances / worth)
    return RungResult(trial.rung, trial.scores.mean, verdict.gain, verdict.low, verdict.high, error)


def _span(found: Examples) -> Span | None:
    days = found.days
    return None if days is None else Span(*days, len(found), found.good)


def _needs(hand: NeedScores, learned: NeedScores) -> tuple[NeedResult, ...]:
    """Every counted need, those that lost most by learning first."""
    order = np.lexsort((hand.need, learned.ndcg - hand.ndcg))
    return tuple(
        NeedResult(str(hand.need[place]), float(hand.ndcg[place]), float(learned.ndcg[place]))
        for place in order.tolist()
    )


def _groups(later: Examples, names: Words, chances: Floats, worth: Floats, seed: int) -> tuple[GroupResult, ...]:
    return tuple(_group(name, later.take(rows), chances[rows], worth[rows], seed) for name, rows in groups(names))


def _group(name: str, found: Examples, chances: Floats, worth: Floats, seed: int) -> GroupResult:
    hand = need_scores(found, found.features[:, SCORE], worth=worth, seed=seed)
    return GroupResult(
        name=name,
        outcomes=len(found),
        needs=len(hand.ndcg),
        hand=hand.mean,
        learned=need_scores(found, chances, worth=worth, seed=seed).mean,
        expected=float((chances / worth).mean()),
        happened=found.good / len(found),
    )
