"""The pages: index, funnel, balance, state-owned enterprises, classification, quality, integrity, one contract."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.contracts.queries import registered_contract
from marketplace.oversight import balance, classes, funnel, headlines, integrity, lists, state_owned
from marketplace.oversight.limits import limits
from marketplace.oversight.routes.asking import page
from marketplace.oversight.routes.blueprint import bp
from marketplace.oversight.scope import Scope
from marketplace.oversight.tables import Table
from marketplace.web.guards import requires, viewer


@bp.get("")
@requires(Permission.OVERSIGHT_VIEW)
def index() -> ResponseReturnValue:
    """Every page with what it says first."""
    return page("oversight/index.html", lambda scope: {"headlines": headlines.of(viewer(), scope)})


@bp.get("/funnel")
@requires(Permission.OVERSIGHT_VIEW)
def show_funnel() -> ResponseReturnValue:
    """From the need to the first delivery."""

    def facts(scope: Scope) -> dict[str, Any]:
        return {"whole": funnel.whole(scope), "tables": _filled(lists.FUNNEL, scope), "waiting": lists.WAITING}

    return page("oversight/funnel.html", facts)


@bp.get("/balance")
@requires(Permission.OVERSIGHT_VIEW)
def show_balance() -> ResponseReturnValue:
    """Products by month, with gaps; the months to come unless others are asked for."""

    def facts(scope: Scope) -> dict[str, Any]:
        sheets = balance.sheets(balance.lines(scope))
        return {"sheets": sheets, "table": lists.BALANCE, "least": limits().balanced_kg}

    return page("oversight/balance.html", facts, balance.coming(today()), balance.MOST_MONTHS)


@bp.get("/state-owned")
@requires(Permission.OVERSIGHT_VIEW)
def show_state_owned() -> ResponseReturnValue:
    """What state-owned enterprises asked for and got."""

    def facts(scope: Scope) -> dict[str, Any]:
        return {"whole": state_owned.whole(scope), "tables": _filled(lists.STATE_OWNED, scope)}

    return page("oversight/state_owned.html", facts)


@bp.get("/classification")
@requires(Permission.OVERSIGHT_VIEW)
def show_classification() -> ResponseReturnValue:
    """Ratings, recognitions, foundations, papers and coverage, with the indicators that count them."""

    def facts(scope: Scope) -> dict[str, Any]:
        return {
            "figures": classes.figures(scope),
            "asked": {"day": scope.until.isoformat(), "province": scope.province_code or ""},
            "tables": _filled([*lists.GRADES, *lists.COUNTS], scope),
            "further": [*lists.RECOGNISED, lists.UNCOVERED],
        }

    return page("oversight/classification.html", facts)


@bp.get("/quality")
@requires(Permission.OVERSIGHT_VIEW)
def show_quality() -> ResponseReturnValue:
    """The lists of records that want a second look, each with its number."""
    return page("oversight/quality.html", lambda scope: {"counted": headlines.sizes(lists.QUALITY, viewer(), scope)})


@bp.get("/integrity")
@requires(Permission.OVERSIGHT_VIEW)
def show_integrity() -> ResponseReturnValue:
    """The kinds of warnings, each with how many contracts it names."""

    def facts(scope: Scope) -> dict[str, Any]:
        counts = integrity.counts(viewer(), scope)
        return {"counted": [(lists.TABLES[kind.value], count) for kind, count in counts.items()]}

    return page("oversight/integrity.html", facts)


@bp.get("/contracts/<string:public_id>")
@requires(Permission.OVERSIGHT_VIEW)
def contract(public_id: str) -> str:
    """One verified contract with every warning about it."""
    found = registered_contract(viewer(), public_id)
    return render_template(
        "oversight/contract.html",
        contract=found,
        findings=integrity.of_contract(viewer(), found.id),
        kinds=integrity.WarningKind,
        sentence=integrity.sentence,
    )


def _filled(tables: list[Table], scope: Scope) -> list[tuple[Table, list[Any]]]:
    return [(table, list(table.rows(viewer(), scope))) for table in tables]
