"""A paper drawn up for printing: what it said is kept, so that its code can tell whether it still holds."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.contracts.actions.common import chained, lock_contract
from marketplace.contracts.documents.content import TEMPLATE
from marketplace.contracts.models import Annex, Contract, Print
from marketplace.contracts.prints import paper_today, print_of
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l


def print_paper(*, by: User, contract: Contract, annex: Annex | None = None) -> Print:
    """The print of what the contract, or its annex, says now; the same content leads to the same print.

    WrongStateError for an annex that nothing is agreed for yet.
    """
    contract = lock_contract(contract)
    authorize(by.viewer(), Permission.CONTRACT_VIEW, contract)
    paper = paper_today(contract, annex)
    if paper is None:
        raise WrongStateError(_l("Chưa có bản điều khoản nào được thống nhất cho phụ lục này."))
    known = print_of(paper)
    if known is not None:
        return known
    made = Print(
        contract=contract,
        annex=annex,
        terms_id=paper.terms.id,
        sha256=paper.digest,
        template=TEMPLATE,
        printed_by_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    chained(
        events.CONTRACT_PRINTED, contract, by=by,
        after={"sha256": paper.digest, "revision": paper.terms.number},
    )  # fmt: skip
    return made
