"""Reading a page that is well formed: its words and its elements, without the care that a page unseen takes.

html5lib, which knows how a browser mends what is broken, reads the first page of each shape (`tests/client.py`).
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

XHTML, SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
BODY = re.compile(r"<body\b[^>]*>(.*)</body>", re.DOTALL)
MARKUP = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def words_of(page: str) -> str:
    """The text of a page's body that people read, with single blanks."""
    body = BODY.search(page)
    assert body is not None, "the page has no body"
    return " ".join(unescape(MARKUP.sub(" ", body[1])).split())


def tree_of(page: str) -> Element:
    """The elements of a page, each in the namespace that HTML gives it; AssertionError where an end is left out."""
    reader = _Reader()
    reader.feed(page.replace("\r\n", "\n"))
    reader.close()
    assert not reader.open, f"left open: {reader.open}"
    return reader.builder.close()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.builder, self.open, self.namespace = TreeBuilder(), list[str](), XHTML

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self.namespace = SVG
        self.builder.start(self.namespace + tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(self.namespace + tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(self.namespace + tag, {name: value or "" for name, value in attrs})
        self.builder.end(self.namespace + tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> ends what it did not begin"
        self.builder.end(self.namespace + tag)
        if tag == "svg":
            self.namespace = XHTML

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)
