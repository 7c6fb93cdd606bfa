"""Any day of the past, read from what changed until then, is what counting that day gives; whatever is written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from marketplace.brokering.models import TermsPeriod
from marketplace.catalogue.models import Commune
from marketplace.contracts.models import ContractParty, ContractSpan, PartyRole
from marketplace.deliveries.models import Delivery, Payment
from marketplace.extensions import db
from marketplace.indicators.ahead import count_past, count_values, quarters_past
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import COUNTRY, Figure, Level, Place, Question, breakdown, compute_many
from marketplace.indicators.engine import kept as keeping
from marketplace.indicators.engine.changes import keeping as kept_changes
from marketplace.indicators.engine.changes.counting import NAMES, Changes
from marketplace.indicators.engine.changes.keeping import count_province, keep
from marketplace.indicators.engine.shelf import SHELF, Shelf
from marketplace.indicators.models import PlaceMonth
from marketplace.organisations.models import Organisation, OrganisationKind, Recognition, RecognitionKind
from tests.cast import Cast
from tests.indicators.golden_flows import NEW_YEAR, set_down
from tests.indicators.test_kept_by_unit import WRITES, write
from tests.indicators.test_oracle import DAYS, without_the_cast, worlds
from tests.indicators.world import World, build

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
HERE, ELSEWHERE = "68", "01"
PROVINCES = (ELSEWHERE, HERE, None)
PLACES = (COUNTRY, Place.province(HERE), Place.province(ELSEWHERE))
TODAY, LEFT = date(2026, 11, 20), date(2026, 4, 10)
CODES = sorted({name.split()[1] for name in NAMES})
at_random = settings(
    max_examples=150 if THOROUGH else 5, deadline=None, database=None, phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
days = st.lists(
    st.sampled_from([*DAYS, date.min, date.max]) | st.dates(date(2024, 6, 1), date(2027, 6, 1)),
    min_size=1, max_size=2,
)  # fmt: skip


@pytest.fixture
def two_provinces(context: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The country is these two here, and what lies in none."""
    monkeypatch.setattr(keeping.Reading, "_provinces", lambda _reading: [ELSEWHERE, HERE])
    SHELF.clear()
    yield
    db.session.rollback()


@pytest.fixture
def told(two_provinces: None, cast: Cast) -> None:
    """The golden flows stand in the database."""
    set_down(cast)
    db.session.commit()


def lay() -> int:
    """As the job does, within this transaction; how many provinces were written."""
    counted = [one for province in PROVINCES if (one := count_province(province, TODAY)) is not None]
    for one in counted:
        keep(one)
    return len(counted)


def figures(day: date) -> tuple[list[Figure], list[object]]:
    found = compute_many([Question(day, code, place=place) for place in PLACES for code in CODES])
    return found, [breakdown(Question(day, code), Level.PROVINCE) for code in ("I1", "O3", "O4", "O10")]


