"""Who sees what of the book, what it warns of, what is told once, and the whole way through the pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.deliveries import actions
from marketplace.deliveries.actions import Speaker
from marketplace.deliveries.book import Standing, book_of
from marketplace.deliveries.export import EXCEL
from marketplace.deliveries.models import Delivery, Payment
from marketplace.deliveries.queries import contract_with_book
from marketplace.deliveries.reminders import watch
from marketplace.deliveries.track import track_for
from marketplace.deliveries.waiting import waiting_for
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories import deliveries
from tests.factories.contracts import pdf
from tests.factories.deliveries import MONTH, TONNE, Share, monthly, months_ago


def pooled(cast: Cast) -> tuple[Contract, list[Share]]:
    """Three cooperatives, two months: 10, 20 and 30 t each; everything of the first month was delivered."""
    shares = [
        share
        for organisation_id, tonnes in ((cast.doan_ket, 10), (cast.binh_minh, 20), (cast.moi_lap, 30))
        for share in monthly(organisation_id, [2, 1], tonnes)
    ]
    contract = deliveries.signed(cast, shares)
    for share in shares[::2]:
        deliveries.agreed(cast, contract, share, share.tonnes)
    return contract, shares


def viewer(person: int) -> Viewer:
    return user(person).viewer()


@pytest.mark.usefixtures("context")
class TestReaders:
    """A cooperative of a pooled contract reads its own rows and the others' sums."""

    def test_a_cooperative_sees_itself_and_the_sum_of_the_others(self, cast: Cast) -> None:
        contract, _ = pooled(cast)
        book = book_of(viewer(cast.hoa), contract)
        first = [line for line in book.lines if line.start == months_ago(2)]
        assert [(line.name, line.scheduled_kg, line.accepted_kg, line.owed_dong) for line in first] == [
            ("Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết", 10 * TONNE, 10 * TONNE, 200_000_000),
            ("", 50 * TONNE, 50 * TONNE, 0),
        ]
        assert {one.organisation_id for one in book.deliveries} == {cast.doan_ket}
        assert {one.organisation_id for one in book.payments} == {cast.doan_ket}
        assert book.others_are_shown
        assert not book.one_is_left_out

    def test_the_sum_of_a_single_other_would_be_its_own_book(self, cast: Cast) -> None:
        own, other = (Share(one, months_ago(2)) for one in (cast.doan_ket, cast.binh_minh))
        contract = deliveries.signed(cast, [own, other])
        deliveries.agreed(cast, contract, other)
        book = book_of(viewer(cast.hoa), contract)
        assert [line.organisation and line.organisation.id for line in book.lines] == [cast.doan_ket]
        assert (book.total("accepted_kg"), book.one_is_left_out) == (0, True)

    @pytest.mark.parametrize("person", ["minh", "binh"])
    def test_the_buyer_and_the_broker_see_every_row(self, cast: Cast, person: str) -> None:
        contract, shares = pooled(cast)
        book = book_of(viewer(getattr(cast, person)), contract)
        assert len(book.lines) == len(shares)
        assert book.total("accepted_kg") == 60 * TONNE
        assert {one.organisation_id for one in book.deliveries} == {cast.doan_ket, cast.binh_minh, cast.moi_lap}

    @pytest.mark.parametrize("person", ["son", "quan", "thu", "an"])
    def test_strangers_find_nothing(self, cast: Cast, person: str) -> None:
        contract, _ = pooled(cast)
        with pytest.raises(NotFoundError):
            contract_with_book(viewer(getattr(cast, person)), contract.public_id)

    def test_a_record_is_read_by_its_organisation_its_partners_and_brokers(self, cast: Cast) -> None:
        pooled(cast)
        readers = {
            name
            for name in ("hoa", "lan", "tu", "mai", "minh", "son", "binh", "quan", "thu", "an")
            if track_for(viewer(getattr(cast, name)), cast.doan_ket)
        }
        assert readers == {"hoa", "lan", "tu", "mai", "minh", "binh", "quan"}
        assert track_for(Viewer(), cast.doan_ket) is None

    def test_what_became_of_each_period_and_what_was_too_much(self, cast: Cast) -> None:
        shares = monthly(cast.doan_ket, [4, 3, 2, 1, 0])
        contract = deliveries.signed(cast, shares)
        deliveries.agreed(cast, contract, shares[1], 12)
        deliveries.agreed(cast, contract, shares[2], 5)
        deliveries.answered(cast, deliveries.entered(cast, contract, shares[3]), agrees=False)
        lines = book_of(viewer(cast.minh), contract).lines
        assert [line.standing for line in lines] == [
            Standing.UNKNOWN, Standing.MET, Standing.MISSED, Standing.DISPUTED, Standing.OPEN,
        ]  # fmt: skip
        assert [line.over_kg for line in lines] == [0, 2 * TONNE, 0, 0, 0], "12 t are beyond 10 t and a tenth"


def told(person: int) -> list[str]:
    """What stands in the person's inbox, by key."""
    question = sa.select(Notification.key).where(Notification.user_id == person).order_by(Notification.id)
    return list(db.session.scalars(question))


@pytest.mark.usefixtures("context")
class TestReminders:
    """Due and not yet told: however often it runs, each goes out once."""

    def test_periods_and_payments_are_reminded_of_once(self, cast: Cast) -> None:
        share = Share(cast.doan_ket, months_ago(1))
        coming = Share(cast.doan_ket, today() + timedelta(days=5))
        contract = deliveries.signed(cast, [share, coming])
        deliveries.agreed(cast, contract, share, 5)
        before = told(cast.minh)
        for night in (0, 0, 1):
            watch(today() + timedelta(days=night))
        new = [key.split(":")[2] for key in told(cast.minh)]
        assert sorted(new[len(before) :]) == ["begin", "due", "end"]
        assert [key for key in told(cast.hoa) if ":due" in key] == [], "the buyer pays, not the seller"

    def test_two_misses_in_a_row_alert_the_broker_once(self, cast: Cast) -> None:
        shares = monthly(cast.doan_ket, [5, 4, 3, 2, 1, 0])
        contract = deliveries.signed(cast, shares)
        deliveries.agreed(cast, contract, shares[0])

        def alerts(on: date) -> int:
            watch(on)
            return sum(":missed:" in key for key in told(cast.binh))

        assert alerts(shares[1].end + timedelta(days=1)) == 0, "one miss is none"
        assert alerts(shares[2].end + timedelta(days=1)) == 1
        assert alerts(shares[3].end + timedelta(days=1)) == 1, "the third of a run says nothing new"
        deliveries.agreed(cast, contract, shares[4])
        assert alerts(today() + 2 * MONTH) == 1

    def test_late_payments_in_a_row_alert_the_broker_once(self, cast: Cast) -> None:
        shares = monthly(cast.doan_ket, [5, 4, 3])
        contract = deliveries.signed(cast, shares)
        for share in shares:
            deliveries.agreed(cast, contract, share)
        for _ in range(2):
            watch(today())
        assert [key.split(":")[2] for key in told(cast.binh) if ":late:" in key] == ["late"]


Browse = Callable[..., Browser]


def begun(app: Flask, cast: Cast) -> tuple[str, Share]:
    """The address of a contract whose only period began a month ago, and that period."""
    with app.app_context():
        share = Share(cast.doan_ket, months_ago(1))
        contract = deliveries.signed(cast, [share])
        db.session.commit()
        return f"/contracts/{contract.public_id}", share


def test_from_the_entry_to_the_money_by_hand(app: Flask, cast: Cast, browser: Browse) -> None:
    address, share = begun(app, cast)
    hoa, minh = browser(cast.hoa), browser(cast.minh)
    delivery = enter_by_hand(hoa, address, share)
    with app.app_context():
        assert db.session.query(Delivery).one().price_dong_per_kg is None, "left to the terms of its day"
        assert [line.endpoint for line in waiting_for(viewer(cast.minh))] == ["deliveries.show"]
    page = minh.get(delivery)
    assert "9 tấn" in page.words()
    assert "có đúng không?" in page.words()
    minh.post(f"{delivery}/agreement", page.fields(), status=302)
    confirmed = minh.get(delivery).words()
    assert "có đúng không?" not in confirmed, "what was answered is not asked again"
    assert "Trả lời lại" in confirmed
    with app.app_context():
        payment = db.session.query(Payment).one()
        assert payment.amount_dong == 9_000 * 20_000
        owed = f"/payments/{payment.public_id}"
    paying = minh.get(f"{owed}/settlement").fields() | {"reference": "UNC 77"}
    minh.post(f"{owed}/settlement", paying, status=302)
    hoa.post(f"{owed}/receipt", hoa.get(owed).fields(), status=302)
    book = minh.get(f"{address}/deliveries")
    assert "180.000.000 ₫" in book.words()
    assert "không nhận 500 kg: Ẩm độ vượt mức" in book.words()
    assert "Trong" not in browser(cast.tu).get(f"{address}/deliveries", status=404).text
    text = minh.get(f"{address}/deliveries.csv").text
    assert text.splitlines()[1].split(",")[4:7] == ["9500", "9000", "500"]
    assert minh.get(f"{address}/deliveries.xlsx").response.mimetype == EXCEL
    assert hoa.get("/my-work").status == 200


def enter_by_hand(hoa: Browser, address: str, share: Share) -> str:
    """Hoa types a wrong number, then the right ones, and presses twice; the address of the one delivery."""
    form = hoa.get(f"{address}/deliveries/new")
    assert form.fields()["price_dong_per_kg"] == "20.000", "the agreed price stands there"
    sent = {**form.fields(), "delivered_on": (share.start + timedelta(days=3)).strftime("%d/%m/%Y")}
    bad = hoa.post(f"{address}/deliveries/new", {**sent, "delivered_kg": "-3", "invoice": "PC 12"}, status=422)
    assert "Số không được âm." in bad.words()
    assert bad.fields()["invoice"] == "PC 12", "what was typed is kept"
    sent |= {"delivered_kg": "9.500", "accepted_kg": "9.000", "reject_cause": "moisture"}
    sent["form_key"] = bad.fields()["form_key"]
    first = hoa.post(f"{address}/deliveries/new", sent, status=302)
    again = hoa.post(f"{address}/deliveries/new", sent, status=302)
    assert again.location == first.location, "a second press makes no second delivery"
    return str(first.location)


