"""Where raw material would suffice for a plant that nobody has built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.clock import today
from marketplace.errors import DomainError, NotFoundError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.planning.checks import MOST_KM, MOST_TONNES
from marketplace.planning.growers import read_growers

MOST_GROWERS = 1500
"""Every grower's place is tried against every other: more of them are asked for province by province."""
MONTHS = 12


@dataclass(frozen=True, slots=True)
class PlantSite:
    """A commune around which enough lies: how many cooperatives, kilograms of the poorest and of an average month."""

    commune: Commune
    organisation_ids: Sequence[int]
    least_kg: Decimal
    average_kg: Decimal


def sites(
    viewer: Viewer, *, commodity_code: str, reach_km: int, tonnes_a_month: Decimal, province_code: str | None = None
) -> list[PlantSite]:
    """Communes of cooperatives around which an average month brings so much, the fullest poorest month first.

    Counted is what is offered now and promised to nobody, over the next twelve months; a place whose cooperatives all
    belong to a better one is left out. NotFoundError for whoever does not plan; DomainError, naming the field, for an
    unknown good or province, a reach or amount that makes no sense, and a good that more cooperatives offer than can
    be tried at once.
    """
    from matching.planning import sites as full_sites

    if not can(viewer, Permission.PLAN_MAKE):
        raise NotFoundError
    _check(commodity_code, reach_km, tonnes_a_month, province_code)
    growers = read_growers(commodity_code, today(), province_code)
    if len(growers) > MOST_GROWERS:
        raise DomainError(
            _l("Có %(count)s đơn vị chào bán mặt hàng này, nhiều hơn số tính được một lần; hãy chọn một tỉnh.",
               count=len(growers)), field="province_code",
        )  # fmt: skip
    found = full_sites(growers, commodity_code, float(reach_km), tonnes_a_month * 1000)
    communes = _communes([(site.lat, site.lon) for site in found])
    return [
        PlantSite(
            communes[site.lat, site.lon],
            tuple(int(code) for code in site.growers),
            site.least_kg,
            site.average_kg.to_integral_value(),
        )
        for site in found
    ]


def _communes(points: Sequence[tuple[float, float]]) -> dict[tuple[float, float], Commune]:
    """The commune with each of these middles."""
    wanted = set(points)
    asked = sa.select(Commune).where(Commune.lat.in_([lat for lat, _ in wanted])).order_by(Commune.code)
    return {(one.lat, one.lon): one for one in db.session.scalars(asked) if (one.lat, one.lon) in wanted}


def _check(commodity_code: str, reach_km: int, tonnes_a_month: Decimal, province_code: str | None) -> None:
    if db.session.get(Commodity, commodity_code) is None:
        raise DomainError(_l("Chọn mặt hàng mà nhà máy thu mua."), field="commodity_code")
    if not 1 <= reach_km <= MOST_KM:
        raise DomainError(_l("Bán kính thu mua là từ 1 đến %(most)s km.", most=MOST_KM), field="reach_km")
    if not tonnes_a_month.is_finite() or not Decimal("0.001") <= tonnes_a_month <= MOST_TONNES / MONTHS:
        raise DomainError(_l("Nhập số tấn nguyên liệu mỗi tháng, lớn hơn 0."), field="tonnes_a_month")
    if province_code is not None and db.session.get(Province, province_code) is None:
        raise DomainError(_l("Không có tỉnh, thành phố nào có mã %(code)s.", code=province_code), field="province_code")
