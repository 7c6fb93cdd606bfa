"""Pages of contracts; importing the modules attaches their views."""

from marketplace.contracts import words  # the history needs them
from marketplace.contracts.routes import drafting, lists, proof, verification
from marketplace.contracts.routes.blueprint import bp

__all__ = ["bp", "drafting", "lists", "proof", "verification", "words"]