def test_a_broker_writes_for_a_side_and_a_slip_comes_along(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        share = Share(cast.doan_ket, months_ago(1))
        contract = deliveries.signed(cast, [share])
        address = f"/contracts/{contract.public_id}/deliveries/new"
        db.session.commit()
    binh = browser(cast.binh)
    sent = {**binh.get(address).fields(), "side": "producer", "delivered_kg": "9.500,5"}
    silent = binh.post(address, sent, status=422)
    assert silent.fields()["delivered_kg"] == "9.500,5"
    slip = (io.BytesIO(b"%PDF-1.4 nothing"), "phieu.exe")
    refused = binh.post(address, {**sent, "evidence": "Chị Hoa gọi 8h", "file": slip}, status=422)
    assert refused.fields()["evidence"] == "Chị Hoa gọi 8h"
    slip = (io.BytesIO(pdf("phieu can")), "phieu.pdf")
    made = binh.post(address, {**sent, "evidence": "Chị Hoa gọi 8h", "file": slip}, status=302)
    with app.app_context():
        one = db.session.query(Delivery).one()
        assert (one.entered_for_id, one.delivered_kg) == (cast.doan_ket, Decimal("9500.5"))
        assert waiting_for(viewer(cast.hoa)) == []
    answer = f"{made.location}/answers"
    assert "có đúng không?" in binh.get(made.location).words()
    no = {**binh.get(answer).fields(), "answer": "no", "how": "phone", "evidence": "Anh Minh gọi 9h"}
    assert "Ghi rõ chỗ nào chưa đúng." in binh.post(answer, no, status=422).words()
    binh.post(answer, {**no, "note": "Cân lại chỉ 9 tấn"}, status=302)
    assert "có đúng không?" not in binh.get(made.location).words(), "a no is an answer too"
    with app.app_context():
        assert [line.public_id for line in waiting_for(viewer(cast.hoa))] == [one.public_id]
    assert browser(cast.minh).get(f"{made.location}/file").response.data == pdf("phieu can")
    mended = {**binh.get(f"{made.location}/correction").fields(), "side": "producer", "evidence": "Cân lại, phiếu 9"}
    newer = binh.post(f"{made.location}/correction", {**mended, "delivered_kg": "9.000", "accepted_kg": ""}, status=302)
    assert browser(cast.minh).get(f"{newer.location}/file").response.data == pdf("phieu can")
    page = browser(cast.hoa).get(made.location).words()
    assert "Bản này đã được sửa" in page
    assert "Hai bên chưa thống nhất" in page
    assert "Cân lại chỉ 9 tấn" in page
    assert "Anh Minh gọi 9h" not in page, "what a broker noted of the other side stays the broker's"


def test_disputes_and_misses_stand_in_the_brokers_day(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        shares = monthly(cast.doan_ket, [4, 3, 2])
        contract = deliveries.signed(cast, shares)
        deliveries.answered(cast, deliveries.entered(cast, contract, shares[0]), agrees=False)
        watch(today())
        book = f"/contracts/{contract.public_id}/deliveries"
        db.session.commit()
    day = browser(cast.binh).get("/brokering/today")
    assert len(day.queries) <= 12, len(day.queries)
    assert "và bên mua chưa thống nhất về lần giao ngày" in day.words()
    assert "giao thiếu hoặc chưa ghi sổ nhiều kỳ liền" in day.words()
    assert f'href="{book}"' in day.text
    assert "chưa thống nhất về lần giao" not in browser(cast.quan).get("/brokering/today").words()


def test_the_right_of_reply_stands_beside_the_record(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        contract = deliveries.signed(cast, monthly(cast.doan_ket, [3, 2, 1]))
        share = Share(cast.doan_ket, months_ago(3))
        deliveries.agreed(cast, contract, share)
        actions.enter_delivery(
            by=user(cast.minh), contract=contract, draft=deliveries.draft(share, 1), speaker=Speaker(cast.huong_viet)
        )
        address = f"/organisations/{contract.case.seller.public_id}"
        db.session.commit()
    hoa = browser(cast.hoa)
    form = hoa.get(f"{address}/track-record/replies").fields()
    hoa.post(f"{address}/track-record/replies", {**form, "text": "Tháng sau bão số 9"}, status=302)
    for person, sees in ((cast.minh, True), (cast.binh, True), (cast.son, False), (cast.thu, False), (None, False)):
        page = browser(person).get(address).words()
        assert ("1 trong 3 kỳ" in page) is sees
        assert ("Tháng sau bão số 9" in page) is sees
        assert browser(person).get(f"{address}/track-record", status=None).status == (200 if sees else 404)
