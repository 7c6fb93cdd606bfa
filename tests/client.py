"""A browser for tests that inspects every page it fetches."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import sqlalchemy as sa
from flask import Flask, session
from flask_login import login_user
from sqlalchemy.engine import Engine
from werkzeug.test import TestResponse

from marketplace.accounts.sessions import open_session
from marketplace.extensions import db
from tests import reading

XHTML = reading.XHTML
MOST_QUERIES = 40
TAGS = re.compile(r"<[^>]*>")
VALUES = re.compile(r' (?:href|value|content|action|src|datetime)="[^"]*"')
BINARY = {"application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
NO_LABEL = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """A fetched page: its response, its parsed tree and its number of queries."""

    def __init__(self, response: TestResponse, queries: list[str]) -> None:
        self.response, self.queries = response, queries
        self.status: int = response.status_code
        self.text: str = response.get_data(as_text=True) if response.mimetype not in BINARY else ""
        response.get_data()
        response.close()  # as a server does when the answer has left: what waits for that is done now
        self.is_page = response.mimetype == "text/html" and bool(self.text) and not 300 <= self.status < 400
        if self.is_page:
            inspect_once(self.text)

    @cached_property
    def tree(self) -> Element | None:
        """The page as parsed; None for what is no page."""
        return reading.tree_of(self.text) if self.is_page else None

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.response.headers["Location"]

    def words(self) -> str:
        """The text people read, with single blanks."""
        assert self.is_page
        return reading.words_of(self.text)

    def fields(self) -> dict[str, str]:
        """The values of the page's main form as a browser would send them."""
        assert self.tree is not None
        main = next(self.tree.iter(f"{XHTML}main"), self.tree)
        form = next((f for f in main.iter(f"{XHTML}form") if f.get("method", "get").lower() == "post"), None)
        assert form is not None, "the page has no form to send"
        return _values(form)


def _values(form: Element) -> dict[str, str]:
    sent: dict[str, str] = {}
    for tag in form.iter():
        name = tag.get("name")
        if not name or tag.get("disabled") is not None:
            continue
        if tag.tag == f"{XHTML}select":
            options = list(tag.iter(f"{XHTML}option"))
            taken = next((o for o in options if o.get("selected") is not None), options[0] if options else None)
            sent[name] = "" if taken is None else taken.get("value", taken.text or "")
        elif tag.tag == f"{XHTML}textarea":
            sent[name] = (tag.text or "").removeprefix("\n")
        elif tag.tag == f"{XHTML}input":
            if tag.get("type") in {"checkbox", "radio"} and tag.get("checked") is None:
                continue
            if tag.get("type") not in {"submit", "file", "button"}:
                sent[name] = tag.get("value", "on" if tag.get("type") == "checkbox" else "")
    return sent


INSPECTED_VARIABLE = "LIENKET_INSPECTED"  # a folder in which all workers of a run note the shapes they have inspected
_inspected: set[str] = set()


def inspect_once(text: str) -> None:
    """Inspect the page, unless one of its shape was inspected before in this run, by whichever worker."""
    shape = shape_of(text)
    note = Path(os.environ[INSPECTED_VARIABLE], shape) if INSPECTED_VARIABLE in os.environ else None
    if shape in _inspected or (note and note.exists()):
        return
    inspect(text)
    _inspected.add(shape)
    if note:
        note.touch()


def shape_of(text: str) -> str:
    """Tags and attributes without what is filled in: pages of one shape are well formed and labelled, or none is."""
    return hashlib.sha256(VALUES.sub("", "".join(TAGS.findall(text))).encode()).hexdigest()


