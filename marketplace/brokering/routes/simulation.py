"""Trying a price rule at a market price. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from wtforms.validators import Optional

from marketplace.authorization.permissions import Permission
from marketplace.brokering import queries
from marketplace.brokering.models import Case, Terms
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.simulation import PriceRule, Stakes, outcome_at, steps
from marketplace.brokering.talking import sight_of_talks
from marketplace.catalogue.models import TradeStage
from marketplace.catalogue.price_queries import newest_reference
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import DeliveryTerm
from marketplace.web.fields import MoneyField
from marketplace.web.forms import Form
from marketplace.web.guards import requires, viewer

STALE_AFTER = timedelta(days=60)
STAGES = {
    DeliveryTerm.FARM_GATE: TradeStage.FARM_GATE,
    DeliveryTerm.COOPERATIVE: TradeStage.COLLECTED,
    DeliveryTerm.BUYER: TradeStage.DELIVERED,
}


class MarketForm(Form):
    """The market price to try, đồng a kilogram; empty: the newest reference."""

    price = MoneyField(_l("Giá thị trường mỗi kg (đồng)"), [Optional()], most=10**9)


@dataclass(frozen=True, slots=True)
class Reference:
    """A dated price from the catalogue: its range and the middle of it, where and what it was read for."""

    low: int
    high: int
    on: date
    place: str
    source: str
    stage: TradeStage | None

    @property
    def middle(self) -> int:
        """Half way between the ends, đồng a kilogram."""
        return (self.low + self.high) // 2

    @property
    def is_stale(self) -> bool:
        """Older than sixty days: shown with a warning."""
        return today() - self.on > STALE_AFTER


def reference_of(terms: Terms) -> Reference | None:
    """The newest dated reference for the goods of a revision, where they change hands if notices say so."""
    stage = STAGES.get(terms.delivery_term)
    found = newest_reference(
        terms.commodity_code, terms.form_code, today(), stage=stage.value if stage else None, variety=terms.variety
    )
    if found is None:
        return None
    known = TradeStage(found.stage) if found.stage else None
    return Reference(found.low, found.high, found.on, found.place, found.source, known)


@bp.get("/cases/<string:public_id>/price-rule")
@requires(Permission.CASE_VIEW)
def simulate(public_id: str) -> ResponseReturnValue:
    """What a revision's price rule comes to at `?price=`, and around it; `?number=` chooses the revision."""
    case = queries.case_for(viewer(), public_id)
    sight_of_talks(viewer(), case)
    terms = _chosen(case, request.args.get("number"))
    form = MarketForm(request.args, meta={"csrf": False})
    sound = form.validate()
    reference, rule = reference_of(terms), PriceRule.of(terms)
    chosen = form.price.data if sound else None
    market = chosen or (reference.middle if reference else rule.agreed)
    stakes = Stakes.of(terms, reference=reference.middle if reference else market)
    known = rule.is_complete and market is not None
    page = render_template(
        "brokering/simulation.html",
        case=case,
        terms=terms,
        form=form,
        reference=reference,
        chosen=chosen,
        rule=rule,
        outcome=outcome_at(rule, stakes, market) if known and market is not None else None,
        steps=steps(rule, stakes, market) if known and market is not None else [],
    )
    return page, form.answer_status


def _chosen(case: Case, number: str | None) -> Terms:
    if not case.revisions:
        abort(404)
    if not number:
        return case.revisions[-1]
    return next((terms for terms in case.revisions if str(terms.number) == number), None) or abort(404)
