"""The populations of listings: needs that came to a contract (O7), what is wanted beyond what is offered (O8)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.brokering.models import Case
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import Milli
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing, one, one_if
from marketplace.indicators.engine.dates import days_between
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.flow_rows import Reason, is_state_owned, row
from marketplace.indicators.engine.goods import in_group
from marketplace.indicators.engine.places import in_place
from marketplace.indicators.engine.question import Question
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferKind, OfferPeriod
from marketplace.organisations.models import Organisation, Origin

_UNVERIFIED: Reason = (Organisation.verified_at.is_(None), LeftOut.UNVERIFIED)


def served(question: Question) -> sa.Select[Any]:
    """O7: needs posted in the window, those with a contract signed by the day above the line."""
    signed = sa.exists().where(
        Case.need_id == Need.id,
        Contract.case_id == Case.id,
        Contract.signed_on <= question.at.day,
        Contract.state != ContractState.VOID,
    )
    chosen = (
        sa.select(*row(Subject.NEED, Need.id, Need, one_if(signed), one(), _UNVERIFIED))
        .select_from(Need)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(
            Need.published_at >= question.at.begins,
            Need.published_at < question.at.ends,
            *_asked(question, Need),
        )
    )
    if question.state_owned is not None:
        chosen = chosen.where(is_state_owned(Organisation).is_(question.state_owned))
    return chosen


def balance(question: Question) -> sa.Select[Any]:
    """O8: kilograms wanted above the line and offered below it in the year that begins on the day, of listings open
    on the day.

    A period that lies partly in that year counts by its days in it, to the gram.
    """
    offered = OfferPeriod.firm_kg + OfferPeriod.flexible_kg
    wanted = _open(question, Need, NeedPeriod, Subject.NEED_PERIOD, NeedPeriod.quantity_kg, above=True)
    offers = _open(question, Offer, OfferPeriod, Subject.OFFER_PERIOD, offered, above=False)
    return sa.select(sa.union_all(wanted, offers.where(Offer.kind != OfferKind.SERVICE)).subquery())


def _open(
    question: Question, listing: Any, period: Any, subject: Subject, quantity: Any, *, above: bool
) -> sa.Select[Any]:
    kg = _within(question, period, quantity)
    amounts = (kg, nothing()) if above else (nothing(), kg)
    owner = period.need_id if above else period.offer_id
    after = question.at.ends
    return (
        sa.select(*row(subject, period.id, listing, *amounts, _UNVERIFIED))
        .select_from(period)
        .join(listing, listing.id == owner)
        .join(Organisation, Organisation.id == listing.organisation_id)
        .where(
            period.start <= question.at.last_day,
            period.end >= question.at.day,
            listing.published_at < after,
            sa.or_(listing.closed_at.is_(None), listing.closed_at >= after),
            *_asked(question, listing),
        )
    )


def _within(question: Question, period: Any, quantity: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The part of a quantity that falls into the window: by days, thousandths cut off."""
    first, last = question.at.day, question.at.last_day
    begins = sa.case((period.start < first, first), else_=period.start)
    ends = sa.case((period.end > last, last), else_=period.end)
    grams = sa.type_coerce(quantity, sa.BigInteger) * (days_between(begins, ends) + 1)
    return sa.type_coerce(grams // (days_between(period.start, period.end) + 1), Milli)


def _asked(question: Question, listing: Any) -> list[sa.ColumnElement[bool]]:
    chosen = [listing.origin != Origin.REPORTED, *in_place(question.place, listing.province_code, listing.commune_code)]
    if question.commodity_group is not None:
        chosen.append(in_group(listing.commodity_code, question.commodity_group))
    return chosen
