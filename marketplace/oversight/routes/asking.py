"""What every oversight page begins with: the place and period in its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from marketplace.oversight.forms import ScopeForm
from marketplace.oversight.scope import Scope


def page(
    template: str, facts: Callable[[Scope], dict[str, Any]], usual: dict[str, str] | None = None, **always: Any
) -> ResponseReturnValue:
    """The page with its facts for the scope; with a wrong field only the form, what was typed and what is wrong.

    `usual` is what the page asks where nobody says otherwise; `always` what it shows in either case.
    """
    form = ScopeForm(MultiDict({**(usual or {}), **{name: text for name, text in request.args.items() if text}}))
    scope = form.scope()
    if scope is None:
        return render_template(template, form=form, scope=None, **always), 422
    return render_template(template, form=form, scope=scope, **always, **facts(scope))
