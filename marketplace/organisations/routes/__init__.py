"""Pages of organisations."""

from flask import Blueprint

from marketplace.organisations import words  # the history needs them

bp = Blueprint("organisations", __name__)

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
