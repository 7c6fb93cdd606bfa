"""What is public is decided twice, in Python for one record and in SQL for lists: the two must not part."""

from __future__ import annotations

from itertools import product

import pytest
import sqlalchemy as sa

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from tests.cast import Cast
from tests.factories import listings_by_hand

pytestmark = pytest.mark.usefixtures("context")

ORIGINS = (Origin.REGISTERED, Origin.REPORTED)


def test_record_and_list_agree_in_every_combination(cast: Cast) -> None:
    for make, model in ((listings_by_hand.offer, Offer), (listings_by_hand.need, Need)):
        for owner, origin, published, closed in product(
            (cast.doan_ket, cast.moi_lap), ORIGINS, (True, False), (True, False)
        ):
            record = make(owner)
            record.origin = origin
            record.published_at = now() if published else None
            record.closed_at, record.close_reason = (now(), "hết hàng") if closed else (None, None)
        db.session.flush()
        listed = set(db.session.scalars(sa.select(model.id).where(is_public(model))))
        alone = {record.id for record in db.session.scalars(sa.select(model)).unique() if record.is_public}
        assert listed == alone
        assert len(listed) == 5, "reported and not closed: four; published by a verified one and not closed: one"
