"""Every write of contracts: drafting, parties, proof of signing, verification, life cycle."""

from marketplace.contracts.actions.drafting import Signer, add_party, change_details, draft_contract, remove_party
from marketplace.contracts.actions.lifecycle import change_state
from marketplace.contracts.actions.proof import add_document, confirm_signing, withdraw_document
from marketplace.contracts.actions.verification import CHECKS, refuse_verification, verify_contract

__all__ = [
    "CHECKS",
    "Signer",
    "add_document",
    "add_party",
    "change_details",
    "change_state",
    "confirm_signing",
    "draft_contract",
    "refuse_verification",
    "remove_party",
    "verify_contract",
    "withdraw_document",
]
