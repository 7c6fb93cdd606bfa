"""Warnings against gaming the count: queries that list contracts with a sentence and its facts.

They inform the official and the second person. None blocks anything, none takes a contract out of a figure.
"""

from marketplace.oversight.integrity.findings import (
    Finding,
    counts,
    findings,
    of_contract,
    sentence,
)
from marketplace.oversight.integrity.look import Look, WarningKind

__all__ = ["Finding", "Look", "WarningKind", "counts", "findings", "of_contract", "sentence"]
