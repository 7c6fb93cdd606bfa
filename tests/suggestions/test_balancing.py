"""The market weighed as a whole, and its index kept for processes that start."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.jobs.queue import carry_out
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import balancing, changes, fact_rows, gateway, queries, snapshots
from marketplace.suggestions.balancing import is_due, refresh_balance, refresh_snapshot
from marketplace.suggestions.jobs import balance_market, keep_snapshot
from marketplace.suggestions.market import asking, forget
from marketplace.suggestions.market_models import BalancedPair, MarketSnapshot
from tests.cast import Cast
from tests.cli.commands import inside
from tests.databases import SqliteTemplate
from tests.factories.listings_by_hand import Goods, need, offer
from tests.suggestions.conftest import Market


def shown(public_id: str) -> list[tuple[str, Decimal]]:
    wanted = db.session.scalars(sa.select(Need).filter_by(public_id=public_id)).one()
    found = gateway.shortlist(wanted, on=today(), top=20)
    return [(one.offer_id, one.score) for one, _ in found.suggestions]


def test_the_balance_names_the_pairs_of_the_shortlist_with_both_scores(
    context: Flask, market: Market, cast: Cast
) -> None:
    other = offer(cast.binh_minh, Goods(tonnes=8))
    second = need(cast.lua_vang, Goods(tonnes=500))
    db.session.commit()
    assert is_due(today())
    assert refresh_balance() == 4
    assert not is_due(today())
    wanted = db.session.scalars(sa.select(Need).filter_by(public_id=market.need)).one()
    found = queries.balance_of(wanted)
    assert [one.place for one in found.values()] == [1, 2]
    scores = dict(shown(market.need))
    names = dict(db.session.execute(sa.select(Offer.id, Offer.public_id)).all())
    assert {names[offer_id]: one.buyer_score for offer_id, one in found.items()} == scores
    assert all(0 < one.seller_score <= 100 and 0 < one.mutual <= 1 for one in found.values())
    assert set(queries.balance_of(second)) == set(found)
    assert other.id in found


def test_a_new_balance_takes_the_place_of_the_old_one(context: Flask, market: Market, cast: Cast) -> None:
    refresh_balance()
    before = sorted(db.session.scalars(sa.select(BalancedPair.offer_id)))
    offered = db.session.scalars(sa.select(Offer).filter_by(public_id=market.offer)).one()
    offered.closed_at = now()
    added = offer(cast.binh_minh)
    db.session.commit()
    assert is_due(today())
    refresh_balance()
    assert before == [offered.id]
    assert db.session.scalars(sa.select(BalancedPair.offer_id)).all() == [added.id]


def test_two_that_weigh_at_once_leave_one_whole_balance(
    context: Flask, market: Market, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = offer(cast.binh_minh)
    db.session.commit()
    pieces = balancing._pieces

    def another_comes_and_ends_first(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
        begun = pieces(rows)
        yield next(begun)
        monkeypatch.setattr(balancing, "_pieces", pieces)
        assert refresh_balance() == 2
        yield from begun

    monkeypatch.setattr(balancing, "AT_ONCE", 1)
    monkeypatch.setattr(balancing, "_pieces", another_comes_and_ends_first)
    refresh_balance()
    wanted = db.session.scalars(sa.select(Need).filter_by(public_id=market.need)).one()
    assert len(queries.balance_of(wanted)) == 2
    assert other.id in queries.balance_of(wanted)
    assert len(set(db.session.scalars(sa.select(BalancedPair.turn)))) == 1, "the other is cleared away"


def test_the_market_is_weighed_only_when_something_has_changed(app: Flask, market: Market) -> None:
    carry_out(app, balance_market)
    with app.app_context():
        turn = db.session.scalar(sa.select(BalancedPair.turn))
    carry_out(app, balance_market)
    with app.app_context():
        assert db.session.scalar(sa.select(BalancedPair.turn)) == turn


def test_an_empty_market_can_be_weighed(context: Flask, cast: Cast) -> None:
    assert refresh_balance() == 0


def test_a_process_that_starts_takes_the_kept_index_and_catches_up(
    context: Flask, market: Market, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(context, keep_snapshot)
    offer(cast.binh_minh, Goods(tonnes=9))
    offered = db.session.scalars(sa.select(Offer).filter_by(public_id=market.offer)).one()
    offered.periods[0].reserved_kg = Decimal(19_000)
    db.session.commit()
    read: list[list[int] | None] = []
    ask = fact_rows.public_offers
    monkeypatch.setattr(fact_rows, "public_offers", lambda ids=None: ask(read.append(ids) or ids))  # type: ignore[func-returns-value]
    forget()
    caught_up = shown(market.need)
    assert [ids and len(ids) for ids in read] == [2], "only what changed is read"
    monkeypatch.setattr(snapshots, "newest", lambda *_: None)
    forget()
    assert shown(market.need) == caught_up
    assert read[-1] is None


@pytest.mark.parametrize("harm", ["no json", "other records", "of the future", "of another past", "columns gone"])
def test_a_snapshot_that_cannot_be_used_is_left_alone(context: Flask, market: Market, harm: str) -> None:
    expected = shown(market.need)
    assert refresh_snapshot() == 1
    head: Path = context.config["SETTINGS"].data_dir / snapshots.FOLDER / snapshots.HEAD
    told = json.loads(head.read_text())
    if harm == "columns gone":
        for file in (head.parent / told["folder"]).rglob("*.npy"):
            file.unlink()
    if harm == "of another past":  # the database was restored to before the snapshot and has counted on
        db.session.execute(sa.delete(MarketSnapshot))
        db.session.commit()
    changed = {"other records": {"records": 0}, "of the future": {"change_no": 10**6}}.get(harm, {})
    head.write_text("{" if harm == "no json" else json.dumps(told | changed))
    assert snapshots.newest(context.config["SETTINGS"].data_dir, changes.clock()) is None
    forget()
    assert shown(market.need) == expected


def test_an_index_of_offers_that_no_transaction_sees_is_read_anew(context: Flask, market: Market) -> None:
    expected = shown(market.need)
    offered = db.session.scalars(sa.select(Offer).filter_by(public_id=market.offer)).one()
    with asking() as found:
        found.index.replace(replace(gateway.offer_record(offered, today()), id="f" * 32, organisation="nobody"))
        found.remembered.clear()
    assert shown(market.need) == expected


def test_the_command_keeps_and_weighs(sqlite_template: SqliteTemplate, tmp_path: Path) -> None:
    with sqlite_template.copy(tmp_path) as url:
        fresh = {"LIENKET_DATA": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": "k" * 40}
        done = inside("matching", "refresh", "--json", environment=fresh)
    assert (done.status, done.objects) == (0, [{"offers": 0, "pairs": 0}])
    assert (tmp_path / snapshots.FOLDER / snapshots.HEAD).exists()
