"""An order that nobody fills alone: proposed in one press, edited, invited, mended, signed, each counted once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case, ConsentHow
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions as contracts
from marketplace.contracts.actions import CHECKS
from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from tests.cast import Cast, user
from tests.factories import pools
from tests.factories.contracts import drafted_for, sign_all
from tests.journeys import off_stage
from tests.journeys.steps import Person

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
BINH_MINH, MOI_LAP, XUAN_AN = "Hợp tác xã Bình Minh", "Hợp tác xã Mới Lập", "Hợp tác xã Xuân An"


@pytest.fixture
def already_there() -> Callable[[Cast], None]:
    """The need and the five offers; the buyer guides the growing, so that the contract is a linkage."""

    def laid(cast: Cast) -> None:
        pools.lay(cast).need.brings_production = True

    return laid


def test_a_large_order_from_several_cooperatives(
    sit_down: Callable[..., Person], site_app: Flask, site_cast: Cast
) -> None:
    app, cast = site_app, site_cast
    before = off_stage.linked(app)
    binh, tu = sit_down("binh", scripts=False), sit_down("tu", phone=True)
    need, _offers = off_stage.listings(app)
    pool, case = gather(binh, need)
    answer(app, cast, tu, case)
    mend(binh, pool)
    off_stage.consent(app, cast, case, "mai")
    agree(app, cast, binh, case)
    sign(app, cast, case)
    assert off_stage.linked(app) == before + 3, "each cooperative once"


def gather(binh: Person, need: str) -> tuple[str, str]:
    """One press, one cell by hand, and everybody is asked; the addresses of the pool and of the case."""
    binh.open(f"/needs/{need}")
    binh.follow("Gom đơn từ nhiều đơn vị")
    binh.press("Đề xuất một nhóm cung cấp")
    binh.sees("360 tấn trong 360 tấn còn cần", "không thiếu", "Hợp tác xã Thành Công", "Bổ sung VietGAP")
    table = binh.path()
    binh.unfold("Đơn vị khác có thể thêm")
    (first, _last) = pools.months()[0]
    month = f"Tháng {first.month}/{first.year}"
    binh.fill(f"{XUAN_AN}, {month} (tấn)", "20")
    binh.press("Tính lại")
    binh.sees("Đã tính lại", "360 tấn trong 360 tấn còn cần")
    assert binh.field(f"{XUAN_AN}, {month} (tấn)").input_value() == "20"
    binh.follow("Mời cả nhóm")
    binh.sees("Phần đề nghị của từng đơn vị", XUAN_AN, MOI_LAP)
    binh.press("Gửi lời mời")
    binh.sees("Đã mời các đơn vị, lập 1 vụ việc.")
    assert binh.open(table) == 200
    binh.open(table.rsplit("/variants", 1)[0])
    binh.follow("Vụ việc mở ngày")
    return table.rsplit("/variants", 1)[0], binh.path()


def answer(app: Flask, cast: Cast, tu: Person, case: str) -> None:
    """Tú says yes by one press on the phone, others meanwhile; Xuân An tells Bình by telephone that it cannot."""
    tu.open(f"{case}/consents")
    tu.sees("Phần đề nghị trong đơn gom", BINH_MINH, "50 tấn")
    tu.sees_nothing_of(XUAN_AN, "60 tấn")
    tu.press("Đồng ý tham gia với phần này")
    tu.sees("Đã ghi nhận câu trả lời.")
    off_stage.consent(app, cast, case, "hoa", "minh")
    with app.app_context():
        side = db.session.scalars(sa.select(Organisation.id).filter_by(name=XUAN_AN)).one()
        voice = Voice(side, ConsentHow.PHONE, "Gọi giám đốc, vườn mất mùa")
        cases.answer(by=user(cast.binh), case=of(case), voice=voice, yes=False)
        db.session.commit()


def mend(binh: Person, pool: str) -> None:
    """What is short is taken over with as few changes as can be."""
    binh.open(f"{pool}/repair")
    binh.sees("Trước và sau khi sửa", XUAN_AN, "20 tấn")
    binh.press("Sửa nhóm như trên")


def agree(app: Flask, cast: Cast, binh: Person, case: str) -> None:
    """The draft starts from what was planned; everybody accepts it."""
    binh.open(f"{case}/revisions/new")
    binh.sees("tổng cộng 360 tấn")
    binh.pick("Cách tính giá", "Giá cố định")
    binh.fill("Đơn giá mỗi kg (đồng)", "45.000")
    binh.press("Gửi bản điều khoản")
    binh.sees("Đã gửi bản điều khoản", "360 tấn")
    off_stage.accept(app, cast, case, 1, "hoa", "tu", "mai", "minh")


def sign(app: Flask, cast: Cast, case: str) -> None:
    """Drawn up, signed by all four and compared by the second broker, as other journeys walk it."""
    with app.app_context():
        contract = drafted_for(cast, of(case))
        sign_all(cast, contract)
        contracts.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS)
        assert contract.terms.effective_from <= today()
        db.session.commit()


def of(address: str) -> Case:
    return db.session.scalars(sa.select(Case).filter_by(public_id=address.rsplit("/", 1)[1])).one()
