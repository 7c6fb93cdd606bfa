"""Offers and needs of the demonstration, entered and published by their own people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marketplace.accounts.models import User
from marketplace.clock import today
from marketplace.listings.kinds import DeliveryTerm, PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.needs import actions as need_actions
from marketplace.needs.conditions import Conditions, read_places
from marketplace.needs.models import Need
from marketplace.offers import actions as offer_actions
from marketplace.offers.models import Offer, OfferKind, ServiceKind
from marketplace.organisations.models import CertificateKind, Organisation, Site
from marketplace.seeds.demo.reading import commodity, periods, tonne

Script = dict[str, Any]


def make_offer(told: Script, organisation: Organisation, by: User) -> Offer:
    """A published offer."""
    if "service" in told:
        service = ServiceKind(told["service"])
        offer = offer_actions.draft_offer(
            by=by, organisation=organisation, commodity=None, kind=OfferKind.SERVICE, service=service
        )
    else:
        good, form, variety = commodity(told["good"])
        offer = offer_actions.draft_offer(
            by=by, organisation=organisation, commodity=good, as_written=told["good"], form=form, variety=variety
        )
    offer_actions.schedule_offer(
        by=by, offer=offer, version=None, unit=tonne(), periods=periods(told["periods"], today()), **_lot(told)
    )
    papers = [] if "service" in told else organisation.certificates
    offer_actions.qualify_offer(by=by, offer=offer, version=None, quality=told.get("quality"), certificates=papers)
    offer_actions.price_offer(
        by=by, offer=offer, version=None, price=_price(told["price"]), delivery_term=DeliveryTerm(told["delivery"])
    )
    offer_actions.publish_offer(by=by, offer=offer)
    return offer


def make_need(told: Script, organisation: Organisation, by: User) -> Need:
    """A published need."""
    good, form, variety = commodity(told["good"])
    need = need_actions.draft_need(
        by=by, organisation=organisation, commodity=good, as_written=told["good"], form=form, variety=variety
    )
    need_actions.schedule_need(
        by=by, need=need, version=None, unit=tonne(), periods=periods(told["periods"], today()), **_lot(told)
    )
    need_actions.set_conditions(by=by, need=need, version=None, conditions=_conditions(told, organisation))
    need_actions.price_need(
        by=by, need=need, version=None, price=_price(told["price"]), delivery_term=DeliveryTerm(told["delivery"])
    )
    need_actions.publish_need(by=by, need=need)
    return need


def _lot(told: Script) -> Script:
    return {"minimum_lot": Decimal(told["minimum_lot"])} if "minimum_lot" in told else {}


def _price(told: Script) -> Price:
    return Price(
        basis=PriceBasis(told["basis"]),
        dong_per_kg=told.get("dong"),
        premium=told.get("premium"),
        day=today() if "dong" in told else None,
        visibility=PriceVisibility(told.get("visibility", "public")),
    )


def _conditions(told: Script, organisation: Organisation) -> Conditions:
    brings = set(told.get("brings", []))
    return Conditions(
        site=_site(told, organisation),
        places=read_places(told["places"]),
        maximum_distance_km=told.get("maximum_distance_km"),
        maximum_suppliers=told.get("maximum_suppliers"),
        contract_months=told.get("contract_months"),
        must=frozenset(CertificateKind(kind) for kind in told.get("must", [])),
        nice=frozenset(CertificateKind(kind) for kind in told.get("nice", [])),
        brings_inputs="inputs" in brings,
        brings_production="production" in brings,
        brings_processing="processing" in brings,
    )


def _site(told: Script, organisation: Organisation) -> Site | None:
    return next((site for site in organisation.sites if site.name == told.get("site")), None)
