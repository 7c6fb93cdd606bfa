"""Pages of organisations."""

from typing import Any

from flask import Blueprint

from marketplace.organisations import words  # the history needs them
from marketplace.organisations.current import acting_organisation
from marketplace.organisations.queries import organisations_of
from marketplace.web.guards import viewer

bp = Blueprint("organisations", __name__)


@bp.app_context_processor
def acting() -> dict[str, Any]:
    """Whom the reader works for, and `own_organisations()` to choose from."""
    return {
        "acting_organisation": acting_organisation(),
        "own_organisations": lambda: organisations_of(viewer()),
    }


from marketplace.organisations.routes import (  # noqa: E402 - the views below join `bp`
    belongings,
    edit,
    facts,
    members,
    merging,
    public,
    ratings,
    register,
    staff,
    tracing,
)

__all__ = [
    "belongings", "bp", "edit", "facts", "members", "merging", "public", "ratings", "register", "staff", "tracing",
    "words",
]  # fmt: skip
