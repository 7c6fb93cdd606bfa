"""Pages of contracts; importing the modules attaches their views."""

from marketplace.contracts import agenda, words  # a broker's day and the history need them
from marketplace.contracts.routes import (
    annexes,
    declarations,
    drafting,
    lists,
    papers,
    parties,
    projects,
    proof,
    verification,
)
from marketplace.contracts.routes.blueprint import bp

__all__ = [
    "agenda", "annexes", "bp", "declarations", "drafting", "lists", "papers", "parties", "projects", "proof",
    "verification", "words",
]  # fmt: skip
