"""What one more paper would open for a seller, and that it does once the paper is there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind
from marketplace.suggestions.shortlists import buyers_of
from tests.cast import Cast
from tests.client import Browser
from tests.factories.listings_by_hand import Goods, certificate, need, offer


@pytest.fixture
def wanting(app: Flask, cast: Cast) -> str:
    """Đoàn Kết holds no paper; three needs ask for VietGAP, one of them for goods of another season; one asks none."""
    with app.app_context():
        offered = offer(cast.doan_ket, Goods(days=60))
        for _ in range(2):
            need(cast.huong_viet, must=(CertificateKind.VIETGAP,))
        need(cast.huong_viet, Goods(starts_in=100), must=(CertificateKind.VIETGAP,))
        need(cast.huong_viet)
        db.session.commit()
        return offered.public_id


@pytest.mark.parametrize("page", ["/suggestions/offers/{}", "/offers/{}"])
def test_a_seller_reads_how_many_needs_a_paper_would_open(
    wanting: str, cast: Cast, browser: Callable[..., Browser], page: str
) -> None:
    words = browser(cast.hoa).get(page.format(wanting)).words()
    assert "Thêm 2 nhu cầu nữa nếu có VietGAP." in words


def test_with_the_paper_those_needs_are_there_and_nothing_is_lacking(app: Flask, wanting: str, cast: Cast) -> None:
    with app.test_request_context():
        offered = db.session.scalars(db.select(Offer).filter_by(public_id=wanting)).one()
        before = buyers_of(offered)
        offered.certificates = [certificate(cast.doan_ket, CertificateKind.VIETGAP, verified_by=cast.quan)]
        db.session.flush()
        after = buyers_of(offered)
        assert len(after.lines) == len(before.lines) + before.lacks[0].needs
        assert after.lacks == []
