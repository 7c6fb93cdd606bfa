"""One report, two files: what paper and workbook say is what the engine computes, in both languages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.extensions import db
from marketplace.indicators.actions.counting import count_snapshot
from marketplace.indicators.actions.snapshots import SnapshotDraft, approve_snapshot, prepare_snapshot
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Place, Question, breakdown, compute
from marketplace.indicators.engine.places import Level
from marketplace.indicators.models import PeriodKind, Snapshot
from marketplace.indicators.tables import EXACT
from marketplace.indicators.words import parts_of, rounded, value_words
from marketplace.organisations.models import LegalStatus, StatusRecord
from marketplace.reporting.content import content_of
from marketplace.reporting.documents.pdf import report_pdf
from marketplace.reporting.documents.workbook import report_workbook
from marketplace.reporting.report import Report, frozen_report, live_report
from tests.cast import Cast, user
from tests.client import Browser
from tests.contracts.words_of_papers import squeezed, words_of_pdf
from tests.databases import Beginning
from tests.indicators.golden_flows import set_down
from tests.suggestions.test_export import cells

DAY = date(2026, 6, 30)
HERE, EMPTY = Place.province("68"), Place.province("04")
EXCEL_EPOCH = date(1899, 12, 30)
Open = Callable[..., Browser]


@pytest.fixture
def scene(begin_with: Beginning, context: Flask, cast: Cast) -> Flask:
    begin_with("golden flows", lambda: set_down(cast))
    return context


def test_workbook_cells_are_the_numbers_of_the_engine(scene: Flask) -> None:
    with scene.test_request_context():
        report = live_report(HERE, DAY)
        book = report_workbook(report)
        guide, figures, places = (cells(book, number) for number in (1, 2, 3))
        for row, figure in enumerate(report.figures, 2):
            again = compute(figure.question)
            numbers = [figures.get(f"{column}{row}", ("", ""))[1] for column in "GIJ"]
            expected = [rounded(again.value, EXACT), *parts_of(again)]
            assert [Decimal(one) if one else None for one in numbers] == expected, figure.question
            assert figures[f"E{row}"] == ("number", str((DAY - EXCEL_EPOCH).days)), "a real date"
        assert {figures[f"B{row}"][1] for row in range(2, len(report.figures) + 2)} == set(INDICATORS)
        for row, part in enumerate(breakdown(Question(day=DAY, place=HERE), Level.COMMUNE), 2):
            assert Decimal(places[f"E{row}"][1]) == part.numerator
            assert Decimal(places[f"F{row}"][1]) == part.denominator
    said = " ".join(text for _kind, text in guide.values())
    assert "Số liệu tính đến hết ngày" in said
    assert "Nghị định 98/2018/NĐ-CP" in said, "definitions name their source"


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_paper_says_the_numbers_of_the_engine_in_official_form(scene: Flask) -> None:
    with scene.test_request_context():
        report = live_report(HERE, DAY, "Sở Công Thương")
        said = words_of_pdf(report_pdf(report))
        for figure in report.figures:
            assert squeezed(value_words(compute(figure.question))) in said, figure.question
    for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận:", "Lâm Đồng",
                  "SỞ CÔNG THƯƠNG", "30/06/2026", "Số: ………/BC-………"):  # fmt: skip
        assert squeezed(words) in said, words


def test_the_same_report_is_the_same_bytes_and_needs_no_other_font(scene: Flask) -> None:
    with scene.test_request_context():
        for language in ("vi", "en"):
            with force_locale(language):
                first, again = (report_pdf(live_report(HERE, DAY, 'A #strong[b] "c"')) for _time in range(2))
                assert first == again
                assert first.startswith(b"%PDF")


def test_no_price_of_a_contract_stands_in_a_report(scene: Flask) -> None:
    with scene.test_request_context():
        report = live_report(HERE, DAY)
        sheets = [cells(report_workbook(report), number) for number in (1, 2, 3)]
        said = " ".join([str(content_of(report)), *(text for sheet in sheets for _kind, text in sheet.values())])
    for price in ("20.000", "30.000 ", "9.000", "2000000000", "2.000.000.000", "1500000000"):
        assert price not in said, price
    hidden = [one for one in report.figures if one.question.code == "O2v"]
    assert [one.value for one in hidden] == [None], "two contracts with a price"


def test_an_empty_province_is_told_in_sentences(scene: Flask) -> None:
    with scene.test_request_context():
        content = content_of(live_report(EMPTY, DAY))
        assert "chưa có tổ chức, hợp đồng nào được tính" in content["warnings"][0]
        assert content["places"]["nothing"]
        assert report_pdf(live_report(EMPTY, date(1990, 1, 1)))
        assert cells(report_workbook(live_report(EMPTY, DAY)), 3), "the headings stand"


def test_a_report_of_a_snapshot_keeps_what_was_counted_then(scene: Flask, cast: Cast) -> None:
    snapshot = _locked(cast)
    with scene.test_request_context():
        then = live_report(HERE, snapshot.ends_on)
        db.session.add(
            StatusRecord(
                organisation_id=cast.doan_ket, status=LegalStatus.ENDED, valid_from=snapshot.ends_on - timedelta(9),
                checked_on=DAY,
            )
        )  # fmt: skip
        db.session.flush()
        frozen, now = frozen_report(snapshot), live_report(HERE, snapshot.ends_on)
        assert _numbers(frozen) == _numbers(then)
        assert _numbers(frozen) != _numbers(now)
        assert [one.target for one in frozen.figures] == [one.target for one in then.figures]
        assert str(snapshot.sha256) in content_of(frozen)["source"]
        assert [row.code for row in frozen.places] == [row.code for row in then.places]
    key, seal = snapshot.public_id, str(snapshot.sha256)
    db.session.commit()
    page = Browser(scene, cast.thu).get("/reports/page", query_string={"snapshot": key})
    assert seal in page.words().replace(" ", "")


def _numbers(report: Report) -> list[tuple[str, object, Decimal, Decimal | None, date]]:
    return [
        (one.question.code, one.question.organisation_kind, one.numerator, one.denominator, one.question.first_day)
        for one in report.figures
    ]


def _locked(cast: Cast) -> Snapshot:
    draft = SnapshotDraft(PeriodKind.CUSTOM, date(2026, 1, 1), DAY, province_code="68")
    snapshot = prepare_snapshot(by=user(cast.thu), draft=draft)
    count_snapshot(snapshot_id=snapshot.id)
    second = User(email="linh@vidu.example", name="Linh", platform_role=Role.OFFICIAL)
    db.session.add(second)
    db.session.flush()
    approve_snapshot(by=second, snapshot=snapshot)
    return snapshot
