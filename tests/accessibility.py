"""What axe finds on a page that stands in a browser: all its rules, best practices among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

THERE = "typeof axe !== 'undefined'"
RUN = """axe.run({resultTypes: ["violations"]}).then(
  (found) => found.violations.map(({id, nodes}) => `${id} at ${nodes.slice(0, 3).map((node) => node.target)}`)
)"""


def findings(page: Page) -> list[str]:
    """Each broken rule with the first places that break it. The script is put into a page once."""
    if not page.evaluate(THERE):
        page.evaluate(Axe().axe_script)
    found: list[str] = page.evaluate(RUN)
    return found
