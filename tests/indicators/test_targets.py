"""Targets are data with a source: whose number stands, what staff may enter, what the way to one says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit.presenters import timeline
from marketplace.authorization.viewer import STRANGER
from marketplace.catalogue.loading import load_dataset
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators import loading
from marketplace.indicators.actions.targets import TargetFacts, draw_steps, end_target, set_target
from marketplace.indicators.engine import COUNTRY, Figure, LeftOut, Place, Question, compute, compute_many
from marketplace.indicators.external import SERIES, beside
from marketplace.indicators.models import ExternalFigure, Target, TargetKind
from marketplace.indicators.path_queries import fading, path_of
from marketplace.indicators.paths import Missing, quarter_ends
from marketplace.indicators.targets import chosen, targets_of
from marketplace.organisations.models import Organisation, OrganisationKind
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories.contracts_by_hand import Deal, contract, organisation

DAY = date(2026, 6, 30)
FACTS = TargetFacts("I1", 2030, TargetKind.TARGET, Decimal(55), "Kế hoạch 12/KH-UBND", province_code="68")
ASKED = Question(day=DAY, place=Place.province("68"))


def enter(cast: Cast, **changes: object) -> Target:
    """A number that Thu enters."""
    return set_target(by=user(cast.thu), facts=replace(FACTS, **changes))  # type: ignore[arg-type]


def stands(code: str = "I1", province: str | None = "68", day: date = DAY) -> Target | None:
    """The target that a figure of the province is held against."""
    return chosen(targets_of(code, province), province_code=province, organisation_kind=None, day=day)


def test_every_target_of_the_programme_is_data_with_its_source(context: Flask) -> None:
    rows = db.session.execute(
        sa.select(Target.indicator, Target.organisation_kind, Target.year, Target.value).order_by(
            Target.indicator, Target.value
        )
    ).all()
    assert [tuple(row) for row in rows] == [
        ("I1", None, 2030, 50),
        ("I2a", None, 2030, 50),
        ("I2b", None, 2030, 50),
        ("I3", None, 2030, 60),
        ("I4", None, 2045, 75),
        ("I5", None, 2030, 12),
        ("I7", None, 2025, 100),
        ("I8", None, 2030, 100),
        ("I9", None, 2045, 20),
    ]
    provincial = sa.select(Target.indicator).where(Target.source.contains("một tỉnh"), Target.grade == "V")
    assert set(db.session.scalars(provincial)) == {"I2a", "I2b", "I3", "I4", "I5", "I7", "I8"}
    counts = {line.figure.value for line in beside("I6", None) if "một tỉnh" in str(line.name)}
    assert counts == {300, 150, 5}, "numbers of a province that is not named are nobody's target here"


def test_a_province_goes_by_its_own_target_and_the_next_one_due(context: Flask, cast: Cast) -> None:
    whole = stands()
    assert whole is not None
    assert (whole.province_code, whole.value) == (None, 50)
    enter(cast, year=2028, value=Decimal(40))
    enter(cast)
    found = [stands(day=date(year, 12, 31)) for year in (2026, 2028, 2029, 2031)]
    assert [row and row.value for row in found] == [40, 40, 55, 55]  # past its day a promise stays a promise
    elsewhere = stands(province="01")
    assert elsewhere is not None
    assert elsewhere.value == 50


def test_the_figure_is_held_against_the_row_of_staff_and_again_against_the_files(context: Flask, cast: Cast) -> None:
    entered = enter(cast, province_code=None, value=Decimal(60))
    target = compute(ASKED).target
    assert target is not None
    assert (target.value, target.source) == (60, "Kế hoạch 12/KH-UBND")
    end_target(by=user(cast.an), target=entered, reason="Nhập nhầm")
    target = compute(ASKED).target
    assert target is not None
    assert target.value == 50


def test_a_new_number_ends_the_old_and_both_are_told(context: Flask, cast: Cast) -> None:
    first = enter(cast)
    second = enter(cast, value=Decimal("57.5"))
    assert first.ended_at is not None
    assert stands() is second
    with context.test_request_context():
        assert [entry.sentence for entry in timeline(STRANGER, first)] == [
            "Đã đặt mục tiêu của chỉ tiêu.",
            "Một mục tiêu của chỉ tiêu đã thôi dùng.",
        ]
    with pytest.raises(WrongStateError):
        end_target(by=user(cast.thu), target=first, reason="lần nữa")


def test_a_row_of_the_file_is_superseded_not_ended(context: Flask, cast: Cast) -> None:
    whole = stands()
    assert whole is not None
    with pytest.raises(WrongStateError):
        end_target(by=user(cast.thu), target=whole, reason="đã có số mới")


def test_a_changed_file_leaves_what_people_entered_alone(
    context: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered = enter(cast, province_code=None).id
    changed = tmp_path / "targets.csv"
    head = "indicator,organisation_kind,province_code,year,kind,value,source,grade\n"
    changed.write_text(f"{head}I1,,,2030,target,52,Bản mới,V\n", "utf-8")
    monkeypatch.setattr(loading, "TARGET_FILE", changed)
    load_dataset(replace(loading.TARGETS, files=(changed,)))
    assert sorted(target.value for target in db.session.scalars(sa.select(Target))) == [52, 55]
    changed.write_text(head, "utf-8")
    load_dataset(replace(loading.TARGETS, files=(changed,)))
    assert db.session.scalars(sa.select(Target.id)).all() == [entered]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": Decimal("100.1")}, "value"),
        ({"indicator": "I6", "organisation_kind": OrganisationKind.HTX, "value": Decimal("1.5")}, "value"),
        ({"indicator": "I99"}, "indicator"),
        ({"year": 1999}, "year"),
        ({"province_code": "00"}, "province"),
        ({"indicator": "I6"}, "organisation_kind"),
        ({"indicator": "I6", "organisation_kind": OrganisationKind.ENTERPRISE}, "organisation_kind"),
        ({"organisation_kind": OrganisationKind.HTX}, "organisation_kind"),
        ({"source": "  "}, "source"),
    ],
)
def test_a_number_that_cannot_be_is_blamed_on_its_field(
    context: Flask, cast: Cast, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        enter(cast, **changes)
    assert refused.value.field == field


def test_yearly_steps_are_drawn_once_and_keep_what_people_changed(context: Flask, cast: Cast) -> None:
    target = enter(cast)
    with pytest.raises(DomainError, match="mức khởi đầu"):
        draw_steps(by=user(cast.thu), target=target)
    enter(cast, kind=TargetKind.BASELINE, year=2026, value=Decimal(13))
    enter(cast, kind=TargetKind.STEP, year=2028, value=Decimal(30), source="Sở đặt")
    drawn = draw_steps(by=user(cast.thu), target=target)
    assert [(step.year, step.value) for step in drawn] == [(2027, Decimal("23.5")), (2029, Decimal("44.5"))]
    assert "đường thẳng" in drawn[0].source
    assert draw_steps(by=user(cast.thu), target=target) == []
    with pytest.raises(DomainError) as refused:
        enter(cast, kind=TargetKind.BASELINE, year=2030, value=Decimal(13))
    assert refused.value.field == "year"


def test_the_way_of_a_figure_in_three_queries(context: Flask, cast: Cast) -> None:
    """Six cooperatives of which two are linked: one by a contract that ends this year, one until 2031."""
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    made = [organisation(f"HTX {name}", verifier_id=cast.quan) for name in "abcd"]
    for seller, ends in ((made[0], date(2026, 12, 31)), (made[1], date(2031, 12, 31))):
        contract(Deal(seller, buyer, ends=ends), entered_by=cast.binh, verified_by=cast.quan)
    enter(cast, kind=TargetKind.BASELINE, year=2025, value=Decimal(30))
    enter(cast)
    db.session.flush()
    figure = compute(ASKED)
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    path = path_of(ASKED, figure)
    assert len(asked) <= 3
    assert path.target is not None
    assert (path.target.value, path.due) == (55, date(2030, 12, 31))
    assert path.missing == Missing(now=2, fading=1)  # 55 % of six is four, rounded up
    assert path.pace is not None
    assert (path.pace.quarters, path.pace.a_quarter, path.pace.a_year) == (18, 1, 1)
    assert path.gap == Decimal(55) - Decimal(200) / 6
    assert path.stands is not None
    assert 32 < path.stands < 33
    assert path.ahead is not None
    assert path.ahead > 0
    assert path.forecast is None
    assert "ít nhất 8 quý" in str(path.no_forecast)
    assert fading(ASKED, DAY) == 0


def test_what_others_stated_stands_apart(context: Flask) -> None:
    lines = beside("I1", "68")
    linked = [(str(line.figure.on), line.figure.as_stated) for line in lines if line.figure.series == "linked_htx"]
    assert linked == [("2024-12-31", "trên 4.000"), ("2025-12-31", "4.700 (ước)")]
    assert set(db.session.scalars(sa.select(ExternalFigure.series))) <= set(SERIES)
    assert all(line.figure.source and line.figure.grade == "S" for line in lines)
    assert beside("O9", None) == []


def test_an_official_sets_divides_and_ends_a_target(cast: Cast, browser: Callable[..., Browser]) -> None:
    thu = browser(cast.thu)
    typed: dict[str, Any] = {
        "indicator": "I1", "organisation_kind": "", "province": "68", "kind": "target", "year": "2030",
        "value": "120", "source": "Kế hoạch 12/KH-UBND",
    }  # fmt: skip
    refused = thu.submit("/indicators/targets/new", status=422, **typed)
    assert "nhiều nhất là 100" in refused.words()
    assert 'value="120"' in refused.text
    thu.submit("/indicators/targets/new", **(typed | {"value": "55,5"}))
    thu.submit("/indicators/targets/new", **(typed | {"value": "13", "year": "2026", "kind": "baseline"}))
    listed = browser().get("/indicators/targets?indicator=I1&province=68")
    assert "55,5%" in listed.words()
    assert "Đặt mục tiêu" not in listed.words()
    address = re.findall(r"/indicators/targets/[0-9a-f]{32}", listed.text)[-1]
    assert "Chia mốc từng năm" in thu.get(address).words()
    thu.post(f"{address}/steps")
    assert "23,6%" in browser().get("/indicators/targets?province=68").words()
    thu.submit(f"{address}/ending", status=422, reason=" ")
    thu.submit(f"{address}/ending", reason="tỉnh đã ban hành kế hoạch mới")
    assert "55,5%" not in thu.get("/indicators/targets?province=68").words()
    assert "55,5%" in thu.get("/indicators/targets?province=68&ended=y").words()
    for person in (cast.hoa, cast.binh):
        browser(person).get("/indicators/targets/new", status=404)


def test_targets_of_single_kinds_are_listed_where_all_kinds_are_asked_for(context: Flask, cast: Cast) -> None:
    kinds = {OrganisationKind.THT: 300, OrganisationKind.HTX: 150, OrganisationKind.LHHTX: 5}
    for kind, value in kinds.items():
        enter(cast, indicator="I6", organisation_kind=kind, value=Decimal(value))
    path = path_of(replace(ASKED, code="I6"), compute(replace(ASKED, code="I6")))
    assert path.target is None
    assert {row.organisation_kind: row.value for row in path.by_kind} == kinds
    unions = replace(ASKED, code="I6", organisation_kind=OrganisationKind.LHHTX)
    one = path_of(unions, compute(unions))
    assert one.target is not None
    assert (one.target.value, one.missing, one.by_kind) == (5, Missing(now=5, fading=0), [])


def test_a_number_is_the_target_of_its_own_place_alone(context: Flask, cast: Cast) -> None:
    asked = replace(ASKED, code="I6", organisation_kind=OrganisationKind.HTX)
    country, elsewhere = replace(asked, place=COUNTRY), replace(asked, place=Place.province("01"))
    number = {"indicator": "I6", "organisation_kind": OrganisationKind.HTX}
    enter(cast, **number, value=Decimal(150))
    assert [one.target and one.target.value for one in compute_many([asked, country, elsewhere])] == [150, None, None]
    enter(cast, **number, value=Decimal(9_000), province_code=None)
    found = [one.target and one.target.value for one in compute_many([asked, country, elsewhere])]
    assert found == [150, 9_000, None], "what a country sets out to found is no province's"
    assert path_of(elsewhere, compute(elsewhere)).target is None


def test_amounts_that_are_kept_back_feed_no_forecast(context: Flask) -> None:
    asked = replace(ASKED, code="O2v")
    hidden = [
        Figure(replace(asked, day=day), Decimal(10**9), None, 0, {LeftOut.SUPPRESSED: 2})
        for day in quarter_ends(date(2026, 6, 30), 12)
    ]
    assert path_of(asked, hidden[-1], hidden).forecast is None
    told = [replace(figure, left_out={}) for figure in hidden]
    assert path_of(asked, told[-1], told).forecast is not None


def test_what_begins_anew_each_year_is_not_drawn_on(context: Flask) -> None:
    path = path_of(replace(ASKED, code="O5"), compute(replace(ASKED, code="O5")))
    assert "mỗi năm" in str(path.no_forecast)
    assert path.missing is None
