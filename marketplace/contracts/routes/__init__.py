"""Pages of contracts; importing the modules attaches their views."""

from marketplace.contracts import words  # the history needs it
from marketplace.contracts.routes import (
    annex_parties,
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
    "annex_parties", "annexes", "bp", "declarations", "drafting", "lists", "papers", "parties", "projects", "proof",
    "verification", "words",
]  # fmt: skip
