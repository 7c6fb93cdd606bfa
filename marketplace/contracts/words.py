"""The history's words for what happens to a contract."""

from marketplace.audit.words import name_values
from marketplace.contracts.models import ContractState, DocumentKind, PartyRole

name_values("state", ContractState)
name_values("kind", DocumentKind)
name_values("role", PartyRole)
