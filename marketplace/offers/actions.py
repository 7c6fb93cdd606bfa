"""Every write to offers. A version of None (commands) skips the check for changes made meanwhile.

`checked` are the ticked questions about what is unusual (`listings.usual`); None (commands) asks none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.catalogue.models import Commodity, Commune, ProductForm, Province, Unit
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings import lifecycle
from marketplace.listings.changes import Names, begin, change, check_open, check_version, on_behalf
from marketplace.listings.kinds import DeliveryTerm
from marketplace.listings.lifecycle import Missing
from marketplace.listings.pricing import Price
from marketplace.listings.quantities import kilograms_in_one, to_kg
from marketplace.listings.recurrence import PeriodDraft
from marketplace.listings.schedule import check_schedule
from marketplace.listings.usual.doubts import ALIKE, EVERYTHING, PERIODS, PRICE, Doubt, answered_change, doubts_of
from marketplace.listings.usual.stated import StatedSpan
from marketplace.offers.book import OFFERS
from marketplace.offers.models import Offer, OfferKind, OfferPeriod, ServiceKind
from marketplace.offers.rows import copy_of, replace_periods
from marketplace.organisations.models import Certificate, Organisation

NAMES = Names(
    drafted=events.OFFER_DRAFTED,
    changed=events.OFFER_CHANGED,
    confirmed=events.OFFER_CONFIRMED,
    published=events.OFFER_PUBLISHED,
    closed=events.OFFER_CLOSED,
    copied=events.OFFER_COPIED,
    confirmation_page="offers.confirm",
)

DESCRIBED = {"code": "commodity_code", "form": "form_code", "variety": "variety", "area_ha": "area_ha"}


def draft_offer(
    *,
    by: User,
    organisation: Organisation,
    commodity: Commodity | None,
    as_written: str = "",
    kind: OfferKind = OfferKind.PRODUCE,
    service: ServiceKind | None = None,
    variety: str | None = None,
    form: ProductForm | None = None,
    commune: Commune | None = None,
    province: Province | None = None,
    area_ha: Decimal | None = None,
) -> Offer:
    """A new offer that nobody outside sees yet; staff draft for any registered organisation, on its behalf.

    Without a place it lies where the organisation is.
    """
    offer = Offer()
    begin(offer, by=by, organisation=organisation)
    db.session.add(offer)
    for name, value in _description(
        organisation, commodity, as_written, kind, service, variety, form, commune, province, area_ha
    ).items():
        setattr(offer, name, value)
    db.session.flush()
    record(events.OFFER_DRAFTED, offer, by=by, on_behalf_of=on_behalf(by, offer), good=offer.as_written)
    return offer


def describe_offer(
    *,
    by: User,
    offer: Offer,
    version: int | None,
    commodity: Commodity | None,
    as_written: str = "",
    kind: OfferKind = OfferKind.PRODUCE,
    service: ServiceKind | None = None,
    variety: str | None = None,
    form: ProductForm | None = None,
    commune: Commune | None = None,
    province: Province | None = None,
    area_ha: Decimal | None = None,
    checked: Collection[str] | None = None,
) -> None:
    """Change what is offered and where."""
    lock_offer(offer, version)
    values = _description(
        offer.organisation, commodity, as_written, kind, service, variety, form, commune, province, area_ha
    )
    told = {name: values[column] for name, column in DESCRIBED.items()}
    told["kind"] = (values["kind"], values["service"])
    sure = answered_change(OFFERS, offer, told, about=EVERYTHING, checked=checked)
    change(offer, values, by=by, names=NAMES, checked=sure)


def _description(
    organisation: Organisation,
    commodity: Commodity | None,
    as_written: str,
    kind: OfferKind,
    service: ServiceKind | None,
    variety: str | None,
    form: ProductForm | None,
    commune: Commune | None,
    province: Province | None,
    area_ha: Decimal | None,
) -> dict[str, object]:
    """The columns of the first step; DomainError when kind, service and goods do not go together."""
    if kind is OfferKind.SERVICE and service is None:
        raise DomainError(_l("Chưa chọn loại dịch vụ."), field="service")
    if kind is not OfferKind.SERVICE and commodity is None:
        raise DomainError(_l("Chưa nêu mặt hàng."), field="commodity")
    if commune is None and province is None:
        commune_code, province_code = organisation.commune_code, organisation.province_code
    else:
        commune_code = commune.code if commune else None
        province_code = commune.province_code if commune else province.code if province else None
    name = commodity.name_vi if commodity else str(service.label) if service else ""
    return {
        "kind": kind,
        "service": service if kind is OfferKind.SERVICE else None,
        "commodity_code": commodity.code if commodity else None,
        "as_written": as_written or name,
        "variety": variety or None,
        "form_code": form.code if form else None,
        "commune_code": commune_code,
        "province_code": province_code,
        "area_ha": area_ha,
    }


def schedule_offer(
    *,
    by: User,
    offer: Offer,
    version: int | None,
    unit: Unit,
    periods: Sequence[PeriodDraft],
    unit_kg: Decimal | None = None,
    minimum_lot: Decimal | None = None,
    lot_multiple: Decimal | None = None,
    season_name: str | None = None,
    checked: Collection[str] | None = None,
) -> None:
    """Set when and how much; quantities count in `unit`, an ambiguous one needs `unit_kg`.

    DomainError names the field. A period that is reserved or contracted keeps its start and at least what is
    promised of it.
    """
    lock_offer(offer, version)
    per_unit = kilograms_in_one(unit, unit_kg)
    kept = {(period.start, period.end) for period in offer.periods}
    check_schedule(periods, today(), kept)
    drafts = [PeriodDraft(d.start, d.end, to_kg(d.firm, per_unit), to_kg(d.flexible, per_unit)) for d in periods]
    lot = to_kg(minimum_lot, per_unit, field="minimum_lot") if minimum_lot else None
    if lot is not None and lot > sum(d.firm + d.flexible for d in drafts):
        raise DomainError(_l("Lô nhỏ nhất lớn hơn tổng khối lượng chào bán."), field="minimum_lot")
    values = {
        "unit_code": unit.code,
        "unit_kg": per_unit,
        "season_name": season_name or None,
        "minimum_lot_kg": lot,
        "lot_multiple_kg": to_kg(lot_multiple, per_unit, field="lot_multiple") if lot_multiple else None,
    }
    spans = tuple(StatedSpan(d.start, d.end, d.firm + d.flexible) for d in drafts)
    sure = answered_change(OFFERS, offer, {"spans": spans}, about=[PERIODS, ALIKE], checked=checked)
    before = _rows(offer)
    replace_periods(offer, drafts)
    change(offer, values, by=by, names=NAMES, more={"periods": (before, _rows(offer))}, checked=sure)


def _rows(offer: Offer) -> list[list[str]]:
    """The table of periods as the history keeps it."""
    return [[str(p.start), str(p.end), str(p.firm_kg), str(p.flexible_kg)] for p in offer.periods]


def qualify_offer(
    *,
    by: User,
    offer: Offer,
    version: int | None,
    quality: str | None = None,
    certificates: Sequence[Certificate] = (),
    note: str | None = None,
    private_note: str | None = None,
) -> None:
    """Set quality, papers and notes; DomainError for a paper of another organisation."""
    lock_offer(offer, version)
    if any(paper.organisation_id != offer.organisation_id for paper in certificates):
        raise DomainError(_l("Chỉ dùng được giấy chứng nhận của chính đơn vị."), field="certificates")
    before = sorted(paper.id for paper in offer.certificates)
    offer.certificates = list(certificates)
    after = sorted(paper.id for paper in certificates)
    values = {"quality": quality or None, "note": note or None, "private_note": private_note or None}
    change(offer, values, by=by, names=NAMES, more={"certificates": (before, after)})


def price_offer(
    *,
    by: User,
    offer: Offer,
    version: int | None,
    price: Price,
    delivery_term: DeliveryTerm = DeliveryTerm.TO_AGREE,
    delivery_place: str | None = None,
    checked: Collection[str] | None = None,
) -> None:
    """Set price and delivery; DomainError when the figures do not fit the basis."""
    lock_offer(offer, version)
    values = {**price.columns(), "delivery_term": delivery_term, "delivery_place": delivery_place or None}
    sure = answered_change(OFFERS, offer, {"price": values["price_dong_per_kg"]}, about=[PRICE], checked=checked)
    change(offer, values, by=by, names=NAMES, checked=sure)


def missing_of(offer: Offer) -> list[Missing]:
    """What has to be mended before the offer can be published, in the order of the steps."""
    found = []
    if offer.commodity_code is None and offer.kind is not OfferKind.SERVICE:
        found.append(Missing("what", _l("Chưa nêu mặt hàng.")))
    if offer.kind is OfferKind.PRODUCTION and offer.area_ha is None:
        found.append(Missing("what", _l("Chưa nêu diện tích của vùng sản xuất.")))
    if not offer.periods:
        found.append(Missing("schedule", _l("Chưa có kỳ giao nào.")))
    elif all(period.end < today() for period in offer.periods):
        found.append(Missing("schedule", _l("Mọi kỳ giao đều đã qua.")))
    return found


def publish_offer(*, by: User, offer: Offer, checked: Collection[str] | None = None) -> None:
    """See `lifecycle.publish`."""
    answers = lifecycle.NOT_ASKED if checked is None else lifecycle.Answers(doubts_about(offer), checked)
    lifecycle.publish(offer, by=by, names=NAMES, missing=missing_of(offer), answers=answers)


def doubts_about(offer: Offer) -> list[Doubt]:
    """What is asked before the offer is public."""
    return doubts_of(OFFERS, offer)


def close_offer(*, by: User, offer: Offer, reason: str) -> None:
    """See `lifecycle.close`."""
    lifecycle.close(offer, by=by, reason=reason, names=NAMES)


def copy_offer(*, by: User, offer: Offer) -> Offer:
    """A draft for the next season: the same in everything but the dates, which move by whole years into the future."""
    copy = copy_of(offer, today())
    begin(copy, by=by, organisation=offer.organisation)
    db.session.add(copy)
    db.session.flush()
    record(events.OFFER_COPIED, copy, by=by, on_behalf_of=on_behalf(by, copy), source=offer.public_id)
    return copy


def lock_offer(offer: Offer, version: int | None) -> None:
    """Take the offer for a change; StaleError when it is not the version seen, WrongStateError once it is closed."""
    check_version(offer, version)
    check_open(offer)
    lock = sa.select(OfferPeriod).filter_by(offer_id=offer.id).with_for_update()
    db.session.scalars(lock.execution_options(populate_existing=True)).all()
