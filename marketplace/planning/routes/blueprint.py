"""The blueprint of the room. `plan_words` puts a scenario into sentences, also in macros."""

from flask import Blueprint

from marketplace.planning import words

bp = Blueprint("planning", __name__, url_prefix="/plans")
bp.record_once(lambda state: state.app.jinja_env.globals.update(plan_words=words))
