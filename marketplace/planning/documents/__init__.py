"""The summary of a plan on one page of A4."""

from marketplace.planning.documents.paper import plan_pdf

__all__ = ["plan_pdf"]
