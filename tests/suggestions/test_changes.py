"""The change feed: nothing that changes a listing for the matcher is left out, and nothing late is skipped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.needs.models import CriterionKind, Need, NeedCriterion, NeedPlace
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import CertificateKind, Organisation, Site, SiteKind
from marketplace.suggestions.changes import since
from tests.cast import Cast
from tests.factories.listings_by_hand import need
from tests.suggestions.conftest import Market


def number() -> int:
    return since(10**15).change_no


def of_market(market: Market) -> tuple[Offer, Need]:
    offered = db.session.scalars(sa.select(Offer).filter_by(public_id=market.offer)).one()
    return offered, db.session.scalars(sa.select(Need).filter_by(public_id=market.need)).one()


def reserve(offered: Offer, _: Need) -> None:
    offered.periods[0].reserved_kg = Decimal(1)


def remove_a_period(offered: Offer, _: Need) -> None:
    offered.periods.clear()


def withdraw(offered: Offer, _: Need) -> None:
    offered.closed_at = now()


def drop_the_papers(offered: Offer, _: Need) -> None:
    offered.certificates.clear()


def revoke_a_paper(offered: Offer, _: Need) -> None:
    offered.certificates[0].revoked_on = now().date()


def move_the_cooperative(offered: Offer, _: Need) -> None:
    offered.organisation.province_code = "01"


def is_no_longer_verified(offered: Offer, _: Need) -> None:
    offered.organisation.verified_at = offered.organisation.verified_by_id = None


def ask_for_a_paper(_: Offer, wanted: Need) -> None:
    wanted.criteria.append(
        NeedCriterion(kind=CriterionKind.CERTIFICATE, certificate_kind=CertificateKind.HALAL, must=True)
    )


def buy_elsewhere(_: Offer, wanted: Need) -> None:
    wanted.places.append(NeedPlace(as_written="Đắk Lắk"))


def is_contracted(_: Offer, wanted: Need) -> None:
    wanted.periods[0].contracted_kg = Decimal(5)


def build_a_plant(_: Offer, wanted: Need) -> None:
    db.session.add(Site(organisation_id=wanted.organisation_id, name="Nhà máy", kind=SiteKind.PLANT))


Change = Callable[[Offer, Need], None]
OF_THE_OFFER: list[Change] = [
    reserve, remove_a_period, withdraw, drop_the_papers, revoke_a_paper, move_the_cooperative, is_no_longer_verified,
]  # fmt: skip
OF_THE_NEED: list[Change] = [ask_for_a_paper, buy_elsewhere, is_contracted, build_a_plant]


@pytest.mark.parametrize("change", [*OF_THE_OFFER, *OF_THE_NEED])
def test_every_change_is_told_with_its_listing(context: Flask, market: Market, change: Change) -> None:
    offered, wanted = of_market(market)
    before = number()
    change(offered, wanted)
    db.session.commit()
    told = since(before)
    ids = (told.offers, told.needs)
    assert ids == ((offered.id,), ()) if change in OF_THE_OFFER else ids == ((), (wanted.id,))
    assert told.change_no == before + 1
    assert not told.everything


def test_what_the_matcher_does_not_see_is_not_told(context: Flask, cast: Cast, market: Market) -> None:
    before = number()
    db.session.add(Organisation(kind="other", name="Mới", folded="moi"))
    db.session.commit()
    assert since(before).change_no == before


def test_what_is_undone_is_not_told(context: Flask, market: Market) -> None:
    offered, _ = of_market(market)
    before = number()
    reserve(offered, _)
    db.session.flush()
    db.session.rollback()
    db.session.commit()
    assert since(before).change_no == before


def test_a_savepoint_undone_keeps_what_came_before_it(context: Flask, market: Market) -> None:
    offered, wanted = of_market(market)
    before = number()
    reserve(offered, wanted)
    db.session.flush()
    savepoint = db.session.begin_nested()
    is_contracted(offered, wanted)
    db.session.flush()
    savepoint.rollback()
    db.session.commit()
    assert offered.id in since(before).offers


def test_a_statement_over_many_rows_renews_everything(context: Flask, market: Market) -> None:
    before = number()
    db.session.execute(sa.update(OfferPeriod).values(reserved_kg=Decimal(0)))
    db.session.commit()
    assert since(before).everything
    assert not since(number()).everything


def test_a_late_commit_is_not_skipped(app: Flask, cast: Cast, market: Market) -> None:
    """The first to write is the last to commit; who reads in between still hears of it afterwards."""
    if db_is_sqlite(app):
        pytest.skip("SQLite lets one writer in at a time")
    with app.app_context():
        cursor = number()
        first, _ = of_market(market)
        reserve(first, _)
        db.session.flush()
        other = in_a_thread(app, lambda: need(cast.huong_viet).id)
        between = since(cursor)
        assert between.needs == (other,)
        cursor = between.change_no
        db.session.commit()
        assert since(cursor).offers == (first.id,)


def test_who_numbers_first_commits_first(app: Flask, cast: Cast, market: Market) -> None:
    """Two commits at once: a number is seen only when all lower ones are."""
    if db_is_sqlite(app):
        pytest.skip("SQLite lets one writer in at a time")
    with app.app_context():
        before = number()
    numbered, goes_on = threading.Event(), threading.Event()

    def slow() -> None:
        with app.app_context():
            session = db.session()
            reserve(*of_market(market))

            def wait(*_: object) -> None:
                numbered.set()
                goes_on.wait(10)

            sa.event.listen(session, "before_commit", wait)  # after the feed's own, so with its number in hand
            session.commit()

    def fast() -> None:
        with app.app_context():
            need(cast.huong_viet)
            db.session.commit()

    threads = [threading.Thread(target=slow), threading.Thread(target=fast)]
    threads[0].start()
    assert numbered.wait(10)
    threads[1].start()
    threads[1].join(0.5)
    with app.app_context():
        assert since(before).change_no == before, "the second waits behind the first"
    goes_on.set()
    for thread in threads:
        thread.join()
    with app.app_context():
        told = since(before)
        assert (told.change_no, len(told.offers), len(told.needs)) == (before + 2, 1, 1)


def db_is_sqlite(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def in_a_thread(app: Flask, act: Callable[[], int]) -> int:
    found: list[int] = []

    def run() -> None:
        with app.app_context():
            found.append(act())
            db.session.commit()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]
