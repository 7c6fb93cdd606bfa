"""Dated prices reach the matcher by good, form, variety and trade stage."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.models import ReferencePrice, TradeStage
from marketplace.catalogue.price_queries import price_book, reference_prices
from marketplace.extensions import db

DAY = date(2026, 2, 1)


def test_every_notice_is_read_with_its_stage_and_variety(context: Flask) -> None:
    stages = sa.select(ReferencePrice.trade_stage, sa.func.count()).group_by(ReferencePrice.trade_stage)
    counted = {row[0]: row[1] for row in db.session.execute(stages)}
    assert counted == {
        TradeStage.FARM_GATE: 148, TradeStage.COLLECTED: 160, TradeStage.DELIVERED: 26, TradeStage.RETAIL: 29, None: 49,
    }  # fmt: skip


def test_fresh_rice_is_not_dry_rice_and_a_variety_is_told_apart(context: Flask) -> None:
    book = price_book(DAY)
    assert {one.form for one in book.of("rice", "fresh")} == {"fresh"}
    assert {one.variety for one in book.of("rice", "fresh", "om 5451")} == {"OM5451"}
    assert book.of("rice") == ()
    assert book.of("coffee", "green_bean")
    assert book.of("coffee", "roasted") == ()


def test_a_grade_that_only_looks_like_a_variety_names_none(context: Flask) -> None:
    plain = db.session.scalars(sa.select(ReferencePrice).where(ReferencePrice.grade == "trắng thông dụng")).all()
    assert {(price.commodity_code, price.variety) for price in plain} == {("rice", None)}


def test_only_prices_up_to_the_day_with_a_printed_date_are_given(context: Flask) -> None:
    assert max(one.on for one in reference_prices("pig", "live", DAY)) <= DAY
    early = reference_prices("rice", "fresh", date(2022, 12, 31))
    assert max(one.on for one in early) == date(2021, 10, 20)
    guessed = sa.select(ReferencePrice.on).filter_by(date_quality="year_inferred", commodity_code="durian")
    days = set(db.session.scalars(guessed))
    assert days.isdisjoint(one.on for one in reference_prices("durian", "fresh", DAY))
