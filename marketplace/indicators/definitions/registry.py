"""Every indicator by its code, in the order in which people read them."""

from __future__ import annotations

from marketplace.indicators.definitions.flows import FLOWS
from marketplace.indicators.definitions.indicator import Indicator
from marketplace.indicators.definitions.linkage import LINKAGE
from marketplace.indicators.definitions.quality import QUALITY

ORDER = (
    "I1", "I2a", "I2b", "I3", "I4", "I5", "I6", "I7", "I8", "I9",
    "O1", "O1v", "O2", "O2v", "O3", "O4", "O5", "O6", "O7", "O8", "O9", "O10",
)  # fmt: skip
_ALL = (*LINKAGE, *QUALITY, *FLOWS)

INDICATORS: dict[str, Indicator] = {one.code: one for one in sorted(_ALL, key=lambda one: ORDER.index(one.code))}
