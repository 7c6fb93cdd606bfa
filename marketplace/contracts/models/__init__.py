"""The tables of contracts."""

from marketplace.contracts.models.contract import Contract, ContractState, StateRecord, linkage_form
from marketplace.contracts.models.parties import ContractParty, ContractShare, PartyRole
from marketplace.contracts.models.proof import ContractDocument, DocumentKind, Signature
from marketplace.contracts.models.reported import ReportedLinkage

__all__ = [
    "Contract",
    "ContractDocument",
    "ContractParty",
    "ContractShare",
    "ContractState",
    "DocumentKind",
    "PartyRole",
    "ReportedLinkage",
    "Signature",
    "StateRecord",
    "linkage_form",
]
