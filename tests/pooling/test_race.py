"""Of the last two variants only one is taken away, however two people press at the same moment."""

from __future__ import annotations

from flask import Flask

from marketplace.extensions import db
from marketplace.pooling import actions
from marketplace.pooling.models import Pool, Variant
from tests.brokering.test_pairs import Deed, at_once
from tests.cast import Cast, user
from tests.factories import pools


def test_one_variant_stays_when_two_people_take_one_away_each(app: Flask, cast: Cast) -> None:
    with app.app_context():
        first = pools.proposed(user(cast.minh), pools.lay(cast))
        second = actions.add_variant(by=user(cast.minh), variant=first)
        ids, pool = (first.id, second.id), first.pool_id
        db.session.commit()

    def removes(number: int, by: int) -> Deed:
        return lambda: actions.remove_variant(by=user(by), variant=db.session.get_one(Variant, number))

    assert at_once(app, removes(ids[0], cast.minh), removes(ids[1], cast.binh)) == [True, False]
    with app.app_context():
        assert [one.id for one in db.session.get_one(Pool, pool).live_variants] == [ids[1]]
