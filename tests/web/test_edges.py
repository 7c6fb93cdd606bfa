"""What leaves the site (redirects, spreadsheets) and the small things that come in (page numbers, cookies)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from marketplace.web.exports import csv_response, safe_cell
from marketplace.web.guards import safe_next
from marketplace.web.pagination import LAST_PAGE, page_number
from tests.client import Browser
from tests.web.lines import strings


def stays_here(target: str) -> bool:
    """What a browser does with a Location: drops tabs and line breaks, turns backslashes, then looks for a host."""
    seen = re.sub(r"[\t\r\n]", "", target).strip("\0 \x1f").replace("\\", "/")
    return seen.startswith("/") and not seen.startswith("//")


def test_no_link_leads_elsewhere(shared_data: Path) -> None:
    targets = strings(shared_data, "patt-open-redirect")
    assert len(targets) >= 100
    assert [target for target in targets if safe_next(target) and not stays_here(target)] == []


@given(st.text(alphabet="/\\\t\n\r .:@%ahtps0", max_size=12))
def test_whatever_is_asked_the_answer_stays_here(target: str) -> None:
    led = safe_next(target)
    assert led is None or (led == target and stays_here(led))


@pytest.mark.parametrize("target", ["/", "/offers", "/offers?page=2&q=l%C3%BAa", "/s%C3%A1ch/lúa"])
def test_our_own_paths_are_taken(target: str) -> None:
    assert safe_next(target) == target


def test_preferences_lead_back_only_to_us(browser: Callable[..., Browser], shared_data: Path) -> None:
    stranger = browser()
    for target in [*strings(shared_data, "patt-open-redirect")[:40], "/\t/evil.example", "//evil.example"]:
        led = stranger.post("/preferences", {"language": "en", "next": target}).location
        assert stays_here(led), target


def test_cells_that_a_spreadsheet_would_run_are_disarmed(shared_data: Path) -> None:
    for text in strings(shared_data, "spreadsheet-formulas"):
        cell = safe_cell(text)
        parts = re.split(r"[;\t\r\n]", cell)
        assert not any(re.match(r"[\s\ufeff]*[=+\-@＝＋－＠]", part) for part in parts), (text, cell)
        assert cell.replace("'", "") == text.replace("'", "")


@given(st.text(alphabet="=+-@;'\t\r\n ,\"a1\ufeff＝", max_size=10))
def test_no_text_runs_in_a_spreadsheet(text: str) -> None:
    for part in re.split(r"[;\t\r\n]", safe_cell(text)):
        assert not re.match(r"[\s\ufeff]*[=+\-@＝＋－＠]", part)


@pytest.mark.parametrize("value", ["Hợp tác xã", "20-25", "a=b", "rau; quả", "", 0, -5])
def test_ordinary_cells_are_left_alone(value: object) -> None:
    assert safe_cell(value) == value


def test_a_table_opens_with_its_accents_and_its_cells_whole() -> None:
    app = Flask("export")
    with app.test_request_context():
        lines: list[list[object]] = [["Lúa, thóc", '12" ống', None], ["a\nb", "=1+1", 5]]
        body = csv_response("bang.csv", ["Tên", "Ghi chú", "Số"], lines).get_data()
    assert body.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert table[1:] == [["Lúa, thóc", '12" ống', ""], ["a\nb", "'=1+1", "5"]]


@given(st.text(max_size=30) | st.integers().map(str))
def test_any_page_number_is_a_page_number(text: str) -> None:
    with Flask("pages").test_request_context("/", query_string={"page": text.encode("utf-8", "replace")}):
        assert 1 <= page_number() <= LAST_PAGE


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("0", 1), ("-1", 1), ("²", 1), ("9" * 30, 1), ("99999999", LAST_PAGE)]
)
def test_page_numbers(text: str, number: int) -> None:
    with Flask("pages").test_request_context("/", query_string={"page": text}):
        assert page_number() == number


TAMPERED = [
    "x", "[]", "null", "{", '{"language": ["en"]}', '{"language": "xx", "text_size": {}}', '{"__class__": "en"}',
    "[" * 3900, '{"language":' * 300, '{"language": ' + "9" * 5000 + "}", "\udcff", "%00", '"en"', '{"contrast": NaN}',
]  # fmt: skip


@pytest.mark.parametrize("kept", TAMPERED)
def test_a_tampered_cookie_is_the_default(browser: Callable[..., Browser], kept: str) -> None:
    stranger = browser()
    page = stranger.get("/styleguide", headers={"Cookie": f"preferences={quote(kept, errors='replace')}"})
    assert 'lang="vi"' in page.text
    raw = stranger.client.get("/styleguide", headers={"Cookie": b"preferences=\xff\xfe{".decode("latin-1")})
    assert raw.status_code == 200


def test_a_choice_is_kept_and_others_stay(browser: Callable[..., Browser]) -> None:
    stranger = browser()
    stranger.post("/preferences", {"contrast": "high", "next": "/styleguide"})
    stranger.post("/preferences", {"language": "en", "text_size": "huge"})
    cookie = stranger.client.get_cookie("preferences")
    assert cookie is not None
    kept = json.loads(cookie.decoded_value)
    assert kept == {"language": "en", "text_size": "m", "contrast": "high"}
    assert 'lang="en"' in stranger.get("/styleguide").text
