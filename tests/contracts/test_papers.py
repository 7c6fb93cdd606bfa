"""What the papers of a contract say, in every form they come in, and how a print learns that it is out of date."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from marketplace.brokering import actions as cases
from marketplace.brokering.actions import GradeDraft, InputDraft, TermsDraft
from marketplace.brokering.models import Commitment, DisputeForum, InputKind, PaymentMethod, TransportPayer
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.actions.printing import print_paper
from marketplace.contracts.documents.pdf import pdf_of
from marketplace.contracts.documents.word import docx_of
from marketplace.contracts.models import AnnexReason, Contract
from marketplace.contracts.paper import Paper, paper_of, paper_of_annex
from marketplace.contracts.prints import Standing, standing_of
from marketplace.extensions import db
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from tests import office_programs
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.contracts.words_of_papers import pdf_of_docx, squeezed, words_of_docx, words_of_pdf
from tests.factories import brokering, contracts

Browse = Callable[..., Browser]
ADDRESS = "https://lienket.example/prints/" + "0a" * 16
TYPED = '#set *đậm* {{ 7*7 }} {% for %} <w:p/> & "ngoặc" ≤ 5'
# Each term as it is agreed, and as the paper says it.
SAID: dict[str, tuple[Any, str]] = {
    "form_code": ("fresh", "Dạng sản phẩm: "),
    "variety": ("Ri6 và Dona", "Giống: Ri6 và Dona"),
    "standard": ("VietGAP còn hạn", "VietGAP còn hạn"),
    "growing_area_codes": ("LD-0123", "LD-0123"),
    "area_ha": (Decimal("120.5"), "120,5 ha"),
    "commitment": (Commitment.MINIMUM, "Khối lượng tối thiểu"),
    "tolerance_pct": (Decimal("5.5"), "5,5 %"),
    "quality": ("chín cây, cơm vàng", "chín cây, cơm vàng"),
    "moisture_max_pct": (Decimal("68.5"), "68,5 %"),
    "impurity_max_pct": (Decimal("0.7"), "0,7 %"),
    "inspection": ("lấy mẫu ba lần", "lấy mẫu ba lần"),
    "rejects": ("trả lại trong ngày", "trả lại trong ngày"),
    "price_basis": (PriceBasis.FIXED, "Giá cố định"),
    "price_dong_per_kg": (45_005, "45.005 đồng (bằng chữ: bốn mươi lăm nghìn không trăm lẻ năm đồng)"),
    "price_rule": ("giá của loại một", "giá của loại một"),
    "vat_included": (False, "chưa gồm trong giá"),
    "delivery_term": (DeliveryTerm.BUYER, "Tại kho, nhà máy bên mua"),
    "delivery_place": ("Nhà máy số 1, Bảo Lộc", "Nhà máy số 1, Bảo Lộc"),
    "transport_payer": (TransportPayer.SHARED, "Hai bên chia"),
    "notice_days": (3, "trước 3 ngày"),
    "handover": ("biên bản hai bản", "biên bản hai bản"),
    "payment_method": (PaymentMethod.TRANSFER, "Chuyển khoản"),
    "payment_days": (17, "17 ngày"),
    "late_interest_pct": (Decimal("10.5"), "10,5 % một năm"),
    "deposit_pct": (Decimal(9), "9 %"),
    "penalty_pct": (Decimal("7.5"), "7,5 %"),
    "damages_too": (True, "vừa phạt vừa bồi thường"),
    "hardship_pct": (Decimal(21), "lệch từ 21 %"),
    "force_majeure": ("bão lũ, dịch bệnh", "bão lũ, dịch bệnh"),
    "termination": ("báo trước 60 ngày", "báo trước 60 ngày"),
    "mediator": ("Liên minh Hợp tác xã tỉnh", "Liên minh Hợp tác xã tỉnh"),
    "dispute_forum": (DisputeForum.COURT, "Tòa án có thẩm quyền"),
    "disputes": ("thương lượng trước", "thương lượng trước"),
    "other": (TYPED, TYPED),
    "stage_inputs": (True, "cung ứng vật tư, dịch vụ đầu vào"),
    "stage_production": (True, "tổ chức sản xuất, thu hoạch"),
    "stage_processing": (True, "sơ chế hoặc chế biến"),
}
# What only some price rules have.
OF_RULES: dict[PriceBasis, dict[str, tuple[Any, str]]] = {
    PriceBasis.MARKET: {
        "premium_dong_per_kg": (-1_250, "giá thị trường trừ 1.250 đồng mỗi kg"),
        "price_reference": ("bản tin thứ Hai", "bản tin thứ Hai"),
        "price_fixing": ("vào ngày giao", "vào ngày giao"),
    },
    PriceBasis.COST_PLUS: {
        "cost_dong_per_kg": (31_000, "31.000 đồng (bằng chữ: ba mươi mốt nghìn đồng)"),
        "margin_pct": (Decimal(12), "12 %"),
    },
}
ROWS = {
    "grades": [
        GradeDraft("Loại A", "từ 2 kg", Decimal(100), Decimal(70)),
        GradeDraft("Loại B", "dưới 2 kg", Decimal("82.5")),
    ],
    "inputs": [
        InputDraft(InputKind.SEED, "Cây giống ghép", 1_005_000, date(2027, 2, 15), "trừ vào kỳ đầu"),
        InputDraft(InputKind.CASH, "Tạm ứng vốn", 2_000_000),
    ],
}
OF_ROWS = ["Loại A", "từ 2 kg", "70 %", "82,5 %", "Cây giống ghép", "1.005.000", "15/02/2027", "trừ vào kỳ đầu",
           "Tạm ứng vốn", "3.005.000"]  # fmt: skip


def whole(cast: Cast) -> Contract:
    """A draft whose terms say everything that terms can say."""
    return contracts.drafted(cast, Decimal("40.123"), **{name: value for name, (value, _words) in SAID.items()}, **ROWS)


def expected(contract: Contract) -> list[str]:
    """Every agreed term of that draft as words of its paper, and what every paper carries."""
    period, terms = contract.terms.periods[0], contract.terms
    paper = paper_of(contract)
    days = [f"{day:%d/%m/%Y}" for day in (period.start, period.end, terms.effective_from, terms.effective_to)]
    parties = [text for party in contract.parties for text in (party.organisation.name, party.representative or "")]
    head = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nghị định số 98/2018/NĐ-CP"]
    form = [*head, "01/2026/HĐLK", paper.digest, paper.terms_digest, ADDRESS, terms.commodity.name_vi, "40.123 kg"]
    value = ["1.805.735.615 đồng", "một tỷ tám trăm lẻ năm triệu bảy trăm ba mươi lăm nghìn sáu trăm mười lăm đồng"]
    return [
        squeezed(text) for text in [*form, *value, *days, *parties, *OF_ROWS, *(words for _v, words in SAID.values())]
    ]


@pytest.mark.usefixtures("context")
def test_the_word_file_says_every_agreed_term_and_what_was_typed_stays_text(cast: Cast) -> None:
    rules = {name for terms in OF_RULES.values() for name in terms}
    named = {*SAID, *rules, *ROWS, "commodity_code", "effective_from", "effective_to", "periods"}
    assert named == set(TermsDraft.__dataclass_fields__), "a new term needs its place on the paper"
    contract = whole(cast)
    words = words_of_docx(docx_of(paper_of(contract), ADDRESS))
    assert [text for text in expected(contract) if text not in words] == []
    assert "BẢNNHÁP" not in words
    assert paper_of(contract).gaps == ["Nơi ký"]
    assert "…………………………,ngày" in words


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("basis", OF_RULES, ids=str)
def test_a_price_rule_is_said_and_its_blanks_are_named(cast: Cast, basis: PriceBasis) -> None:
    rule = OF_RULES[basis]
    said = contracts.drafted(
        cast, price_basis=basis, price_dong_per_kg=None, **{name: value for name, (value, _words) in rule.items()}
    )
    values = clause_values(paper_of(said))
    assert [words for _value, words in rule.values() if words not in values] == []
    silent = paper_of(contracts.drafted(cast, price_basis=basis, price_dong_per_kg=None))
    assert len([gap for gap in silent.gaps if gap not in paper_of(said).gaps]) == len(rule)
    assert not silent.is_ready


def clause_values(paper: Paper) -> list[str]:
    return [clause.value for article in paper.articles for clause in article.clauses]


@pytest.mark.usefixtures("context")
def test_a_pdf_is_the_same_for_the_same_content_and_another_for_another(cast: Cast) -> None:
    contract = whole(cast)
    first = pdf_of(paper_of(contract), ADDRESS)
    assert first.startswith(b"%PDF")
    assert pdf_of(paper_of(contract), ADDRESS) == first
    assert b"Tinos" in first
    organisation(cast.doan_ket).address = "Thôn 5 \U0001f33e"
    changed = pdf_of(paper_of(contract), ADDRESS)
    assert changed.startswith(b"%PDF"), "a sign that no font has spoils no paper"
    assert changed != first


@pytest.fixture
def office() -> None:
    """LibreOffice, and what reads a PDF: half a gigabyte for one test, whose absence the summary tells."""
    if not all(map(shutil.which, office_programs.NAMES)):
        pytest.skip(office_programs.MISSING)


@pytest.mark.slow
@pytest.mark.usefixtures("context", "office")
def test_the_pdf_and_the_word_file_in_an_office_program_say_the_same(cast: Cast, engine: str, tmp_path: Path) -> None:
    if engine != "sqlite":
        pytest.skip("a paper is made of the same words whatever database they come from")
    contract = whole(cast)
    paper = paper_of(contract)
    for made in (pdf_of(paper, ADDRESS), pdf_of_docx(docx_of(paper, ADDRESS), tmp_path)):
        words = words_of_pdf(made)
        assert [text for text in expected(contract) if text not in words] == []


@pytest.mark.usefixtures("context")
def test_a_print_knows_when_it_is_out_of_date(cast: Cast) -> None:
    contract = contracts.drafted(cast)
    binh = user(cast.binh)
    made = print_paper(by=user(cast.hoa), contract=contract)
    assert print_paper(by=user(cast.minh), contract=contract) is made, "the same content is the same print"
    assert standing_of(made) is Standing.CURRENT
    organisation(cast.doan_ket).address = "Thôn 5, xã Ea Kly"
    assert standing_of(made) is Standing.CHANGED
    newer = print_paper(by=binh, contract=contract)
    assert standing_of(newer) is Standing.CURRENT
    agree_on(cast, contract, price_dong_per_kg=47_000)
    assert (standing_of(made), standing_of(newer)) == (Standing.REPLACED, Standing.REPLACED)
    assert paper_of(contract).is_draft, "nobody should sign what was replaced"
    actions.change_state(by=binh, contract=contract, verb="void", day=today(), reason="Lập lại")
    assert standing_of(made) is Standing.VOID


def agree_on(cast: Cast, contract: Contract, **changes: Any) -> None:
    """Both sides accept a newer revision."""
    terms = brokering.proposed(cast, contract.case, 40, **changes)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=contract.case, number=terms.number, voice=Voice(side))


@pytest.mark.usefixtures("context")
def test_an_annex_says_only_what_it_changes(cast: Cast) -> None:
    contract = contracts.verified(cast)
    original = print_paper(by=user(cast.hoa), contract=contract)
    annex = actions.open_annex(by=user(cast.hoa), contract=contract, reason=AnnexReason.PRICE, note="Giá phân tăng")
    assert paper_of_annex(annex) is None
    agree_on(cast, contract, price_dong_per_kg=47_000)
    paper = paper_of_annex(annex)
    assert paper is not None
    rows = [list(row) for article in paper.articles for table in article.tables for row in table.rows]
    assert [row[0] for row in rows] == ["Đơn giá mỗi kg", "Giá trị hợp đồng tạm tính"]
    assert rows[0][1].startswith("45.000 đồng")
    assert rows[0][2].startswith("47.000 đồng")
    assert "01/2026/HĐLK" in paper.subtitle
    beside = print_paper(by=user(cast.hoa), contract=contract, annex=annex)
    contracts.sign_all(cast, contract)
    assert (standing_of(original), standing_of(beside)) == (Standing.AMENDED, Standing.CURRENT)
    assert paper_of(contract).digest == original.sha256, "the contract's own paper stays what was signed"


def test_from_the_page_to_the_print_and_its_code(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        contract = contracts.drafted(cast)
        page = f"/contracts/{contract.public_id}"
        names = [party.organisation.name for party in contract.parties]
        db.session.commit()
    hoa = browser(cast.hoa)
    shown = hoa.get(page).words()
    assert "chưa sẵn sàng ký: còn 6 chỗ trống" in shown
    assert "Sẵn sàng ký" not in shown
    led = hoa.post(f"{page}/prints", {**hoa.get(page).fields(), "kind": "docx"}).location
    assert led.endswith("/docx")
    word = hoa.client.get(led)
    assert word.headers["Content-Disposition"] == "attachment; filename=hop-dong-01-2026-HDLK-ban-1.docx"
    sheet = hoa.client.get(led.replace("/docx", "/pdf"))
    assert (sheet.content_type, sheet.data[:4]) == ("application/pdf", b"%PDF")
    hoa.get(led.replace("/docx", "/exe"), status=404)
    code = "/prints/" + led.split("/")[-2]
    assert code in hoa.get(f"{page}/paper").text, "the sheet carries the same code"
    stranger = browser()
    found = stranger.get(code)
    assert "Bản in này là bản hiện hành" in found.words()
    assert "01/2026/HĐLK" in found.words()
    assert [secret for secret in [*names, "45.000", "40.000"] if secret in found.text] == []
    stranger.get("/prints/" + "0" * 32, status=404)
    binh = browser(cast.binh)
    binh.submit(f"{page}/details", signing_place="Bảo Lộc")
    assert "đã thay đổi sau khi in" in stranger.get(code).words()
    assert hoa.client.get(led).status_code == 409, "what was printed is not made again in other words"