def inspect(text: str) -> Element:
    """Well-formed, one h1, a title, a label for each field, nothing inline; AssertionError says what is wrong."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"))
    tree: Element = parser.parse(text)
    problems = [error for error in parser.errors if error[1] != "eof-in-doctype"]
    assert not problems, f"not well formed: {problems[:3]}"
    assert len(list(tree.iter(f"{XHTML}h1"))) == 1, "a page has exactly one h1"
    title = next(tree.iter(f"{XHTML}title"), None)
    words = title.text if title is not None else None
    assert (words or "").strip(), "a page has a title"
    labelled = {label.get("for") for label in tree.iter(f"{XHTML}label")}
    for tag in (t for kind in ("input", "select", "textarea") for t in tree.iter(XHTML + kind)):
        named = tag.get("id") in labelled or tag.get("aria-label") or tag.get("aria-labelledby")
        assert tag.get("type") in NO_LABEL or named, f"no label for {tag.get('name')}"
    for tag in tree.iter():
        assert tag.get("style") is None, "no style= in markup"
        assert not any(name.startswith("on") for name in tag.keys()), "no inline handlers"  # noqa: SIM118
    assert all(s.get("src") for s in tree.iter(f"{XHTML}script")), "no inline script"
    ids = [name for name in (tag.get("id") for tag in tree.iter()) if name]
    assert len(ids) == len(set(ids)), f"ids are unique: {sorted({i for i in ids if ids.count(i) > 1})}"
    return tree


_asking: list[list[str]] = []


@sa.event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    """Listens for as long as the process lives: to begin and end with every page costs as much as a small page."""
    for queries in _asking:
        queries.append(statement)


@contextmanager
def queries_asked() -> Iterator[list[str]]:
    """The statements that any engine of this process executes meanwhile, whatever thread asks."""
    queries: list[str] = []
    _asking.append(queries)
    try:
        yield queries
    finally:
        _asking[:] = [one for one in _asking if one is not queries]


class Browser:
    """One person's browser. `submit` sends a page's own form with some fields filled in, token and all."""

    def __init__(self, app: Flask, person: int | None = None, most_queries: int = MOST_QUERIES) -> None:
        self.app, self.most_queries = app, most_queries
        self.client = app.test_client()
        if person is not None:
            self.sign_in(person)

    def sign_in(self, person: int) -> None:
        """Be this person, without the password page."""
        with self.app.test_request_context():
            from marketplace.accounts.sessions import _load

            token = open_session(person)
            db.session.commit()
            login_user(_load(token))
            kept = dict(session)
        with self.client.session_transaction() as cookie:
            cookie.update(kept)

    def get(self, path: str, status: int | None = 200, **options: Any) -> Page:
        """Fetch, inspect, and hold the page to its number of queries."""
        return self._fetch("GET", path, status, **options)

    def post(self, path: str, data: Mapping[str, Any] | None = None, status: int | None = 302, **options: Any) -> Page:
        """Send a form without having fetched its page; the token is added."""
        return self._fetch("POST", path, status, data={"csrf_token": self.token(), **(data or {})}, **options)

    def submit(self, path: str, status: int | None = 302, to: str | None = None, **changes: Any) -> Page:
        """Fetch the page, fill in its form, send it to where the form says (the page's own address by default)."""
        sent = self.get(path).fields() | {name: value for name, value in changes.items() if value is not None}
        return self._fetch("POST", to or path, status, data=sent)

    def token(self) -> str:
        """A CSRF token of this browser's session."""
        from flask_wtf.csrf import generate_csrf

        cookie = self.client.get_cookie(str(self.app.config["SESSION_COOKIE_NAME"]))
        sent = {"Cookie": f"{cookie.key}={cookie.value}"} if cookie else {}
        with self.app.test_request_context(headers=sent):
            token: str = generate_csrf()
            made = dict(session) if session.modified else None
        if made is not None:
            with self.client.session_transaction() as kept:
                kept.update(made)
        return token

    def _fetch(self, method: str, path: str, status: int | None, **options: Any) -> Page:
        with queries_asked() as queries:
            page = Page(self.client.open(path, method=method, **options), queries)
        if status is not None:
            assert page.status == status, f"{method} {path}: {page.status}, expected {status}\n{page.text[:3000]}"
        if method == "GET":
            assert len(queries) <= self.most_queries, f"{path} asked {len(queries)} queries"
        return page
