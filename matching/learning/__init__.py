"""Learning from outcomes: which suggestions that were shown ended well, and an order that follows from it.

A ladder, not a leap: the hand score until there are outcomes enough, then logistic regression around it, then trees.
A model orders suggestions only after it did better than the hand score on later outcomes, and its card says so.
"""

from matching.learning.card import Card
from matching.learning.examples import Examples, examples, none
from matching.learning.ladder import Ladder
from matching.learning.measuring import promote
from matching.learning.ranker import HandRanker, LearnedRanker, Ranker
from matching.learning.store import load, save
from matching.learning.training import Trained, train

__all__ = [
    "Card",
    "Examples",
    "HandRanker",
    "Ladder",
    "LearnedRanker",
    "Ranker",
    "Trained",
    "examples",
    "load",
    "none",
    "promote",
    "save",
    "train",
]
