"""The blueprint of the room. `plan_words` and `link_words` put a scenario and its links into sentences."""

from flask import Blueprint

from marketplace.planning import link_words, words

bp = Blueprint("planning", __name__, url_prefix="/plans")
bp.record_once(lambda state: state.app.jinja_env.globals.update(plan_words=words, link_words=link_words))
