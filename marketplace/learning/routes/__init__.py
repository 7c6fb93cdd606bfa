"""Pages of learning: how suggestions are made, how good they are, their weights and their models."""

from flask import Blueprint

bp = Blueprint("learning", __name__, url_prefix="/suggestions")

from marketplace.learning.routes import method, models, weights  # noqa: E402 - the views join `bp`

__all__ = ["bp", "method", "models", "weights"]
