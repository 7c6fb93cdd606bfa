"""A period is closed on the pages: chosen, counted by the job, approved by another official, read by everybody."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.cli.commands import lienket
from marketplace.extensions import db
from marketplace.indicators import freezing
from marketplace.indicators.models import Snapshot
from marketplace.indicators.sealing import fits
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.client import Browser
from tests.factories.contracts_by_hand import Deal, contract

LIST = "/indicators/snapshots"
OWN = {"place": "68", "period": "custom", "starts_on": "01/01/2026", "ends_on": "30/06/2026"}
questions_of = freezing.questions_of


@pytest.fixture
def linh(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """A second official; HTX Đoàn Kết is linked in 2026. What is closed here is I1 alone: every figure is elsewhere."""
    monkeypatch.setattr(freezing, "questions_of", lambda snapshot: questions_of(snapshot)[:1])
    with app.app_context():
        person = User(email="linh@vidu.example", name="Linh", platform_role=Role.OFFICIAL)
        db.session.add(person)
        seller, buyer = (db.session.get_one(Organisation, i) for i in (cast.doan_ket, cast.huong_viet))
        contract(Deal(seller, buyer, signed=date(2026, 1, 1)), entered_by=cast.binh, verified_by=cast.quan)
        db.session.commit()
        return person.id


def prepared(browser: Browser, **changed: str) -> str:
    """The address of a snapshot prepared on the form."""
    page = browser.get(f"{LIST}/new")
    return browser.post(f"{LIST}/new", page.fields() | OWN | changed, status=302).location


def test_a_period_is_closed_by_two_people_and_read_by_all(
    app: Flask, cast: Cast, linh: int, browser: Callable[..., Browser]
) -> None:
    thu, second, stranger = browser(cast.thu), browser(linh), browser()
    address = prepared(thu)
    stranger.get(address, status=404)
    page = thu.get(address)
    assert "1 / 2" in page.words()
    assert "chờ người thứ hai duyệt" in second.get("/my-work").words()
    assert f'href="{address}"' in second.get("/my-work").text
    assert "chờ người thứ hai duyệt" not in thu.get("/my-work").words()
    assert "chờ người thứ hai duyệt" in second.get("/notifications").words()
    assert "một người khác phải xem lại" in page.words()
    refused = thu.post(f"{address}/approval", {}, status=302)
    assert "không tự duyệt được" in thu.get(refused.location).words()
    second.post(f"{address}/approval", {}, status=302)
    public = stranger.get(address).words()
    assert "Đã chốt" in public
    assert "50%" in public
    assert "Linh" not in public, "who approved it is for staff"
    assert "Tỉnh Lâm Đồng" in stranger.get(LIST).words()
    table = list(csv.reader(io.StringIO(stranger.get(f"{address}/figures.csv").text.removeprefix("\ufeff"))))
    whole = next(line for line in table[1:] if line[0] == "I1" and not line[5])
    assert whole[8:11] == ["1", "2", "50.000"]
    stranger.get(f"{address}/rows?indicator=I1&definition=L1&denominator=D1", status=404)
    rows = second.get(f"{address}/rows?indicator=I1&definition=L1&denominator=D1").words()
    assert "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết" in rows
    with app.app_context():
        assert fits(db.session.scalars(sa.select(Snapshot)).one())


def test_two_periods_are_compared_down_to_the_contract(cast: Cast, linh: int, browser: Callable[..., Browser]) -> None:
    thu = browser(cast.thu)
    before = prepared(thu, period="system_year", year="2025")
    after = prepared(thu)
    for address in (f"{after}/comparison", f"{before}/comparison?other={after.rsplit('/', 1)[1]}"):
        page = thu.get(address)
        assert "HĐLK ký ngày 01/01/2026" in page.words()
        assert "+50 điểm" in page.words()
        assert "/contracts/" in page.text, "the reason leads to the register"
    for wrong in (f"other={'0' * 32}", "with=xyz"):
        assert "một bản chốt không có" in thu.get(f"{after}/comparison?{wrong}", status=422).words()
    browser(cast.hoa).get(f"{after}/comparison", status=404)


def test_a_correction_is_named_on_the_page_it_corrects(cast: Cast, linh: int, browser: Callable[..., Browser]) -> None:
    thu, second = browser(cast.thu), browser(linh)
    address = prepared(thu)
    second.post(f"{address}/approval", {}, status=302)
    form = thu.get(f"{address}/correction").fields()
    assert "Chưa điền mục này" in thu.post(f"{address}/correction", form, status=422).words()
    correction = thu.post(f"{address}/correction", form | {"reason": "Nộp muộn"}, status=302).location
    assert "đã có bản đính chính" not in browser().get(address).words(), "nobody has approved it"
    second.post(f"{correction}/approval", {}, status=302)
    assert "Bản này đã có bản đính chính ngày" in browser().get(address).words()
    assert "Lý do: Nộp muộn" in browser().get(correction).words()


def test_a_snapshot_is_dropped_with_a_reason(cast: Cast, linh: int, browser: Callable[..., Browser]) -> None:
    thu = browser(cast.thu)
    address = prepared(thu)
    form = thu.get(f"{address}/withdrawal").fields()
    thu.post(f"{address}/withdrawal", form | {"reason": "Nhầm kỳ"}, status=302)
    assert "Nhầm kỳ" in thu.get(address).words()
    browser().get(address, status=404)


def test_the_command_finds_a_changed_number(
    app: Flask, cast: Cast, linh: int, browser: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = prepared(browser(cast.thu)).rsplit("/", 1)[1]
    monkeypatch.setattr("marketplace.app.create_app", lambda: app)

    def verified(*options: str) -> tuple[int, str]:
        done = CliRunner().invoke(lienket, ["indicators", "snapshot-verify", *options])
        return done.exit_code, done.stdout

    assert verified() == (0, f"{public_id}\tSố liệu từ 01/01/2026 đến 30/06/2026, Tỉnh Lâm Đồng\tfits\n")
    assert verified("0" * 32)[0] == 2
    with app.app_context():
        postgresql = db.engine.dialect.name == "postgresql"
        refusing = "ALTER TABLE snapshot_figures DISABLE TRIGGER USER", "DROP TRIGGER snapshot_figures_no_update"
        db.session.execute(sa.text(refusing[0] if postgresql else refusing[1]))
        db.session.execute(sa.text("UPDATE snapshot_figures SET numerator = numerator + 1000"))
        db.session.commit()
    status, told = verified(public_id, "--json")
    assert status == 1
    assert json.loads(told)["fits"] is False


BAD = (
    ({"starts_on": "01/07/2026"}, "Ngày cuối kỳ phải từ ngày đầu kỳ 01/07/2026 trở đi."),
    ({"ends_on": "31/12/2099"}, "chốt được từ ngày 01/01/2100"),
    ({"ends_on": ""}, "Kỳ tự chọn cần ngày đầu và ngày cuối."),
    ({"ends_on": "31/02/2026"}, "Lịch không có ngày này"),
    ({"period": "quarter", "part": ""}, "Chọn từ 1 đến 4 cho loại kỳ này."),
    ({"period": "half", "part": "3"}, "Chọn từ 1 đến 2 cho loại kỳ này."),
    ({"place": "99"}, "Hãy chọn một mục trong danh sách."),
)


def test_a_bad_period_is_answered_beside_its_field(cast: Cast, linh: int, browser: Callable[..., Browser]) -> None:
    thu = browser(cast.thu)
    empty = thu.get(f"{LIST}/new").fields() | OWN | {"note": "Theo công văn 12"}
    for changed, said in BAD:
        page = thu.post(f"{LIST}/new", empty | changed, status=422)
        assert said in page.words()
        assert "Theo công văn 12" in page.text, "what was typed is still there"
