"""Learning from outcomes: which suggestions that were shown ended well, and an order that follows from it.

A ladder, not a leap: the hand score until there are outcomes enough, then logistic regression around it, then trees.
A model orders suggestions only after it did better than the hand score on later outcomes, and its card says so.
"""

from matching.learning.examples import Examples, examples, none
from matching.learning.ranker import HandRanker, LearnedRanker, Ranker

__all__ = ["Examples", "HandRanker", "LearnedRanker", "Ranker", "examples", "none"]
