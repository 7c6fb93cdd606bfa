"""Renewal: a new case whose first revision carries the old terms over, in the same months of later years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering.actions import PeriodDraft, TermsDraft, propose_terms
from marketplace.brokering.actions.copying import draft_of
from marketplace.brokering.actions.renewals import open_renewal
from marketplace.brokering.models import Case, Terms
from marketplace.brokering.overlaps import days_shared
from marketplace.brokering.voices import sides_open_to
from marketplace.clock import today
from marketplace.contracts.actions.common import chained, lock_contract
from marketplace.contracts.models import Contract, ContractState
from marketplace.errors import NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.recurrence import a_year_later
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.organisations.queries import successor_of

RENEWABLE = frozenset({ContractState.SIGNED, ContractState.COMPLETED})
L = TypeVar("L", Offer, Need)


def renew_contract(*, by: User, contract: Contract) -> Case:
    """A case that renews a signed contract (in term, expired or completed), its first revision proposed by `by`.

    Every term is carried over; dates move by whole years, so that months stay (see `years_on`). Periods are booked
    to the open offers and the open need of the same good where there are such, else to none. By a signing party's
    manager or the owning broker. WrongStateError when it is renewed already; NotEnoughLeftError when an open offer
    has too little left.
    """
    contract = lock_contract(contract)
    authorize(by.viewer(), Permission.CONTRACT_SIGN, contract)
    if not sides_open_to(by, contract.case, contract.signing_organisation_ids):
        raise NotAllowedError(_l("Chỉ các bên ký hợp đồng và cán bộ phụ trách đề nghị gia hạn."))
    if contract.state not in RENEWABLE:
        raise WrongStateError(
            _l("Hợp đồng đang ở trạng thái “%(state)s” nên không gia hạn được.", state=contract.state.label)
        )
    draft = carried_over(contract.terms, years_on(contract))
    case = open_renewal(
        by=by,
        case=contract.case,
        offers={seller: _open(offer, draft.periods) for seller, offer in contract.case.offers.items()},
        need=_open(contract.case.need, draft.periods),
    )
    propose_terms(by=by, case=case, draft=draft)
    chained(events.CONTRACT_RENEWED, contract, by=by, after={"case": case.id})
    return case


def years_on(contract: Contract) -> int:
    """By how many whole years the terms move: the fewest after which they begin when the contract is over.

    A contract that is long over moves as far as it takes for its first delivery to lie ahead.
    """
    terms, years = contract.terms, 1
    while (
        a_year_later(terms.effective_from, years) <= terms.effective_to
        or a_year_later(terms.periods[0].end, years) < today()
    ):
        years += 1
    return years


def carried_over(terms: Terms, years: int) -> TermsDraft:
    """The terms as a draft of later years: the same months, and an end of a month stays one."""
    periods = [
        PeriodDraft(a_year_later(p.start, years), _end_later(p.end, years), p.quantity_kg, side)
        for p in terms.periods
        if (side := successor_of(p.organisation).id) in terms.case.offers  # who left by an annex is not in it again
    ]
    same = draft_of(terms, periods)
    return replace(
        same,
        effective_from=a_year_later(terms.effective_from, years),
        effective_to=_end_later(terms.effective_to, years),
        inputs=[replace(row, due_on=a_year_later(row.due_on, years)) if row.due_on else row for row in same.inputs],
    )


def _end_later(day: date, years: int) -> date:
    """The last day of February is the last one again, in whatever year."""
    return a_year_later(day + timedelta(days=1), years) - timedelta(days=1)


def _open(listing: L, periods: Sequence[PeriodDraft]) -> L:
    """The organisation's open listing of the same good that shares most days with the periods, else the old one.

    The old one's periods are over, so nothing is booked to it.
    """
    kind: Any = type(listing)
    question = sa.select(kind).where(
        kind.organisation_id == listing.organisation_id, kind.commodity_code == listing.commodity_code,
        kind.published_at.is_not(None), kind.closed_at.is_(None), kind.origin != Origin.REPORTED,
    )  # fmt: skip
    found = db.session.scalars(question.options(selectinload(kind.periods)).order_by(kind.id.desc())).all()

    def shared(one: Any) -> int:
        return sum(days_shared(own, period.start, period.end) for own in one.periods for period in periods)

    best = max(found, key=shared, default=None)
    return best if best is not None and shared(best) else listing
