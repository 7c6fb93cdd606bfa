"""Reported rows: labelled, sourced, nothing invented, never counted, and the same after a second run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit.models import AuditEvent
from marketplace.contracts.models import ReportedLinkage
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, OrganisationKind, Origin
from marketplace.seeds import real
from marketplace.seeds.parties import Parties
from marketplace.seeds.real import load_real
from marketplace.seeds.resolution import resolution_report
from marketplace.seeds.rows import read_all
from matching.vocabulary.places import gazetteer
from tests.databases import Beginning

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("real data")]  # all of it, loaded once


@pytest.fixture
def loaded(app: Flask, begin_with: Beginning) -> Iterator[Flask]:
    begin_with("real data", load_real)
    with app.app_context():
        yield app


def reported(model: type[Offer] | type[Need]) -> list[Offer | Need]:
    return [*db.session.scalars(sa.select(model).where(model.origin == Origin.REPORTED)).unique()]


def test_every_row_is_a_record_with_its_source_and_its_facts_as_written(loaded: Flask) -> None:
    rows = read_all()
    kept: dict[str, Offer | Need] = {str(one.source_key): one for one in (*reported(Offer), *reported(Need))}
    assert set(kept) == {row.id for row in (*rows.offers, *rows.needs)}
    for row in (*rows.offers, *rows.needs):
        record = kept[row.id]
        facts = {name: text for name, text in record.source_facts.items() if name != "annual_kg"}
        assert facts == row.fields
        assert record.source_url == row["source_url"]
        assert (record.source_date or "") == row["article_date"]
        assert record.as_written == row["commodity_as_written"]
        assert record.organisation.origin is Origin.REPORTED
    linkages = db.session.scalars(sa.select(ReportedLinkage)).all()
    assert {one.source_key: one.facts for one in linkages} == {row.id: row.fields for row in rows.linkages}


def test_what_is_unknown_stays_unknown(loaded: Flask) -> None:
    for record in (*reported(Offer), *reported(Need)):
        assert record.periods == []
        assert record.price_dong_per_kg is None
        assert record.published_at is None
    invented = sa.select(Organisation).where(
        Organisation.origin == Origin.REPORTED,
        sa.or_(
            Organisation.tax_code.is_not(None),
            Organisation.verified_at.is_not(None),
            Organisation.phone.is_not(None),
            Organisation.state_capital_pct.is_not(None),
            Organisation.agricultural_type.is_not(None),
        ),
    )
    assert db.session.scalars(invented).all() == []
    placeless = ("coop_province", "coop_district", "coop_commune")
    without = {row.id for row in read_all().offers if not any(row[name] for name in placeless)}
    assert without
    assert all(record.province_code is None for record in reported(Offer) if record.source_key in without)


def test_yearly_kilograms_only_where_the_row_says_enough(loaded: Flask) -> None:
    annual = {record.source_key: record.source_facts.get("annual_kg") for record in reported(Offer)}
    assert annual["O-1a5a51eda3"] == "80000"  # 80 tấn a year
    assert annual["O-16eccd0719"] is None  # 20–40 tonnes a day: days are not stated
    assert annual["O-f9edd11d2f"] is None  # no quantity at all


def test_nothing_reported_counts(loaded: Flask) -> None:
    figure = compute(Question(day=date(2026, 11, 22)))
    assert (figure.numerator, figure.denominator) == (0, 0)


def test_a_second_run_changes_nothing(loaded: Flask) -> None:
    events = sa.select(sa.func.count()).select_from(AuditEvent)
    before = db.session.scalar(events)
    assert not load_real().changed
    real._load()
    assert db.session.scalar(events) == before


def test_a_row_that_is_gone_closes_its_offer(loaded: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = read_all()
    gone = rows.offers.pop()
    monkeypatch.setattr(real, "read_all", lambda: rows)
    real._load()
    closed = [one for one in reported(Offer) if one.closed_at]
    assert [one.source_key for one in closed] == [gone.id]


def test_one_name_in_one_place_is_one_organisation() -> None:
    place = gazetteer().resolve_parts("Nam Bình", "Đắk Song", "Đắk Nông")
    elsewhere = gazetteer().resolve_parts(None, None, "Đồng Tháp")
    unknown = gazetteer().resolve("")
    parties, htx = Parties(), OrganisationKind.HTX
    first = parties.of("HTX Dịch vụ nông nghiệp Đoàn Kết", htx, place, "O-1")
    assert parties.of("Hợp tác xã nông nghiệp Đoàn Kết", htx, unknown, "O-2") is first
    other = parties.of("HTX Đoàn Kết", htx, elsewhere, "O-3")
    assert other is not first
    assert parties.of("HTX Đoàn Kết", htx, unknown, "O-4") not in (first, other), "two may be meant: neither is taken"
    assert parties.of("Đoàn Kết", OrganisationKind.ENTERPRISE, place, "O-5") is not first


def test_most_names_and_places_are_read() -> None:
    report = resolution_report()
    shares = {part.name: part.share for part in report.parts}
    assert set(shares) == {"products", "provinces", "districts", "communes", "sourcing places"}
    assert min(shares.values()) >= 0.95, shares
    missing = sum(part.stated - part.read for part in report.parts)
    assert missing == len(report.unresolved)
    assert all(one.rows for one in report.unresolved)
    json.dumps([one.text for one in report.unresolved])
