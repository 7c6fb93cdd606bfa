"""The room's blueprint, apart, so that its views can stand in several files."""

from flask import Blueprint

bp = Blueprint("pooling", __name__)
