"""The tables of contracts."""

from marketplace.contracts.models.annexes import Annex, AnnexReason
from marketplace.contracts.models.contract import Contract, ContractState, StateRecord, linkage_form
from marketplace.contracts.models.parties import AnnexSupplier, ContractParty, PartyRole
from marketplace.contracts.models.proof import ContractDocument, DigitalSignature, DocumentKind, Print, Signature
from marketplace.contracts.models.reported import ReportedLinkage

__all__ = [
    "Annex",
    "AnnexReason",
    "AnnexSupplier",
    "Contract",
    "ContractDocument",
    "ContractParty",
    "ContractState",
    "DigitalSignature",
    "DocumentKind",
    "PartyRole",
    "Print",
    "ReportedLinkage",
    "Signature",
    "StateRecord",
    "linkage_form",
]
