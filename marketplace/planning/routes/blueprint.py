"""The blueprint of the room. `plan_words` and `link_words` put a scenario and its links into sentences, `plan_expiring`
tells which links renew a contract."""

from flask import Blueprint

from marketplace.planning import expiring, link_words, words

bp = Blueprint("planning", __name__, url_prefix="/plans")
bp.record_once(
    lambda state: state.app.jinja_env.globals.update(plan_words=words, link_words=link_words, plan_expiring=expiring)
)
