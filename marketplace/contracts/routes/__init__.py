"""Pages of contracts; importing the modules attaches their views."""

from marketplace.contracts import words  # the history needs them
from marketplace.contracts.routes import annexes, drafting, lists, papers, parties, proof, verification
from marketplace.contracts.routes.blueprint import bp

__all__ = ["annexes", "bp", "drafting", "lists", "papers", "parties", "proof", "verification", "words"]
