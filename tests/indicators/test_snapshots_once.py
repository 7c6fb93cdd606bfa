"""A period of a place is closed once; what it counts for show is said beside it; overlaps are no surprise."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators import freezing
from marketplace.indicators.actions.snapshots import correct_snapshot, drop_snapshot, prepare_snapshot
from marketplace.indicators.models import Snapshot
from marketplace.organisations.models import Organisation, Origin
from tests.cast import Cast, user
from tests.client import Browser
from tests.indicators.closing import HALF_2026, YEAR_2025, closed, official

LIST = "/indicators/snapshots"
OF_A_TREND = 45  # asked for the first time, every day of the trend is counted, with its inhabitants
OWN = {"place": "68", "period": "custom", "starts_on": "01/01/2026", "ends_on": "30/06/2026"}
questions_of = freezing.questions_of


@pytest.fixture
def of_two_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """I1 and I9 alone are closed: every figure is elsewhere."""
    asked = {"I1", "I9"}
    monkeypatch.setattr(freezing, "questions_of", lambda one: [q for q in questions_of(one) if q.code in asked])


@pytest.mark.usefixtures("of_two_figures")
def test_the_same_period_is_closed_once_and_then_corrected(context: Flask, cast: Cast) -> None:
    thu, linh = user(cast.thu), official()
    waiting = prepare_snapshot(by=thu, draft=YEAR_2025)
    with pytest.raises(DomainError, match="chờ duyệt") as refused:
        prepare_snapshot(by=linh, draft=replace(YEAR_2025, title="Lần nữa", overlap_known=True))
    assert refused.value.field == "period"
    drop_snapshot(by=thu, snapshot=waiting, reason="nhầm")
    locked = closed(cast, YEAR_2025, linh)
    with pytest.raises(DomainError, match="lập bản đính chính"):
        prepare_snapshot(by=linh, draft=YEAR_2025)
    assert correct_snapshot(by=thu, snapshot=locked, reason="nộp muộn").corrects_id == locked.id
    prepare_snapshot(by=thu, draft=replace(YEAR_2025, province_code=None))
    prepare_snapshot(by=thu, draft=HALF_2026)


@pytest.mark.usefixtures("of_two_figures")
def test_an_overlap_is_said_before_anything_is_made(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    thu = browser(cast.thu)
    form = thu.get(f"{LIST}/new").fields() | OWN
    assert "overlap_known" not in thu.get(f"{LIST}/new").text
    first = thu.post(f"{LIST}/new", form, status=302).location
    assert thu.post(f"{LIST}/new", form, status=302).location == first, "pressed twice, made once"
    again = thu.post(f"{LIST}/new", thu.get(f"{LIST}/new").fields() | OWN, status=422)
    assert "đã có bản chốt chờ duyệt" in again.words()
    assert f'<a href="{first}">Mở bản chốt của kỳ này</a>' in again.text
    form = thu.get(f"{LIST}/new").fields() | OWN | {"starts_on": "01/02/2026"}
    page = thu.post(f"{LIST}/new", form, status=422)
    assert "có ngày trùng với bản chốt khác" in page.words()
    assert "01/01/2026 – 30/06/2026" in page.words()
    assert "Tôi biết" in page.words()
    thu.post(f"{LIST}/new", form | {"overlap_known": "y"}, status=302)
    whole_year = {"period": "year", "year": "2025", "part": "2"}
    refused = thu.post(f"{LIST}/new", thu.get(f"{LIST}/new").fields() | OWN | whole_year, status=422)
    assert "“Năm dương lịch” là cả năm" in refused.words()
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Snapshot)) == 2


@pytest.mark.usefixtures("of_two_figures")
def test_what_is_for_show_and_what_has_no_whole_is_said_beside_the_numbers(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        db.session.get_one(Organisation, cast.doan_ket).origin = Origin.DEMONSTRATION
        db.session.get_one(Organisation, cast.doan_ket).official_members = 918
        db.session.commit()
    thu = browser(cast.thu)
    address = thu.post(f"{LIST}/new", thu.get(f"{LIST}/new").fields() | OWN, status=302).location
    page = thu.get(address).words()
    assert "chúng chưa phải số liệu thật" in page
    assert "Trong đó có 1 dòng minh họa" in page
    assert "Tính theo những gì hệ thống biết lúc" in page
    assert "Chưa có số dân của địa bàn này" in page
    assert "người in: Thu" in page, "paper says who printed it, and when"
    assert "in lúc" in Browser(app, most_queries=OF_A_TREND).get("/indicators/I9").words()
    table = list(csv.DictReader(io.StringIO(thu.get(f"{address}/figures.csv").text.removeprefix("\ufeff"))))
    i1, i9 = (next(line for line in table if line["Chỉ tiêu"] == code and not line["Mã nơi"]) for code in ("I1", "I9"))
    assert "1 dòng minh họa" in i1["Lưu ý"]
    assert i9["Mẫu số (số lượng)"] == ""
