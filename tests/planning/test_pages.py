"""Pages of plans: what is told while a search runs, what a wrong question gets, what stands on paper and in files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.jobs import Job
from marketplace.planning.documents import plan_pdf
from marketplace.planning.maps import map_of
from marketplace.planning.models import Ending, Failure, PlannedLink, Scenario, ScenarioState
from marketplace.planning.overview import Share, by_broker, by_good, by_place
from marketplace.planning.summary import summary_of
from marketplace.planning.words import certainty_of, outcome_of, verdict_of
from marketplace.web.formats import format_date
from tests.cast import Cast, user
from tests.client import Browser, Page
from tests.factories import brokering, plans
from tests.factories.listings_by_hand import need, offer
from tests.planning.season import Season

Opened = Callable[..., Browser]
DAY = format_date(today() + timedelta(days=400))


@pytest.fixture
def plan(app: Flask, cast: Cast) -> str:
    """Two links of Bình's, a plant, durian nobody buys: the public id."""
    with app.app_context():
        wanted = need(cast.huong_viet)
        pairs = [(offer(one), wanted) for one in (cast.doan_ket, cast.binh_minh)]
        made = plans.solved(cast.thu, pairs, broker_id=cast.binh)
        plans.with_plant(made)
        db.session.commit()
        return str(made.public_id)


@pytest.fixture
def waiting(app: Flask, cast: Cast) -> str:
    """A scenario whose search has not begun."""
    with app.app_context():
        made = plans.asked(cast.thu)
        db.session.commit()
        return str(made.public_id)


def kept(app: Flask, public_id: str) -> Scenario:
    found: Scenario = db.session.query(Scenario).filter_by(public_id=public_id).one()
    return found


def test_a_search_is_watched_without_a_script_and_stopped_once(
    app: Flask, cast: Cast, browser: Opened, waiting: str
) -> None:
    thu = browser(cast.thu)
    address = f"/plans/{waiting}/progress"
    assert thu.get(f"/plans/{waiting}", status=302).location.endswith(address)
    watched = thu.get(address)
    assert watched.response.headers["Refresh"] == "3"
    assert "Chờ đến lượt" in watched.words()
    assert "Refresh" not in thu.get(f"{address}?still=y").response.headers
    thu.post(f"/plans/{waiting}/stop", {}, status=302)
    stopped = thu.get(address)
    assert "Refresh" not in stopped.response.headers
    assert "không kết quả nào được giữ" in stopped.words()
    again = thu.post(f"/plans/{waiting}/stop", {}, status=302).location
    assert again.endswith(f"/plans/{waiting}")
    assert "không còn đang tính" in thu.get(address).words()
    assert thu.get(f"/plans/{waiting}/stop", status=302).location.endswith(address)
    for page in ("links", "shortages", "follow-up", "print", "links.csv"):
        thu.get(f"/plans/{waiting}/{page}", status=404)
    refused = thu.post(f"/plans/{waiting}/acceptance", {"due_on": DAY}, status=422)
    assert "chưa có kết quả để chấp nhận" in refused.words()


def test_what_failed_says_why_and_leads_to_the_form(app: Flask, cast: Cast, browser: Opened, waiting: str) -> None:
    with app.app_context():
        made = kept(app, waiting)
        made.started_at = made.ended_at = now()
        made.ending, made.failure = Ending.FAILED, Failure.NOBODY
        db.session.commit()
    shown = browser(cast.binh).get(f"/plans/{waiting}/progress")
    assert str(Failure.NOBODY.label) in shown.words()
    assert f"/plans/new?of={waiting}" in shown.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Chưa điền mục này."),
        ({"name": "x" * 161}, "Nhiều nhất 160 ký tự"),
        ({"target_pct": "100,5"}, "nhiều nhất là 100"),
        ({"target_on": "31/12/2020"}, "Ngày đạt mục tiêu đã qua"),
        ({"province_code": "99"}, "Hãy chọn một mục trong danh sách."),
        ({"plants-0-tonnes_a_year": "0"}, "Số phải lớn hơn 0."),
        ({"plants-0-place": "giữa biển"}, "Không tìm thấy nơi"),
        ({"plants-0-commodity": "trái cây"}, "là một nhóm hàng"),
        ({"workload": "0"}, "Số phải từ 1 trở lên."),
    ],
)
def test_a_slip_is_told_beside_its_field_and_what_was_typed_stays(
    app: Flask, cast: Cast, browser: Opened, wrong: dict[str, str], said: str
) -> None:
    [(field, typed)] = wrong.items()
    plant = {"name": "Nhà máy", "commodity": "sầu riêng", "place": "xã Thuận Hạnh, Lâm Đồng", "tonnes_a_year": "20.000",
             "reach_km": "50"}  # fmt: skip
    sent = {"name": "Một nửa", "target_pct": "50", "target_on": DAY, "province_code": "68", **wrong}
    if field.startswith("plants-0-"):
        sent = {f"plants-0-{name}": value for name, value in plant.items()} | sent
    page = answer(browser(cast.thu), sent)
    assert (page.status, said in page.words()) == (422, True), page.words()
    assert typed in page.text
    assert "Một nửa" in page.text or field == "name"


