"""The gallery as people meet it: accessible at both widths, within its frame, alive with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.accessibility import findings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    # Compressing a static file, Flask-Compress leaves its closing to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
WIDTHS = (360, 1280)
MOST_BYTES = 60_000
SMALL_TARGETS = """
[...document.querySelectorAll("button, .btn, select, .control, .main-nav a, .bottom-bar a, .pagination a, summary")]
  .filter((element) => { const box = element.getBoundingClientRect(); return box.height > 0 && box.height < 43.5; })
  .map((element) => element.outerHTML.slice(0, 120))
"""


@pytest.fixture
def visit(chromium: Browser, gallery_url: str) -> Callable[..., Page]:
    """Open the gallery at a width; complaints of the console (policy breaches among them) fail the test."""

    def opened(width: int, *presses: str, scripts: bool = True) -> Page:
        page = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts).new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(gallery_url)
        for selector in presses:
            page.click(selector)
        page.wait_for_load_state("networkidle")
        assert complaints == []
        return page

    return opened


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("presses", [(), ("button[value=l]", "button[name=contrast]"), ("button[value=en]",)])
def test_no_finding_and_nothing_outside_the_frame(
    visit: Callable[..., Page], width: int, presses: tuple[str, ...]
) -> None:
    page = visit(width, *presses)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL_TARGETS) == []


def test_first_view_is_light(chromium: Browser, gallery_url: str) -> None:
    page = chromium.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(_weight(request.url, request.sizes()["responseBodySize"])))
    page.goto(gallery_url)
    page.wait_for_load_state("networkidle")
    assert len(sizes) > 4
    assert sum(sizes) <= MOST_BYTES


def _weight(url: str, size: int) -> int:
    return 0 if url.endswith(".woff2") else size


def test_typing_without_diacritics_finds_the_regional_name(visit: Callable[..., Page]) -> None:
    page = visit(1280)
    page.fill("input#product", "khoai mi")
    page.locator("#product__listbox li", has_text="Sắn").click()
    assert page.input_value("#product-select") == "cassava"
    page.fill("input#product", "không có gì như thế")
    page.press("input#product", "Tab")
    page.wait_for_timeout(300)
    assert page.input_value("#product-select") == ""


def test_rows_are_added_and_removed_with_names_in_order(visit: Callable[..., Page]) -> None:
    page = visit(1280)
    names = "[...document.querySelectorAll('#periods tbody tr')].map((row) => row.querySelector('input').name)"
    page.click("#periods [data-row-add]")
    assert page.evaluate(names) == ["periods-0-start", "periods-1-start", "periods-2-start"]
    assert page.input_value("[name=periods-2-start]") == ""
    page.locator("#periods [data-row-remove]").first.click()
    assert page.evaluate(names) == ["periods-0-start", "periods-1-start"]
    assert page.input_value("[name=periods-0-start]") == "01/02/2027"


def test_without_scripts_the_select_and_the_row_button_stand(visit: Callable[..., Page]) -> None:
    page = visit(360, scripts=False)
    page.select_option("select#product", "cassava")
    assert page.input_value("select#product") == "cassava"
    button = page.locator("#periods [data-row-add]")
    assert button.get_attribute("name") == "add_row"
    assert page.locator("#periods [data-row-remove]").first.is_hidden()
