"""From examples to the ranker that may rank, with its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version

from matching.features import FEATURES
from matching.learning.card import Card, Reason
from matching.learning.examples import Examples
from matching.learning.ladder import RUNGS, Ladder, Rung
from matching.learning.ranker import HandRanker, Ranker
from matching.learning.split import Split, by_time
from matching.learning.trials import Trials, measured, tried

LIBRARIES = ("scikit-learn", "skops", "scipy", "numpy")


@dataclass(frozen=True, slots=True)
class Trained:
    """`ranker` may rank, as `card` explains; `tried` has the last ranker of every rung, for comparison."""

    ranker: Ranker
    card: Card
    tried: Mapping[Rung, Ranker]


def train(found: Examples, *, seed: int = 0, ladder: Ladder | None = None) -> Trained:
    """Climb the ladder as far as `found` can bear, learning from earlier examples and judging on later ones.

    The best rung on later outcomes ranks if it is promoted, else the hand score does; without outcomes that is the
    answer at once. What ranks was learned before the last stretch of time and measured on it, and its like on the
    stretches before. Same examples and seed, same ranker and card.
    """
    rules = ladder or Ladder()
    rungs = rules.climb(found)[1:]
    if not rungs:
        return _by_hand(found, rules, seed, _why_not(found, rules))
    splits = [split for split in by_time(found, blocks=rules.blocks, first=rules.first) if _usable(split)]
    if not splits:
        return _by_hand(found, rules, seed, "too_few_later")
    trials = tried(rungs, splits, rules, seed)
    if len(trials.hand.ndcg) < rules.least_needs:
        return _by_hand(found, rules, seed, "too_few_later")
    return _judged(found, trials, rules, seed)


def _usable(split: Split) -> bool:
    return 0 < split.earlier.good < len(split.earlier) and len(split.later) > 0


def _why_not(found: Examples, rules: Ladder) -> Reason:
    if not len(found):
        return "no_outcomes"
    return "too_few" if len(found) < rules.logistic_from else "too_few_of_a_kind"


def _by_hand(found: Examples, rules: Ladder, seed: int, reason: Reason) -> Trained:
    return Trained(HandRanker(), _card(found, rules, seed, reason), {})


def _judged(found: Examples, trials: Trials, rules: Ladder, seed: int) -> Trained:
    better = [trial for trial in trials.rungs if trial.verdict.better]
    best = max(better or trials.rungs, key=lambda trial: (trial.scores.mean, -RUNGS.index(trial.rung)))
    card = _card(found, rules, seed, "better" if better else "not_better")
    card = replace(
        card,
        version=best.ranker.version if better else card.version,
        rung=best.rung if better else "hand",
        attention_power=trials.power,
        compared=best.rung,
        **measured(trials, best, seed),
    )
    return Trained(best.ranker if better else HandRanker(), card, {trial.rung: trial.ranker for trial in trials.rungs})


def _card(found: Examples, rules: Ladder, seed: int, reason: Reason) -> Card:
    """The card of the hand score, before anything is measured."""
    return Card(
        version=HandRanker.version,
        rung="hand",
        reason=reason,
        outcomes=len(found),
        good=found.good,
        missing=rules.missing(found),
        seed=seed,
        features=FEATURES,
        weights_version=found.weights_version,
        attention_power=rules.attention_power or 0.0,
        libraries=tuple((name, version(name)) for name in LIBRARIES),
    )
