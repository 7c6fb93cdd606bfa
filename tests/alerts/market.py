"""What happens on the market of these tests, and what people were told of it."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.alerts.sending import send_all
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.notifications.models import Notification
from tests.cast import Cast
from tests.factories.listings_by_hand import Goods, need

DURIAN = Goods()


def told(person: int) -> list[Notification]:
    """What stands in a person's inbox, oldest first."""
    return list(db.session.scalars(sa.select(Notification).filter_by(user_id=person).order_by(Notification.id)))


def send() -> int:
    """Follow the market to its end; how many messages were told."""
    return send_all().messages


def asks(cast: Cast, goods: Goods = DURIAN) -> Need:
    """Hương Việt asks for the goods, publicly, and the need is committed."""
    made = need(cast.huong_viet, goods)
    db.session.commit()
    return made