def counted_anew(day: date) -> tuple[list[Figure], list[object]]:
    """With nothing kept anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "SHELF", Shelf())
        patch.setattr(keeping, "known_of", lambda *_asked: {})
        return figures(day)


def same_on(day: date) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "SHELF", Shelf())
        read = figures(day)
    assert read == counted_anew(day), day


@pytest.mark.usefixtures("two_provinces")
def test_random_histories_are_the_same_on_any_day(cast: Cast) -> None:
    near = db.session.scalars(sa.select(Commune.code).where(Commune.province_code == HERE).limit(2)).all()

    @at_random
    @given(world=worlds([None, *near]), days=days)
    def compare(world: World, days: list[date]) -> None:
        with db.session.begin_nested() as undone:
            build(world, by=cast.binh, checker=cast.quan)
            lay()
            for day in days:
                same_on(day)
            undone.rollback()
        db.session.expire_all()

    without_the_cast()
    compare()


@pytest.mark.usefixtures("told")
def test_random_writes_leave_nothing_stale(cast: Cast) -> None:
    communes = {
        code: db.session.scalars(sa.select(Commune.code).where(Commune.province_code == code).limit(2)).all()
        for code in (HERE, ELSEWHERE)
    }

    @at_random
    @given(st.lists(st.tuples(st.sampled_from(WRITES), st.integers(0, 8)), min_size=1, max_size=4), days, st.booleans())
    def compare(steps: list[tuple[str, int]], days: list[date], again: bool) -> None:
        lay()
        for statement, pick in steps:
            province = (HERE, ELSEWHERE)[pick % 2]
            named = {"pick": pick, "province": f"'{province}'", "commune": f"'{communes[province][pick % 4 // 2]}'"}
            write(statement.format(**named, checker=cast.quan), "kept")
        if again:
            lay()
        for day in days:
            same_on(day)

    compare()


@pytest.mark.usefixtures("told")
def test_each_end_is_the_day_after_and_each_year_begins_anew(cast: Cast) -> None:
    """What random days seldom meet: goods accepted the year after, a payment of no day entered at night, a party that
    leaves, an award that ends; then payments of a commune that has changed.
    """
    night = datetime(2026, 3, 14, 20, tzinfo=UTC)  # the 15th in Viet Nam
    told = sa.select(Delivery.__table__).where(Delivery.delivered_on == date(2026, 7, 5))
    late = {
        **db.session.execute(told).mappings().one(),
        "id": 9_001,
        "public_id": "l" * 32,
        "delivered_on": date(2027, 1, 15),
    }
    span = db.session.scalars(sa.select(ContractSpan).where(ContractSpan.quantity_kg == 30_000)).one()
    share = {"contract_id": span.contract_id, "organisation_id": span.seller_id, "period_start": date(2026, 6, 1)}
    db.session.execute(
        sa.insert(Delivery), [late, {**late, **share, "id": 9_002, "public_id": "s" * 32, "delivered_on": LEFT}]
    )
    until = {"start": date(2026, 6, 1), "end": date(2027, 1, 20), "quantity_kg": 1_000}
    whose = {"terms_id": span.terms_id, "organisation_id": span.seller_id}
    db.session.execute(sa.insert(TermsPeriod).values(**until, **whose))
    award = {"kind": RecognitionKind.HIGH_TECH, "since": date(2026, 1, 1), "until": date(2026, 5, 5), "basis": "QĐ"}
    cooperatives = sa.select(Organisation.id).where(Organisation.kind == OrganisationKind.HTX)
    for number in db.session.scalars(cooperatives).all():
        whom = {"organisation_id": number, "evidence": "Văn bản", "recorded_by_id": cast.binh}
        db.session.execute(sa.insert(Recognition).values(**award, **whom, public_id=f"r{number:031}"))
    for statement in (
        sa.update(ContractSpan).where(ContractSpan.quantity_kg == 30_000).values(ends_on=date(2027, 12, 31)),
        sa.update(Payment).where(Payment.due_on.is_(None)).values(entered_at=night),
        sa.update(ContractParty).where(ContractParty.role == PartyRole.PRODUCER).values(counted_until=LEFT),
    ):
        db.session.execute(statement)
    lay()
    for day in (NEW_YEAR, night.date(), LEFT, date(2026, 5, 5), date(2026, 12, 31), date(2027, 1, 20)):
        for turn in (-1, 0, 1):
            same_on(day + timedelta(days=turn))
    db.session.commit()
    db.session.execute(sa.update(Payment).where(Payment.id % 2 == 0).values(amount_dong=Payment.amount_dong * 50))
    same_on(date(2026, 7, 1))


@pytest.mark.usefixtures("told")
def test_a_day_nobody_asked_for_reads_no_facts() -> None:
    for province in PROVINCES:
        count_past(province, TODAY)
        db.session.commit()
    assert not any(count_past(province, TODAY) for province in PROVINCES), "nothing has changed"
    count_values(date(2026, 3, 31))
    db.session.commit()
    SHELF.clear()
    seen = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    figures(date(2026, 5, 17))
    compute_many([Question(date(2026, 5, 17), "O2v", place=place) for place in reversed(PLACES)])
    sa.event.remove(db.engine, "before_cursor_execute", note)
    facts = ("organisations", "contract_spans", "payments", "deliveries", "organisation_statuses", "needs")
    assert any("indicator_months" in one for one in seen)
    assert not [one for one in seen if any(f" {table}" in one for table in facts)]
    assert set(CODES) == set(INDICATORS) - {"I7", "O2v", "O8", "O9"}


def test_values_are_counted_at_the_ends_of_quarters_that_are_over() -> None:
    quarters = quarters_past(date(2026, 9, 30))
    assert (quarters[0], quarters[-1], len(quarters)) == (date(2021, 3, 31), date(2026, 6, 30), 22)


@pytest.mark.usefixtures("told")
def test_parts_of_two_turns_of_the_job_are_not_added_up() -> None:
    lay()
    db.session.execute(sa.update(PlaceMonth).values(stamp="of another turn", made_of="of other units"))
    db.session.execute(sa.update(PlaceMonth).values(body=b"of another turn"))
    same_on(TODAY - timedelta(days=40))


@pytest.mark.usefixtures("told")
def test_a_turn_of_the_job_amid_a_reading_takes_nothing_away_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL each statement of a reading sees what was kept before it."""
    lay()
    db.session.execute(sa.update(ContractSpan).values(quantity_kg=ContractSpan.quantity_kg * 3))
    read, turns = kept_changes._changes_kept, list[int]()

    def after_a_turn(province: str | None, units: Mapping[str, str], basis: str) -> dict[str, Changes] | None:
        monkeypatch.setattr(kept_changes, "_changes_kept", read)
        turns.append(lay())
        return read(province, units, basis)

    monkeypatch.setattr(kept_changes, "_changes_kept", after_a_turn)
    same_on(date(2026, 7, 1))
    assert any(turns), "a turn came between"


@pytest.mark.usefixtures("told")
def test_two_turns_of_the_job_write_in_one_order() -> None:
    """Else each may wait for a row that the other has written."""
    counted = count_province(HERE, TODAY)
    assert counted is not None
    units = {f"{HERE}/{commune}": "" for commune in ("24003", "24001", "24002")}
    written = list[list[tuple[str, object]]]()

    def note(_connection: object, statement: object, rows: list[Mapping[str, object]], *_more: object) -> None:
        if isinstance(statement, sa.Insert):
            key = "commune" if statement.table.name == "indicator_changes" else "first"
            written.append([(statement.table.name, row[key]) for row in rows])

    sa.event.listen(db.engine, "before_execute", note)
    keep(replace(counted, units=units, counted={unit: {} for unit in units}, months=counted.months[::-1]))
    sa.event.remove(db.engine, "before_execute", note)
    assert [rows[0][0] for rows in written] == ["indicator_changes", "indicator_months"]
    assert all(rows == sorted(rows) and len(rows) > 1 for rows in written)
