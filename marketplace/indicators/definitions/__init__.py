"""The definitions: what is counted, of what, since which version, and who said so. Read aloud before a meeting."""

from marketplace.indicators.definitions.choices import Choice, Definition, Denominator, Subject, Unit
from marketplace.indicators.definitions.indicator import COOPERATIVES, Indicator
from marketplace.indicators.definitions.linkage import I1
from marketplace.indicators.definitions.registry import INDICATORS

__all__ = [
    "COOPERATIVES",
    "I1",
    "INDICATORS",
    "Choice",
    "Definition",
    "Denominator",
    "Indicator",
    "Subject",
    "Unit",
]
