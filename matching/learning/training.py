"""From examples to the ranker that may rank, with its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from matching.arrays import Floats
from matching.features import FEATURES
from matching.learning.card import Band, Card, GroupResult, NeedResult, Reason, RungResult, Span
from matching.learning.examples import Examples, Words
from matching.learning.ladder import RUNGS, Ladder, Rung, fit
from matching.learning.measuring import NeedScores, bands, brier, groups, need_scores, promote
from matching.learning.ranker import HandRanker, Ranker
from matching.learning.split import Split, by_time

LIBRARIES = ("scikit-learn", "skops", "scipy", "numpy")


@dataclass(frozen=True, slots=True)
class Trained:
    """`ranker` may rank, as `card` explains; `tried` has every ranker that was fitted, by rung, for comparison."""

    ranker: Ranker
    card: Card
    tried: Mapping[Rung, Ranker]


def train(found: Examples, *, seed: int = 0, ladder: Ladder | None = None) -> Trained:
    """Climb the ladder as far as `found` can bear, learning from earlier examples and judging on later ones.

    The best rung on later outcomes ranks if it is promoted, else the hand score does; without outcomes that is the
    answer at once. What ranks is the very model that was measured. Same examples and seed, same ranker and card.
    """
    rules = ladder or Ladder()
    rungs = rules.climb(found)
    if len(rungs) == 1:
        return _by_hand(found, rules, seed, _why_not(found, rules))
    split = by_time(found, rules.later_share)
    hand = need_scores(split.later, split.later.features[:, -1], seed=seed)
    if len(hand.ndcg) < rules.least_needs or not 0 < split.earlier.good < len(split.earlier):
        return _by_hand(found, rules, seed, "too_few_later")
    tried: dict[Rung, Ranker] = {
        rung: fit(rung, split.earlier, seed=seed, exposure_power=rules.exposure_power) for rung in rungs[1:]
    }
    return _judged(found, split, hand, tried, rules, seed)


def _why_not(found: Examples, rules: Ladder) -> Reason:
    if not len(found):
        return "no_outcomes"
    return "too_few" if len(found) < rules.logistic_from else "too_few_of_a_kind"


def _by_hand(found: Examples, rules: Ladder, seed: int, reason: Reason) -> Trained:
    return Trained(HandRanker(), _card(found, rules, seed, HandRanker.version, "hand", reason), {})


def _card(found: Examples, rules: Ladder, seed: int, name: str, rung: Rung, reason: Reason, **measured: object) -> Card:
    """The card, with what was `measured` where something was."""
    return Card(
        version=name,
        rung=rung,
        reason=reason,
        outcomes=len(found),
        good=found.good,
        missing=rules.missing(found),
        seed=seed,
        features=FEATURES,
        weights_version=found.weights_version,
        exposure_power=rules.exposure_power,
        **measured,  # type: ignore[arg-type]
    )


def _judged(
    found: Examples, split: Split, hand: NeedScores, tried: Mapping[Rung, Ranker], rules: Ladder, seed: int
) -> Trained:
    later = split.later
    predicted = {rung: ranker.predict(later.features) for rung, ranker in tried.items()}
    results = [RungResult("hand", hand.mean, 0.0, 0.0, 0.0, None)]
    scores, better = {}, []
    for rung, chances in predicted.items():
        scores[rung] = need_scores(later, chances, seed=seed)
        verdict = promote(hand.ndcg, scores[rung].ndcg, margin=rules.margin, confidence=rules.confidence, seed=seed)
        results.append(
            RungResult(rung, scores[rung].mean, verdict.gain, verdict.low, verdict.high, brier(later, chances))
        )
        better += [rung] if verdict.better else []
    best = max(better or scores, key=lambda rung: (scores[rung].mean, -RUNGS.index(rung)))
    ranker: Ranker = tried[best] if better else HandRanker()
    card = _card(
        found,
        rules,
        seed,
        ranker.version,
        best if better else "hand",
        "better" if better else "not_better",
        learned_from=_span(split.earlier),
        measured_on=_span(later),
        compared=best,
        tried=tuple(results),
        needs=_needs(hand, scores[best]),
        commodities=_groups(later, later.commodity, predicted[best], seed),
        sizes=_groups(later, later.size, predicted[best], seed),
        bands=tuple(Band(*band) for band in bands(later, predicted[best])),
        libraries=tuple((name, version(name)) for name in LIBRARIES),
    )
    return Trained(ranker, card, tried)


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


def _groups(later: Examples, names: Words, chances: Floats, seed: int) -> tuple[GroupResult, ...]:
    return tuple(_group(name, later.take(rows), chances[rows], seed) for name, rows in groups(names))


def _group(name: str, found: Examples, chances: Floats, seed: int) -> GroupResult:
    hand = need_scores(found, found.features[:, -1], seed=seed)
    return GroupResult(
        name=name,
        outcomes=len(found),
        needs=len(hand.ndcg),
        hand=hand.mean,
        learned=need_scores(found, chances, seed=seed).mean,
        expected=float(chances.mean()),
        happened=found.good / len(found),
    )
