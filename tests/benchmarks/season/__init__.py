"""A synthetic season: goods, cooperatives, buyers, how they type, what they truly want of each other, what comes of it.

Everything about trade in it is invented from a seed and belongs in benchmarks only; names of goods, varieties and
communes are real ones of our vocabulary.
"""

from tests.benchmarks.season.market import SEED, Season

__all__ = ["SEED", "Season"]
