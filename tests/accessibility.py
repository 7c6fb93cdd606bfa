"""What axe finds on a page that stands in a browser: all its rules, best practices among them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

from tests.client import shape_of

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

THERE = "typeof axe !== 'undefined'"
COLOURS = """
(() => {
  const Color = axe.commons.color.Color, read = Color.prototype.parseString, known = new Map();
  Color.prototype.parseString = function (text) {
    if (!known.has(text)) {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
})();
"""
"""A page has a dozen colours, which axe takes apart thousands of times: a fifth of what a page costs."""
CONTRAST = "color-contrast"
RUN = """async ({rule, selector}) => {
  axe.configure({rules: [{id: rule, selector}]});
  const {violations} = await axe.run({resultTypes: ["violations"]});
  return violations.map(({id, nodes}) => `${id} at ${nodes.slice(0, 3).map((node) => node.target)}`);
}"""
FRAME = (
    """[window.innerWidth, document.documentElement.outerHTML.replace(document.querySelector("main").outerHTML, "")]"""
)
_frames: set[tuple[int, str]] = set()


@cache
def script() -> str:
    """All of axe."""
    return str(Axe().axe_script) + COLOURS


def bring(context: BrowserContext) -> None:
    """Have axe in each page of a window from its beginning: half a megabyte is sent once, not for every page."""
    context.add_init_script(script())


def findings(page: Page) -> list[str]:
    """Each broken rule with the first places that break it. The script is put into a page once.

    All rules look at the whole page. Contrast alone, more than half of the work, is not measured again in a frame
    (head, masthead, footer) of exactly this shape and width in which it was found good.
    """
    if not page.evaluate(THERE):
        page.evaluate(script())
    width, around = page.evaluate(FRAME)
    frame = (int(width), shape_of(around))
    known = frame in _frames
    found: list[str] = page.evaluate(RUN, {"rule": CONTRAST, "selector": "main, main *" if known else "*"})
    if not found:
        _frames.add(frame)
    return found
