"""What people do on the site, in the words they would use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.factories.papers import pdf
from tests.journeys.live import PATIENCE, Complaints

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

PASSWORD = "bốn con trâu qua sông"
OPTIONAL = r"(\s*\(không bắt buộc\))?"


class Person:
    """Somebody in front of a browser of their own."""

    def __init__(self, browser: Browser, site: str, size: tuple[int, int], *, scripts: bool) -> None:
        width, height = size
        self.site = site
        self.context = browser.new_context(
            base_url=site, viewport={"width": width, "height": height}, java_script_enabled=scripts, locale="vi-VN"
        )
        self.context.set_default_timeout(PATIENCE)
        self.complaints = Complaints(self.context)
        self.page = self.context.new_page()

    def sign_in(self, email: str) -> None:
        """Through the page."""
        self.open("/sign-in")
        self.fill("Thư điện tử", email)
        self.fill("Mật khẩu", PASSWORD)
        self.press("Đăng nhập")
        assert not self.path().startswith("/sign-in"), self.words()

    def arrive_signed_in(self, session: dict[str, str]) -> None:
        """With the cookie of an earlier visit; no page is open yet."""
        url = self.site
        self.context.add_cookies([{"name": name, "value": value, "url": url} for name, value in session.items()])

    def leave(self) -> None:
        """Close the browser; what went wrong in it comes out."""
        self.context.close()
        assert self.complaints.heard == []

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.locator("main")

    def words(self) -> str:
        """What stands on the page, with single blanks."""
        return " ".join(self.page.locator("body").inner_text().split())

    def path(self) -> str:
        """Where the person is."""
        return "/" + self.page.url.split("/", 3)[3]

    def open(self, path: str) -> int:
        """Type an address; the status of the answer."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def follow(self, words: str) -> None:
        """A link of the page."""
        self._do(self.main.get_by_role("link", name=words).first, "click")

    def press(self, words: str) -> None:
        """A button of the page."""
        self._do(self.main.get_by_role("button", name=words, exact=True), "click")

    def field(self, label: str) -> Locator:
        """The control with this label, beside which a hint may stand."""
        return self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}{OPTIONAL}\s*$")).first

    def fill(self, label: str, value: str) -> None:
        """Type into a field."""
        self._do(self.field(label), "fill", value)

    def pick(self, label: str, option: str) -> None:
        """Choose from a list."""
        self._do(self.field(label), "select_option", label=option)

    def tick(self, label: str) -> None:
        """A box or a round button whose words begin so."""
        self._do(self.main.get_by_label(re.compile(rf"^\s*{re.escape(label)}")).first, "check")

    def tick_shown(self, label: str) -> None:
        """The box of this name that is not folded away."""
        self._do(self.main.get_by_role("checkbox", name=label, exact=True), "check")

    def tick_all(self, label: str = "") -> None:
        """Every box of the page whose words begin so; `all()` waits for none, so the first is waited for."""
        boxes = self.main.get_by_role("checkbox", name=re.compile(rf"^\s*{re.escape(label)}"))
        boxes.first.wait_for()
        for box in boxes.all():
            box.check()

    def unfold(self, words: str) -> None:
        """Open what is folded."""
        self._do(self.main.locator("summary", has_text=words), "click")

    def _do(self, place: Locator, verb: str, *values: str, **named: str) -> None:
        """Use a part of the page; when it is not there, say what is."""
        from playwright.sync_api import Error

        try:
            getattr(place, verb)(*values, **named)
            self.page.wait_for_load_state()  # a click waits until the next page begins, not until it is whole
        except Error as problem:
            raise AssertionError(f"{problem.message}\nat {self.path()}: {self.words()}") from problem

    def fits(self) -> None:
        """The page is not wider than its window: nobody has to push it sideways."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.path()} is {wide} px too wide"

    def sees(self, *words: str) -> None:
        """All of these stand on the page, which fits its window."""
        self.fits()
        shown = self.words()
        assert [one for one in words if one not in shown] == [], f"{self.path()}: {shown}"

    def sees_nothing_of(self, *words: str) -> None:
        """None of these stands on the page."""
        shown = self.words()
        assert [one for one in words if one in shown] == [], f"{self.path()}: {shown}"


def publish_offer(hoa: Person, *, goods: str, rhythm: str, price: str) -> str:
    """Four steps, then up; the address of the offer."""
    hoa.open("/offers/new")
    hoa.fill("Mặt hàng", goods)
    hoa.press("Lưu và tiếp tục")
    hoa.fill("Mô tả ngắn", rhythm)
    hoa.press("Điền bảng theo mô tả")
    hoa.press("Lưu và tiếp tục")
    hoa.fill("Chất lượng", "Cơm vàng, hạt lép, trái từ 2 kg")
    hoa.press("Lưu và tiếp tục")
    hoa.tick("Giá sàn")
    hoa.fill("Giá (₫/kg)", price)
    hoa.tick("Tại ruộng, tại vườn")
    hoa.press("Lưu và xem lại")
    hoa.sees("Đã đủ thông tin")
    hoa.press("Đăng chào bán")
    hoa.sees("Đã đăng. Ai cũng thấy ngay từ bây giờ.")
    return hoa.path()


def post_need(minh: Person, *, goods: str, rhythm: str, place: str, nice: str) -> str:
    """Four steps, then up; the address of the need."""
    minh.open("/needs/new")
    minh.fill("Mặt hàng cần mua", goods)
    minh.press("Lưu và tiếp tục")
    minh.fill("Mô tả ngắn", rhythm)
    minh.press("Điền bảng theo mô tả")
    minh.press("Lưu và tiếp tục")
    minh.fill("Hoặc nơi nhận khác", place)
    minh.unfold("Giấy được ưu tiên")
    minh.tick_shown(nice)
    minh.fill("Muốn ký hợp đồng bao nhiêu tháng", "12")
    minh.tick("Cùng sản xuất, hướng dẫn kỹ thuật")
    minh.press("Lưu và tiếp tục")
    minh.press("Lưu và xem lại")
    minh.press("Đăng nhu cầu mua")
    minh.sees("Đã đăng. Ai cũng thấy ngay từ bây giờ.")
    return minh.path()


def propose_introduction(minh: Person, note: str) -> str:
    """From the page that says why; the address of the case."""
    minh.follow("Đề nghị kết nối")
    minh.fill("Lời nhắn cho bên kia", note)
    minh.tick("Đơn vị tôi đồng ý được giới thiệu")
    minh.press("Gửi đề nghị")
    minh.sees("Đã gửi đề nghị kết nối.")
    return minh.path()


def take_case(binh: Person) -> None:
    """The first case that nobody has taken."""
    binh.open("/brokering/today")
    binh.press("Nhận vụ việc")
    binh.sees("Bạn phụ trách vụ việc này từ bây giờ.")


def consent(person: Person, case: str) -> None:
    """Yes to being introduced."""
    person.open(case)
    person.follow("Trả lời")
    person.tick("Đồng ý được giới thiệu")
    person.press("Gửi câu trả lời")
    person.sees("Đã ghi nhận câu trả lời.")


def propose_terms(person: Person, case: str, *, price: str, days: str, start: str = "") -> None:
    """A revision, accepted by the own side in the same press."""
    person.open(f"{case}/revisions/new")
    if start:
        person.fill("Hợp đồng có hiệu lực từ", start)
    person.pick("Cách tính giá", "Giá sàn")
    person.fill("Đơn giá mỗi kg (đồng)", price)
    person.unfold("Thanh toán")
    person.fill("Thanh toán trong vòng (ngày sau giao hàng)", days)
    person.tick("Đơn vị tôi chấp nhận luôn bản điều khoản này")
    person.press("Gửi bản điều khoản")
    person.sees("Đã gửi bản điều khoản")


def accept_terms(person: Person, case: str, number: int) -> None:
    """Yes to exactly this revision."""
    person.open(case)
    accept_what_is_read(person, number)


def accept_what_is_read(person: Person, number: int) -> None:
    """The same from a page of the case that is open already."""
    person.follow("Xem và chấp nhận")
    person.press(f"Chấp nhận bản số {number}")
    person.sees(f"Đã chấp nhận bản điều khoản số {number}.")


def draw_up_contract(binh: Person, case: str, number: str) -> str:
    """A draft from what was agreed; the address of the contract."""
    binh.open(case)
    binh.follow("Lập hợp đồng")
    binh.fill("Số hợp đồng", number)
    binh.press("Lập bản nháp")
    binh.sees("Đã lập bản nháp hợp đồng.")
    return binh.path()


def upload_signed(person: Person, contract: str, folder: Path, name: str = "hop-dong-da-ky") -> None:
    """The scan of the signed paper."""
    scan = folder / f"{name}.pdf"
    scan.write_bytes(pdf(f"signed on paper: {name}"))
    person.open(contract)
    person.follow("Tải bản đã ký")
    person.field("Tệp").set_input_files(scan)
    person.press("Tải lên")
    person.sees("Đã lưu tệp.", scan.name)


def confirm_signing(person: Person, contract: str, *, day: str, signer: str) -> None:
    """The own side signed this revision."""
    person.open(contract)
    person.follow("Xác nhận đã ký")
    person.fill("Ngày ký", day)
    person.fill("Người ký", signer)
    person.press("Xác nhận đã ký")
    person.sees("Đã ghi nhận xác nhận ký.")


def verify(quan: Person, number: str) -> None:
    """Every point of the checklist, found through the list of what waits."""
    quan.open("/contracts/awaiting-verification")
    quan.follow(number)
    quan.follow("Đối chiếu và xác minh")
    quan.tick_all()
    quan.press("Xác minh")
    quan.sees("Đã xác minh hợp đồng.")
