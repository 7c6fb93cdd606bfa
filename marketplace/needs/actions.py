"""Every write to needs. A version of None (commands) skips the check for changes made meanwhile.

`checked` are the ticked questions about what is unusual (`listings.usual`); None (commands) asks none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.catalogue.models import Commodity, ProductForm, Unit
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
from marketplace.needs.book import NEEDS
from marketplace.needs.conditions import Conditions
from marketplace.needs.models import Need, NeedPeriod
from marketplace.needs.rows import copy_of, criteria_of, places_of, replace_periods
from marketplace.organisations.models import Organisation

NAMES = Names(
    drafted=events.NEED_DRAFTED,
    changed=events.NEED_CHANGED,
    confirmed=events.NEED_CONFIRMED,
    published=events.NEED_PUBLISHED,
    closed=events.NEED_CLOSED,
    copied=events.NEED_COPIED,
    confirmation_page="needs.confirm",
)


def draft_need(
    *,
    by: User,
    organisation: Organisation,
    commodity: Commodity,
    as_written: str = "",
    variety: str | None = None,
    form: ProductForm | None = None,
    quality: str | None = None,
) -> Need:
    """A new need that nobody outside sees yet; staff draft for any registered organisation, on its behalf.

    Until a site or a place is named, the goods go where the organisation is.
    """
    need = Need()
    begin(need, by=by, organisation=organisation)
    need.commune_code, need.province_code = organisation.commune_code, organisation.province_code
    db.session.add(need)
    for name, value in _description(commodity, as_written, variety, form, quality).items():
        setattr(need, name, value)
    db.session.flush()
    record(events.NEED_DRAFTED, need, by=by, on_behalf_of=on_behalf(by, need), good=need.as_written)
    return need


def describe_need(
    *,
    by: User,
    need: Need,
    version: int | None,
    commodity: Commodity,
    as_written: str = "",
    variety: str | None = None,
    form: ProductForm | None = None,
    quality: str | None = None,
    checked: Collection[str] | None = None,
) -> None:
    """Change what is wanted."""
    _check(need, version)
    values = _description(commodity, as_written, variety, form, quality)
    told = {"code": commodity.code, "form": form.code if form else None, "variety": variety or None}
    sure = answered_change(NEEDS, need, told, about=EVERYTHING, checked=checked)
    change(need, values, by=by, names=NAMES, checked=sure)


def _description(
    commodity: Commodity, as_written: str, variety: str | None, form: ProductForm | None, quality: str | None
) -> dict[str, object]:
    return {
        "commodity_code": commodity.code,
        "as_written": as_written or commodity.name_vi,
        "variety": variety or None,
        "form_code": form.code if form else None,
        "quality": quality or None,
    }


def schedule_need(
    *,
    by: User,
    need: Need,
    version: int | None,
    unit: Unit,
    periods: Sequence[PeriodDraft],
    unit_kg: Decimal | None = None,
    minimum_lot: Decimal | None = None,
    season_name: str | None = None,
    checked: Collection[str] | None = None,
) -> None:
    """Set when and how much (the firm quantity of each draft); an ambiguous unit needs `unit_kg`.

    DomainError names the field. A period under contract keeps its start and at least what is contracted.
    """
    _check(need, version)
    per_unit = kilograms_in_one(unit, unit_kg)
    check_schedule(periods, today(), {(period.start, period.end) for period in need.periods})
    drafts = [PeriodDraft(d.start, d.end, to_kg(d.firm, per_unit)) for d in periods]
    lot = to_kg(minimum_lot, per_unit, field="minimum_lot") if minimum_lot else None
    if lot is not None and lot > sum(draft.firm for draft in drafts):
        raise DomainError(_l("Lô nhỏ nhất lớn hơn tổng khối lượng cần mua."), field="minimum_lot")
    values = {
        "unit_code": unit.code,
        "unit_kg": per_unit,
        "season_name": season_name or None,
        "minimum_lot_kg": lot,
    }
    spans = tuple(StatedSpan(d.start, d.end, d.firm) for d in drafts)
    sure = answered_change(NEEDS, need, {"spans": spans}, about=[PERIODS, ALIKE], checked=checked)
    before = _rows(need)
    replace_periods(need, drafts)
    change(need, values, by=by, names=NAMES, more={"periods": (before, _rows(need))}, checked=sure)


def _rows(need: Need) -> list[list[str]]:
    """The table of periods as the history keeps it."""
    return [[str(p.start), str(p.end), str(p.quantity_kg)] for p in need.periods]


def set_conditions(*, by: User, need: Need, version: int | None, conditions: Conditions) -> None:
    """Set site, sourcing places, criteria and what the buyer brings; DomainError names the field."""
    _check(need, version)
    site, commune = conditions.site, conditions.commune
    if site is not None and site.organisation_id != need.organisation_id:
        raise DomainError(_l("Chỉ chọn được cơ sở của chính đơn vị."), field="site")
    if conditions.must & conditions.nice:
        raise DomainError(_l("Một giấy không thể vừa bắt buộc vừa ưu tiên."), field="nice")
    code = commune.code if commune else site.commune_code if site else need.organisation.commune_code
    province = commune.province_code if commune else site.province_code if site else None
    values = {
        "site_id": site.id if site else None,
        "commune_code": code,
        "province_code": province or need.organisation.province_code,
        **conditions.columns(),
    }
    before = _conditions_of(need)
    need.places = places_of(conditions)
    need.criteria = criteria_of(conditions)
    change(need, values, by=by, names=NAMES, more={"conditions": (before, _conditions_of(need))})


def _conditions_of(need: Need) -> dict[str, list[str]]:
    """Places and criteria as the history keeps them."""
    criteria = [f"{c.kind}:{c.certificate_kind or c.value}:{'must' if c.must else 'nice'}" for c in need.criteria]
    return {"places": [place.as_written for place in need.places], "criteria": sorted(criteria)}


def price_need(
    *,
    by: User,
    need: Need,
    version: int | None,
    price: Price,
    delivery_term: DeliveryTerm = DeliveryTerm.TO_AGREE,
    delivery_place: str | None = None,
    note: str | None = None,
    private_note: str | None = None,
    checked: Collection[str] | None = None,
) -> None:
    """Set price, delivery and notes; DomainError when the figures do not fit the basis."""
    _check(need, version)
    values = {
        **price.columns(),
        "delivery_term": delivery_term,
        "delivery_place": delivery_place or None,
        "note": note or None,
        "private_note": private_note or None,
    }
    sure = answered_change(NEEDS, need, {"price": values["price_dong_per_kg"]}, about=[PRICE], checked=checked)
    change(need, values, by=by, names=NAMES, checked=sure)


def missing_of(need: Need) -> list[Missing]:
    """What has to be mended before the need can be published, in the order of the steps."""
    if not need.periods:
        return [Missing("schedule", _l("Chưa có kỳ mua nào."))]
    if all(period.end < today() for period in need.periods):
        return [Missing("schedule", _l("Mọi kỳ mua đều đã qua."))]
    return []


def publish_need(*, by: User, need: Need, checked: Collection[str] | None = None) -> None:
    """See `lifecycle.publish`."""
    answers = lifecycle.NOT_ASKED if checked is None else lifecycle.Answers(doubts_about(need), checked)
    lifecycle.publish(need, by=by, names=NAMES, missing=missing_of(need), answers=answers)


def doubts_about(need: Need) -> list[Doubt]:
    """What is asked before the need is public."""
    return doubts_of(NEEDS, need)


def close_need(*, by: User, need: Need, reason: str) -> None:
    """See `lifecycle.close`."""
    lifecycle.close(need, by=by, reason=reason, names=NAMES)


def copy_need(*, by: User, need: Need) -> Need:
    """A draft for the next season: the same in everything but the dates, moved by whole years into the future."""
    copy = copy_of(need, today())
    begin(copy, by=by, organisation=need.organisation)
    db.session.add(copy)
    db.session.flush()
    record(events.NEED_COPIED, copy, by=by, on_behalf_of=on_behalf(by, copy), source=need.public_id)
    return copy


def _check(need: Need, version: int | None) -> None:
    check_version(need, version)
    check_open(need)
    lock = sa.select(NeedPeriod).filter_by(need_id=need.id).with_for_update()
    db.session.scalars(lock.execution_options(populate_existing=True)).all()
