"""Every write of contracts: drafting, parties, proof of signing, verification, annexes, renewal, life cycle."""

from marketplace.contracts.actions.annex_parties import (
    join_by_annex,
    joinable,
    keep_as_it_was,
    leavable,
    leave_by_annex,
)
from marketplace.contracts.actions.annexes import drop_annex, open_annex
from marketplace.contracts.actions.drafting import change_details, draft_contract
from marketplace.contracts.actions.lifecycle import change_state
from marketplace.contracts.actions.merging import signed_in_its_name
from marketplace.contracts.actions.parties import (
    FROM_THE_CASE,
    Signer,
    add_party,
    add_supplier,
    remove_party,
    remove_supplier,
    supplied_parties,
)
from marketplace.contracts.actions.proof import add_document, confirm_signing, withdraw_document, withdrawable
from marketplace.contracts.actions.renewal import renew_contract, years_on
from marketplace.contracts.actions.verification import (
    CHECKS,
    refuse_annex,
    refuse_verification,
    verify_annex,
    verify_contract,
)

__all__ = [
    "CHECKS",
    "FROM_THE_CASE",
    "Signer",
    "add_document",
    "add_party",
    "add_supplier",
    "change_details",
    "change_state",
    "confirm_signing",
    "draft_contract",
    "drop_annex",
    "join_by_annex",
    "joinable",
    "keep_as_it_was",
    "leavable",
    "leave_by_annex",
    "open_annex",
    "refuse_annex",
    "refuse_verification",
    "remove_party",
    "remove_supplier",
    "renew_contract",
    "signed_in_its_name",
    "supplied_parties",
    "verify_annex",
    "verify_contract",
    "withdraw_document",
    "withdrawable",
    "years_on",
]
