"""What every oversight page begins with: the place and period in its address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.oversight.classes import shows_demonstration
from marketplace.oversight.forms import ScopeForm
from marketplace.oversight.scope import Scope


def page(
    template: str,
    facts: Callable[[Scope], dict[str, Any]],
    usual: tuple[date, date] | None = None,
    most_months: int | None = None,
    **always: Any,
) -> ResponseReturnValue:
    """The page with its facts for the scope; with a wrong field only the form, what was typed and what is wrong.

    `usual` are the days of the page where nobody says otherwise, `most_months` the longest period;
    `always` what it shows in either case.
    """
    form = ScopeForm(request.args, usual, most_months)
    scope = form.scope()
    if scope is None:
        return render_template(template, form=form, scope=None, **always), 422
    return render_template(
        template, form=form, scope=scope, demonstration=shows_demonstration(scope), **always, **facts(scope)
    )
