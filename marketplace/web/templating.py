"""How templates are rendered."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class Templates(Environment):
    """Jinja's environment, in which all templates share the very same globals.

    Jinja gives each template a chain of mappings, for globals of its own. We have none, and a chain is walked name by
    name at every import and every rendering.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals
