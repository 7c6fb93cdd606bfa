"""Lists of contracts, the register's fields, and what the press reported."""

from __future__ import annotations

from flask import render_template, request

from marketplace.authorization.permissions import Permission
from marketplace.contracts import queries
from marketplace.contracts.models import Phase
from marketplace.contracts.routes.blueprint import bp
from marketplace.web.guards import public, requires, viewer
from marketplace.web.pagination import PAGE_SIZE, page_number, page_of_rows

SHOWN_PHASES = (Phase.DRAFT, Phase.ACTIVE, Phase.EXPIRED)


@bp.get("/contracts")
@requires(Permission.CONTRACT_VIEW)
def index() -> str:
    """The reader's contracts, all or those in one phase."""
    page = page_number()
    phase = next((one for one in Phase if one.value == request.args.get("phase")), None)
    rows, total = queries.contracts_page(viewer(), phase=phase, page=page, size=PAGE_SIZE)
    pages = page_of_rows(rows, total, page=page)
    return render_template("contracts/index.html", pages=pages, phase=phase, phases=SHOWN_PHASES)


@bp.get("/contracts/awaiting-verification")
@requires(Permission.CONTRACT_VERIFY)
def awaiting() -> str:
    """Signed contracts that wait for this second person."""
    return render_template("contracts/awaiting.html", lines=queries.contracts_awaiting(viewer()))


@bp.get("/contracts/reported")
@public
def reported() -> str:
    """Linkages as the press told them: labelled, with source, never counted."""
    return render_template("contracts/reported.html", pages=queries.reported_linkages())


@bp.get("/contracts/<string:public_id>/registry")
@requires(Permission.ACCOUNT_USE)
def registry(public_id: str) -> str:
    """The fields of the register, without prices, for officials and parties."""
    return render_template("contracts/registry.html", contract=queries.registered_contract(viewer(), public_id))
