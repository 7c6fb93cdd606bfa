"""What the second person is told of a contract on its verification page."""

from __future__ import annotations

from flask_babel import LazyString

from marketplace.authorization.viewer import Viewer
from marketplace.contracts.checking import adds_to_check
from marketplace.contracts.models import Contract
from marketplace.oversight.integrity import of_contract, sentence


@adds_to_check
def warnings(contract: Contract, viewer: Viewer) -> list[LazyString]:
    """Every warning about the contract as it stands, in one query."""
    return [sentence(finding) for finding in of_contract(viewer, contract.id)]
