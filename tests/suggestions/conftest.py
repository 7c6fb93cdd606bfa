"""A small market: one need of Hương Việt, and what its neighbours offer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind
from tests.cast import Cast
from tests.factories.listings_by_hand import certificate, need, offer


@dataclass(frozen=True)
class Market:
    """Public ids, valid in every session."""

    need: str
    offer: str

    @property
    def for_need(self) -> str:
        return f"/suggestions/needs/{self.need}"

    @property
    def for_offer(self) -> str:
        return f"/suggestions/offers/{self.offer}"

    @property
    def pair(self) -> str:
        return f"{self.for_need}/offers/{self.offer}"


@pytest.fixture
def market(app: Flask, cast: Cast) -> Market:
    """Hương Việt asks for durian and would like VietGAP; Đoàn Kết offers what is asked, without it."""
    with app.app_context():
        wanted = need(cast.huong_viet, nice=(CertificateKind.VIETGAP,))
        other_paper = certificate(cast.doan_ket, CertificateKind.OCOP, verified_by=cast.quan)
        offered = offer(cast.doan_ket, papers=(other_paper,))
        db.session.commit()
        return Market(wanted.public_id, offered.public_id)


@pytest.fixture
def change(app: Flask, market: Market) -> Callable[[Callable[[Offer, Need], None]], None]:
    """Change the two records and commit."""

    def changed(how: Callable[[Offer, Need], None]) -> None:
        with app.app_context():
            found_offer = db.session.scalars(db.select(Offer).filter_by(public_id=market.offer)).one()
            how(found_offer, db.session.scalars(db.select(Need).filter_by(public_id=market.need)).one())
            db.session.commit()

    return changed