def answer(thu: Browser, sent: dict[str, str]) -> Page:
    """The form filled in as it comes, with these fields changed."""
    return thu.post("/plans/new", thu.get("/plans/new").fields() | sent, status=422)


def test_a_good_question_becomes_a_scenario_with_its_plant(
    app: Flask, cast: Cast, browser: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The site that was found fills the form; asking for one more row of plants keeps what was typed."""
    monkeypatch.setattr(Job, "after_commit", lambda *_, **__: None)
    thu = browser(cast.thu)
    with app.app_context():
        commune = plans.with_plant(plans.asked(cast.thu)).commune_code
    begun = thu.get(f"/plans/new?province=68&commodity=durian&commune={commune}&tonnes=20000&reach_km=60")
    sent = begun.fields() | {"name": "Có nhà máy", "workload": "15"}
    assert (sent["target_pct"], sent["plants-0-tonnes_a_year"], sent["plants-0-reach_km"]) == ("50", "20.000", "60")
    grown = thu.post("/plans/new", {**sent, "add_row": "plants"}, status=200)
    assert "plants-1-name" in grown.fields()
    led = thu.post("/plans/new", grown.fields() | {"name": "Có nhà máy"}, status=302).location
    with app.app_context():
        made = kept(app, led.split("/")[-2])
        assert (made.name, made.workload, made.state) == ("Có nhà máy", 15, ScenarioState.QUEUED)
        [plant] = made.plants
        assert (plant.kg_a_year, plant.reach_km, plant.commune_code) == (Decimal(20_000_000), 60, commune)


def test_the_summary_its_files_and_its_sums_say_the_same(app: Flask, cast: Cast, browser: Opened, plan: str) -> None:
    thu = browser(cast.thu)
    shown = thu.get(f"/plans/{plan}").words()
    assert "74 → 76" in shown
    assert "Với nhu cầu mua và chào bán hiện có, mục tiêu chưa đạt được." in shown
    assert "chỉ đủ cho nhiều nhất 2 liên kết mới" in shown
    assert "khoảng 1,2 thành hợp đồng" in shown
    assert "60/100" in shown
    assert "không phải xác suất đã đo được" in shown
    assert "coi như chia cho 5" in shown
    lines = list(csv.reader(thu.get(f"/plans/{plan}/links.csv").text.removeprefix("\ufeff").splitlines()))
    assert len(lines) == 3
    assert {line[7] for line in lines[1:]} == {"20000"}
    lacking = thu.get(f"/plans/{plan}/shortages.csv").text.splitlines()
    assert lacking[1].count("sầu riêng,") == 1
    of_binh = thu.get(f"/plans/{plan}/links?broker={cast.binh}").words()
    assert "Hợp tác xã Bình Minh" in of_binh
    assert "Không có liên kết nào như vậy" in thu.get(f"/plans/{plan}/links?broker={cast.quan}").words()
    thu.get(f"/plans/{plan}/links?place=99999", status=404)
    with app.app_context():
        made = kept(app, plan)
        sums = Share(str(cast.binh), "Bình", 2, Decimal("1.2"), Decimal(40_000))
        assert by_broker(made) == [sums]
        assert [(one.code, one.links) for one in by_place(made)] == [(None, 2)]
        assert [(one.good.code, one.no_buyer, one.no_room) for one in by_good(made)] == [("durian", 4, 0)]


def test_an_accepted_plan_says_what_stands_on_it_and_stays(app: Flask, cast: Cast, browser: Opened, plan: str) -> None:
    with app.app_context():
        made = kept(app, plan)
        made.accepted_at, made.accepted_by_id = now(), cast.thu
        links = db.session.scalars(sa.select(PlannedLink).where(PlannedLink.scenario_id == made.id)).all()
        case = brokering.opened(cast)
        for link in links:
            link.case_id = case.id
        db.session.commit()
    thu = browser(cast.thu)
    shown = thu.get(f"/plans/{plan}/removal")
    assert "1 vụ việc và 2 việc của cán bộ môi giới" in shown.words()
    assert "nên không ai mất gì" not in shown.words()
    thu.post(f"/plans/{plan}/removal", {}, status=422)
    with app.app_context():
        assert kept(app, plan).dropped_at is None


def test_two_plans_stand_side_by_side_and_one_alone_says_what_to_do(
    app: Flask, cast: Cast, browser: Opened, plan: str
) -> None:
    with app.app_context():
        others = [plans.solved(cast.thu, [], name=f"Kế hoạch {n}", linked_today=74).public_id for n in range(3)]
        db.session.commit()
    thu = browser(cast.thu)
    both = thu.get(f"/plans/comparison?plan={plan}&plan={others[0]}").words()
    assert "76 trong 200 (38%)" in both
    assert "74 trong 200 (37%)" in both
    assert "Hợp tác xã nông nghiệp liên kết với doanh nghiệp theo chuỗi giá trị (I1, L1 × D1)" in both
    assert "Cần ít nhất hai kế hoạch" in thu.get(f"/plans/comparison?plan={plan}&plan=nothing").words()
    four = "&".join(f"plan={one}" for one in (plan, *others))
    assert "nhiều nhất 3 kế hoạch" in thu.get(f"/plans/comparison?{four}", status=422).words()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("commodity=&tonnes=10&reach_km=50", "Chưa điền mục này."),
        ("commodity=&tonnes=&reach_km=&province=", "Chưa điền mục này."),
        ("commodity=sầu riêng&tonnes=0&reach_km=50", "Số phải lớn hơn 0."),
        ("commodity=sầu riêng&tonnes=10&reach_km=5000", "Số quá lớn"),
        ("commodity=sầu riêng&tonnes=10&reach_km=50&province=99", "Hãy chọn một mục trong danh sách."),
    ],
)
def test_sites_tell_what_is_wrong(app: Flask, cast: Cast, browser: Opened, asked: str, said: str) -> None:
    assert said in browser(cast.thu).get(f"/plans/sites?{asked}", status=422).words()


@pytest.mark.parametrize("province", ["66", ""])
def test_a_site_that_is_found_leads_to_a_plan_with_its_plant(
    app: Flask, cast: Cast, browser: Opened, province: str
) -> None:
    with app.app_context():
        Season(free=3).build(cast)
    found = browser(cast.thu).get(f"/plans/sites?commodity=sầu riêng&tonnes=5&reach_km=900&province={province}")
    assert "1 nơi đủ nguyên liệu tính trung bình tháng" in found.words()
    assert "0 kg ít hơn mức cần" in found.words()
    assert "15 tấn" in found.words(), "three bring 20 t in each of three months"
    assert "commodity=durian" in found.text
    assert "tonnes=60" in found.text
    nowhere = browser(cast.thu).get("/plans/sites?commodity=sầu riêng&tonnes=16&reach_km=900")
    assert "Chưa nơi nào đủ nguyên liệu" in nowhere.words()


def test_a_crowded_plan_keeps_to_one_page_of_paper(context: Flask, cast: Cast) -> None:
    """The longest names, three notes, many places, goods and plants: a meeting still gets one page."""
    name = "Kế hoạch đưa một nửa số hợp tác xã nông nghiệp của tỉnh Lâm Đồng vào liên kết theo chuỗi giá trị " * 2
    made = plans.solved(cast.thu, [], name=name[:160], linked_after=76, finished=False, brokers_full=True,
                        parameters={"renewed": [1], "renewal_likelihood": 0.8, "renewals_ended": None})  # fmt: skip
    for _ in range(3):
        plans.with_plant(made)
    full = summary_of(made)
    share = Share("1", "Xã Đinh Trang Thượng Bảo Thuận", 12, Decimal("7.2"), Decimal(1000))
    crowded = type(full)(
        brokers=[share] * 40, places=[share] * 120, provinces=[], lacks=by_good(made) * 30, links=[],
        map=map_of({"24736": 4}, "68", lambda place, count: place), demonstration=True,
        expiring=[], all_expiring=0,
    )  # fmt: skip
    assert b"/Type/Pages/Count 1/" in plan_pdf(made, crowded, user(cast.thu))


def test_words_of_a_plan_that_needs_nothing_and_of_one_that_is_certain(context: Flask, cast: Cast) -> None:
    idle = plans.solved(cast.thu, [], wanted=70)
    assert verdict_of(idle) == "Mục tiêu đạt được mà không cần thêm liên kết nào."
    assert certainty_of(idle) == ""
    sure = plans.solved(cast.thu, [], linked_after=100, name="Đủ", expected=Decimal("15.25"), linked_today=74)
    assert verdict_of(sure) == "Trên giấy, mục tiêu đạt được."
    assert (
        outcome_of(sure)[0] == f"Không ký thêm thì vào ngày {format_date(plans.TARGET_ON)} có 74 tổ chức có liên kết."
    )
    assert "khoảng 15,3 thành hợp đồng" in outcome_of(sure)[-1]
    assert certainty_of(sure).startswith("Không có kế hoạch nào tốt hơn")


def test_strangers_and_members_find_no_plans(app: Flask, cast: Cast, browser: Opened, plan: str) -> None:
    addresses = ("/plans", f"/plans/{plan}", f"/plans/{plan}/print", "/plans/sites")
    for person in (cast.hoa, cast.minh):
        for address in addresses:
            browser(person).get(address, status=404)
    browser(cast.an).get(f"/plans/{plan}/acceptance", status=404)
