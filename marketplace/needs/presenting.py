"""A need as a reader may see it."""

from __future__ import annotations

from typing import Any

from marketplace.audit.presenters import timeline
from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import Card, Fact, Period, card_of, place_words, span_words, title_of
from marketplace.listings.privacy import is_insider, price_facts
from marketplace.listings.reported import reported_facts
from marketplace.needs.models import CriterionKind, Need, NeedCriterion
from marketplace.organisations.models import OrganisationKind, Origin
from marketplace.web.formats import format_kg, format_quantity

LOT, CONTRACT, NOTE = _l("Lô nhỏ nhất"), _l("Thời hạn hợp đồng mong muốn"), _l("Ghi chú")
OPTIONAL = (LOT, CONTRACT, NOTE)
BRINGS = (
    ("brings_inputs", _l("vật tư, giống")),
    ("brings_production", _l("cùng sản xuất")),
    ("brings_processing", _l("sơ chế, chế biến")),
)


def card(viewer: Viewer, need: Need) -> Card:
    """The need in a list."""
    return card_of(
        viewer,
        need,
        state=need.state,
        total_kg=need.total_kg,
        first_day=need.first_day,
        last_day=need.last_day,
    )


def present(need: Need, viewer: Viewer) -> dict[str, Any]:
    """Everything the need's page shows to this viewer; history and private notes to insiders only."""
    insider = is_insider(viewer, need)
    return {
        "need": need,
        "title": title_of(need),
        "state": need.state,
        "facts": reported_facts(need) if need.origin == Origin.REPORTED else facts(viewer, need),
        "periods": periods(need),
        "total": format_kg(need.total_kg) if need.periods else "",
        "must": [criterion_words(c) for c in need.criteria if c.must],
        "nice": [criterion_words(c) for c in need.criteria if not c.must],
        "insider": insider,
        "private_note": need.private_note if insider else None,
        "history": timeline(viewer, need) if insider and viewer.is_signed_in else [],
    }


def facts(viewer: Viewer, need: Need) -> list[Fact]:
    """The facts of an entered need, in the order of its steps."""
    found: list[Fact] = [
        (_l("Mặt hàng"), need.commodity.name if need.commodity else ""),
        (_l("Giống"), need.variety),
        (_l("Dạng hàng"), need.form.name if need.form else ""),
        (_l("Yêu cầu chất lượng"), need.quality),
        (LOT, format_kg(need.minimum_lot_kg) if need.minimum_lot_kg else ""),
        (
            _l("Nhận hàng tại"),
            ", ".join(word for word in (need.site.name if need.site else "", place_words(need)) if word),
        ),
        (_l("Mua ở"), "; ".join(place.as_written for place in need.places) or _l("nơi nào cũng được")),
        (_l("Xa nhất"), format_quantity(need.maximum_distance_km, "km") or _l("không giới hạn")),
        (_l("Số bên bán nhiều nhất"), format_quantity(need.maximum_suppliers) or _l("không giới hạn")),
        (CONTRACT, _months(need.contract_months)),
        (
            _l("Bên mua đem đến"),
            ", ".join(str(words) for name, words in BRINGS if getattr(need, name)) or _l("chỉ tiêu thụ"),
        ),
        *price_facts(viewer, need),
        (NOTE, need.note),
    ]
    return [fact for fact in found if fact[1] or fact[0] not in OPTIONAL]


def _months(months: int | None) -> str:
    return str(_l("%(months)s tháng", months=months)) if months else ""


def criterion_words(criterion: NeedCriterion) -> str:
    """One condition in words."""
    if criterion.kind is CriterionKind.CERTIFICATE and criterion.certificate_kind:
        return str(criterion.certificate_kind.label)
    if criterion.kind is CriterionKind.SUPPLIER_KIND and criterion.value in set(OrganisationKind):
        return str(OrganisationKind(criterion.value).label)
    return str(_l("Giống %(name)s", name=criterion.value))


def periods(need: Need) -> list[Period]:
    """The period table with what is still wanted of each."""
    return [
        Period(
            words=span_words(row.start, row.end),
            past=row.end < today(),
            total=row.quantity_kg,
            free=row.missing_kg,
            numbers={"contracted": row.contracted_kg},
        )
        for row in need.periods
    ]
