"""An offer and a need have one open case, however two people press at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from marketplace.brokering import actions
from marketplace.brokering.models import Case
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from tests.cast import Cast, user
from tests.factories import brokering, listings_by_hand

Deed = Callable[[], object]
Way = Callable[[int, int, int, int], Deed]
MOMENT = 0.4  # seconds in which somebody whom nothing holds back would have come through


def at_once(app: Flask, first: Deed, second: Deed) -> list[bool]:
    """Two requests: the second begins when the first has done its writing and commits only then; who got through."""
    written, second_is_through = threading.Event(), threading.Event()

    def leads() -> bool:
        with app.app_context():
            first()
            written.set()
            second_is_through.wait(MOMENT)
            db.session.commit()
            return True

    def follows() -> bool:
        with app.app_context():
            written.wait(30)
            try:
                second()
                db.session.commit()
            except WrongStateError:
                return False
            finally:
                second_is_through.set()
            return True

    with ThreadPoolExecutor(2) as pool:
        return [answer.result(60) for answer in (pool.submit(leads), pool.submit(follows))]


def opens(broker: int, need: int, offer: int, shared: int) -> Deed:
    """Somebody proposes both offers for the need."""

    def press() -> None:
        first, other = (db.session.get_one(Offer, one) for one in (offer, shared))
        wanted = db.session.get_one(Need, need)
        actions.open_case(by=user(broker), offer=first, need=wanted, others=[other])

    return press


def adds(broker: int, need: int, offer: int, shared: int) -> Deed:
    """The first offer has a case already, to which somebody adds the other."""
    first, wanted = db.session.get_one(Offer, offer), db.session.get_one(Need, need)
    case = actions.open_case(by=user(broker), offer=first, need=wanted).id

    def press() -> None:
        other = db.session.get_one(Offer, shared)
        actions.add_member(by=user(broker), case=db.session.get_one(Case, case), offer=other)

    return press


@pytest.mark.parametrize(("first", "second"), [(opens, opens), (adds, adds)])
def test_two_who_press_at_once_bring_an_offer_and_a_need_together_once(
    app: Flask, cast: Cast, first: Way, second: Way
) -> None:
    """The offer of both is a further one: the index over first offers sees none of these pairs."""
    with app.app_context():
        need = listings_by_hand.need(cast.huong_viet, brokering.GOODS).id
        shared = listings_by_hand.offer(cast.binh_minh, brokering.GOODS).id
        own = [listings_by_hand.offer(cast.doan_ket, brokering.GOODS).id for _case in range(2)]
        deeds = [way(cast.binh, need, one, shared) for way, one in zip((first, second), own, strict=True)]
        db.session.commit()
        db.session.remove()
    assert at_once(app, *deeds) == [True, False]
