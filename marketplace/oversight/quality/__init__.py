"""Records that want a second look: stale, incomplete, doubled, far from others, without a sign of life.

Each is a SELECT as of the last day of the scope. Nobody is judged: a review is written down as an observation.
"""

from marketplace.oversight.quality.listings import reason, unusual
from marketplace.oversight.quality.organisations import alike, inactive, stale
from marketplace.oversight.quality.records import Measure, outliers, without_file

__all__ = ["Measure", "alike", "inactive", "outliers", "reason", "stale", "unusual", "without_file"]
