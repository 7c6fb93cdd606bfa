"""The tables of contracts."""

from marketplace.contracts.models.annexes import Annex, AnnexReason, AnnexStatus
from marketplace.contracts.models.contract import Contract, StateRecord, linkage_form
from marketplace.contracts.models.parties import AnnexSupplier, ContractParty, PartyRole
from marketplace.contracts.models.phases import STANDING, ContractState, Phase, phase_of
from marketplace.contracts.models.projects import LinkageDeclaration, LinkageProject, ProjectKind, ProjectMember
from marketplace.contracts.models.proof import ContractDocument, DigitalSignature, DocumentKind, Print, Signature
from marketplace.contracts.models.reported import ReportedLinkage
from marketplace.contracts.models.spans import ContractSpan

__all__ = [
    "STANDING",
    "Annex",
    "AnnexReason",
    "AnnexStatus",
    "AnnexSupplier",
    "Contract",
    "ContractDocument",
    "ContractParty",
    "ContractSpan",
    "ContractState",
    "DigitalSignature",
    "DocumentKind",
    "LinkageDeclaration",
    "LinkageProject",
    "PartyRole",
    "Phase",
    "Print",
    "ProjectKind",
    "ProjectMember",
    "ReportedLinkage",
    "Signature",
    "StateRecord",
    "linkage_form",
    "phase_of",
]
