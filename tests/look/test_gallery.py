"""The gallery's markup: every component is shown, the page obeys the content security policy, ids are one each."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from flask import Flask

from marketplace.assets import TEMPLATES
from tests.client import inspect

ERROR_PAGES = (400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503)


def test_every_macro_file_is_shown() -> None:
    gallery = (TEMPLATES / "styleguide" / "index.html").read_text(encoding="utf-8")
    files = sorted(path.name for path in (TEMPLATES / "_components").glob("*.html"))
    assert files
    assert [name for name in files if f"_components/{name}" not in gallery] == []


def test_the_page_is_well_formed_labelled_and_free_of_inline_code(gallery_html: str) -> None:
    inspect(gallery_html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', gallery_html)


def test_ids_are_one_each_and_references_lead_somewhere(gallery_html: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]+)"', gallery_html))
    assert [name for name, times in ids.items() if times > 1] == []
    lists = re.findall(r'\saria-(?:describedby|labelledby)="([^"]*)"', gallery_html)
    pointed = {name for value in lists for name in value.split()} | set(re.findall(r'\sfor="([^"]+)"', gallery_html))
    pointed |= set(re.findall(r'href="#([^"]+)"', gallery_html))
    assert pointed - set(ids) == set()


def test_a_refused_form_says_why_twice_and_keeps_what_was_typed(gallery_html: str) -> None:
    summary, rest = gallery_html.split('class="error-summary"')[1].split("</ul>", 1)
    for sentence in ("Chưa điền mục này.", "Số không được âm.", "Lịch không có ngày này."):
        assert sentence in summary
        assert sentence in rest
    assert "Dòng 1, Đến ngày" in summary
    for typed in ("31/02/2027", "hôm nào"):
        assert f'value="{typed}"' in rest


@pytest.mark.parametrize("status", ERROR_PAGES)
def test_error_pages_give_back_what_was_typed(gallery_app: Flask, status: int) -> None:
    with gallery_app.test_request_context("/"):
        page = gallery_app.jinja_env.get_template(f"errors/{status}.html")
        context: dict[str, object] = {"status": status, "message": "", "typed": [("title", "Lúa <b>")]}
        gallery_app.update_template_context(context)
        html = page.render(context)
    assert html.count("<h1>") == 1
    assert "Lúa &lt;b&gt;" in html


@pytest.mark.parametrize(
    ("choice", "attribute"), [(("text_size", "l"), "data-text-size"), (("contrast", "high"), "data-contrast")]
)
def test_a_preference_is_remembered_on_the_page(gallery_app: Flask, choice: tuple[str, str], attribute: str) -> None:
    client = gallery_app.test_client()
    page = client.get("/styleguide").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    name, value = choice
    answer = client.post("/preferences", data={name: value, "next": "/styleguide", "csrf_token": token.group(1)})
    assert answer.headers["Location"] == "/styleguide"
    assert f'{attribute}="{value}"' in client.get("/styleguide").get_data(as_text=True)
