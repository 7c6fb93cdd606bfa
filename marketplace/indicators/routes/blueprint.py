"""The one blueprint that every page of this room hangs on."""

from flask import Blueprint

bp = Blueprint("indicators", __name__, url_prefix="/indicators")
