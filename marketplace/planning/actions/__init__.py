"""Every write of a scenario: asking, stopping, naming, accepting, dropping; the search itself is `running`."""

from marketplace.planning.actions.accepting import accept
from marketplace.planning.actions.asking import drop, prepare, rename, stop

__all__ = ["accept", "drop", "prepare", "rename", "stop"]
