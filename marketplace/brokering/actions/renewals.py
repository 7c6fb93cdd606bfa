"""A case that goes on where a contract leaves off: its sides know each other, so nobody is asked again."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions.cases import lock_case, tell_parties
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseStage, Member, Stage
from marketplace.brokering.queries.pairs import renewal_of
from marketplace.clock import today
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.offers.models import Offer


def open_renewal(*, by: User, case: Case, offers: Mapping[int, Offer], need: Need) -> Case:
    """A new case of the same sides and broker, at the negotiation, on these offers (by cooperative) and this need.

    Who may, the caller has asked. WrongStateError when the case is being renewed already or was.
    """
    case = lock_case(case)
    if case.stage is not CaseStage.CONTRACTED:
        raise WrongStateError(_l("Chỉ gia hạn vụ việc đã ký hợp đồng."))
    if renewal_of(case) is not None:
        raise WrongStateError(_l("Hợp đồng này đã có một vụ việc gia hạn."))
    renewal = Case(
        offer_id=offers[case.seller_id].id,
        need_id=need.id,
        seller_id=case.seller_id,
        buyer_id=case.buyer_id,
        broker_id=case.broker_id,
        opened_by_id=by.id,
        renews_id=case.id,
        stage=CaseStage.NEGOTIATION,
        due_on=limits().due_on(CaseStage.NEGOTIATION, today()),
        stages=[Stage(stage=CaseStage.NEGOTIATION, by_id=by.id)],
        members=[
            Member(offer_id=offer.id, organisation_id=seller, added_by_id=by.id)
            for seller, offer in offers.items()
            if seller != case.seller_id
        ],
    )
    db.session.add(renewal)
    db.session.flush()
    after = {"offer": renewal.offer_id, "need": renewal.need_id, "renews": case.id}
    record(events.CASE_OPENED, renewal, by=by, after=after)
    tell_parties(renewal, by=by, key="opened", sentence=_l("Có đề nghị gia hạn hợp đồng của đơn vị bạn."))
    return renewal
