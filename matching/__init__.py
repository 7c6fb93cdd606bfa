"""The matcher: plain records in, explained suggestions out.

Owns the comparison of offers and needs and nothing else: no database, no clock, no web framework. The six names
below are its face; `matching.sentences` turns parts into words, `matching.reader` reads rows of files.
"""

from matching.candidates import OfferIndex, build
from matching.ranking import Matcher
from matching.records import NearMiss, NeedRecord, OfferRecord, Suggestion

__all__ = ["Matcher", "NearMiss", "NeedRecord", "OfferIndex", "OfferRecord", "Suggestion", "build"]
