"""Papers of a contract: the page to print, the Word and PDF files, and the page behind the code of a print."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from flask import Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.contracts import queries
from marketplace.contracts.actions.printing import print_paper
from marketplace.contracts.documents.pdf import pdf_of
from marketplace.contracts.documents.qr import data_uri
from marketplace.contracts.documents.word import docx_of
from marketplace.contracts.models import Annex, Contract
from marketplace.contracts.paper import Paper
from marketplace.contracts.prints import (
    address_of,
    file_name,
    paper_today,
    papers_of,
    print_at,
    print_of,
    standing_of,
)
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import NotFoundError, StaleError
from marketplace.labels import lazy_gettext as _l
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits

MAKERS: dict[str, tuple[Callable[[Paper, str], bytes], str]] = {
    "pdf": (pdf_of, "application/pdf"),
    "docx": (docx_of, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}
HASH_SHOWN = 16


@bp.context_processor
def papers() -> dict[str, Any]:
    """What the pages of a contract show of its papers."""
    return {"papers_of": papers_of}


@bp.get("/contracts/<string:public_id>/paper")
@requires(Permission.CONTRACT_VIEW)
def paper(public_id: str) -> str:
    """The contract on A4, as it would be printed now."""
    return _page(queries.contract_for(viewer(), public_id), None)


@bp.get("/contracts/<string:public_id>/annexes/<string:annex_id>/paper")
@requires(Permission.CONTRACT_VIEW)
def annex_paper(public_id: str, annex_id: str) -> str:
    """An annex on A4; there is none while nothing is agreed for it."""
    contract = queries.contract_for(viewer(), public_id)
    return _page(contract, queries.annex_of(contract, annex_id))


def _page(contract: Contract, annex: Annex | None) -> str:
    """The sheet as a page; an official paper is in Vietnamese whatever the reader's language."""
    sheet = paper_today(contract, annex)
    if sheet is None:
        raise NotFoundError
    printed = print_of(sheet)
    address = address_of(printed) if printed else ""
    with force_locale("vi"):
        return render_template(
            "contracts/paper.html", paper=sheet, address=address, code=data_uri(address) if address else ""
        )


@bp.post("/contracts/<string:public_id>/prints")
@requires(Permission.CONTRACT_VIEW)
@commits
def print_contract(public_id: str) -> ResponseReturnValue:
    """Draw up the contract for printing, and lead to its file."""
    return _printed(queries.contract_for(viewer(), public_id), None)


@bp.post("/contracts/<string:public_id>/annexes/<string:annex_id>/prints")
@requires(Permission.CONTRACT_VIEW)
@commits
def print_annex(public_id: str, annex_id: str) -> ResponseReturnValue:
    """Draw up an annex for printing, and lead to its file."""
    contract = queries.contract_for(viewer(), public_id)
    return _printed(contract, queries.annex_of(contract, annex_id))


def _printed(contract: Contract, annex: Annex | None) -> ResponseReturnValue:
    made = print_paper(by=current_user.user, contract=contract, annex=annex)
    kind = request.form.get("kind", "")
    ending = kind if kind in MAKERS else "pdf"
    return redirect(url_for(".print_file", public_id=contract.public_id, print_id=made.public_id, kind=ending))


@bp.get("/contracts/<string:public_id>/prints/<string:print_id>/<string:kind>")
@requires(Permission.CONTRACT_VIEW)
def print_file(public_id: str, print_id: str, kind: str) -> Response:
    """The print as a file. One that says something else than the contract says now is not made again."""
    contract = queries.contract_for(viewer(), public_id)
    made = print_at(print_id)
    if made.contract_id != contract.id or kind not in MAKERS:
        raise NotFoundError
    sheet = paper_today(contract, made.annex)
    if sheet is None or sheet.digest != made.sha256:
        raise StaleError(_l("Nội dung đã thay đổi sau khi lập bản in này. Hãy lập bản in mới từ trang hợp đồng."))
    maker, content_type = MAKERS[kind]
    response = send_file(
        io.BytesIO(maker(sheet, address_of(made))),
        mimetype=content_type,
        as_attachment=True,
        download_name=file_name(sheet, kind),
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/prints/<string:public_id>")
@public
def printed(public_id: str) -> str:
    """What the code on a print leads to: whether it still holds, and nothing that is not on the print."""
    made = print_at(public_id)
    return render_template(
        "contracts/printed.html", made=made, standing=standing_of(made), digest=made.sha256[:HASH_SHOWN]
    )
