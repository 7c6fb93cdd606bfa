"""A need with several suppliers who differ in one thing each."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.catalogue.models import Commune
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind
from tests.cast import Cast
from tests.factories.contracts_by_hand import organisation
from tests.factories.listings_by_hand import Goods, certificate, need, offer

NEAR, FAR, PAPERED, BIG, YOUNG = "HTX Gần Nhất", "HTX Xa Hơn", "HTX Có Giấy", "HTX Đủ Hàng", "HTX Mới Lập"
ASKED_TONNES = 100


@dataclass(frozen=True)
class Crowd:
    """Public ids: the need, and the offers by the name of their seller."""

    need: str
    offers: dict[str, str]

    @property
    def path(self) -> str:
        return f"/suggestions/needs/{self.need}"


def crowd(cast: Cast) -> Crowd:
    """Hương Việt wants a hundred tonnes in a commune of Lâm Đồng and would like VietGAP; commits."""
    near, far = _communes()
    wanted = need(cast.huong_viet, Goods(tonnes=ASKED_TONNES), nice=(CertificateKind.VIETGAP,))
    wanted.commune_code = near.code
    offers = {
        NEAR: _offer(cast, NEAR, near),
        FAR: _offer(cast, FAR, far),
        PAPERED: _offer(cast, PAPERED, far, papered=True),
        BIG: _offer(cast, BIG, far, tonnes=ASKED_TONNES),
        YOUNG: _offer(cast, YOUNG, far, young=True),
    }
    db.session.commit()
    return Crowd(wanted.public_id, {name: made.public_id for name, made in offers.items()})


def _offer(
    cast: Cast, name: str, commune: Commune, *, tonnes: int = 30, papered: bool = False, young: bool = False
) -> Offer:
    seller = organisation(name, verifier_id=cast.quan)
    if young:
        seller.founded_on = today()
    db.session.flush()
    papers = (certificate(seller.id, CertificateKind.VIETGAP, verified_by=cast.quan),) if papered else ()
    made = offer(seller.id, Goods(tonnes=tonnes), papers=papers)
    made.commune_code = commune.code
    return made


def _communes() -> tuple[Commune, Commune]:
    """Two communes of Lâm Đồng, more than a hundred kilometres from each other."""
    ordered = sorted(
        db.session.query(Commune).filter(Commune.province_code == "68", Commune.lon.is_not(None)).all(),
        key=lambda commune: commune.lon,
    )
    return ordered[0], ordered[-1]
