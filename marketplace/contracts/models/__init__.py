"""The tables of contracts."""

from marketplace.contracts.models.annexes import Annex, AnnexReason, AnnexStatus
from marketplace.contracts.models.contract import Contract, StateRecord, linkage_form
from marketplace.contracts.models.parties import AnnexSupplier, ContractParty, PartyRole
from marketplace.contracts.models.phases import STANDING, ContractState, Phase, phase_of
from marketplace.contracts.models.proof import ContractDocument, DigitalSignature, DocumentKind, Print, Signature
from marketplace.contracts.models.reported import ReportedLinkage

__all__ = [
    "STANDING",
    "Annex",
    "AnnexReason",
    "AnnexStatus",
    "AnnexSupplier",
    "Contract",
    "ContractDocument",
    "ContractParty",
    "ContractState",
    "DigitalSignature",
    "DocumentKind",
    "PartyRole",
    "Phase",
    "Print",
    "ReportedLinkage",
    "Signature",
    "StateRecord",
    "linkage_form",
    "phase_of",
]
