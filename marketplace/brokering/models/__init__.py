"""The tables of brokering."""

from marketplace.brokering.models.case import Case, CaseClosing, CaseStage, Consent, ConsentHow, Stage
from marketplace.brokering.models.terms import Acceptance, Terms, TermsPeriod

__all__ = [
    "Acceptance",
    "Case",
    "CaseClosing",
    "CaseStage",
    "Consent",
    "ConsentHow",
    "Stage",
    "Terms",
    "TermsPeriod",
]
