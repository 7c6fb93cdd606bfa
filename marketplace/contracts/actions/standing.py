"""Which revision a contract is: its term, goods and stages follow the terms it stands on."""

from __future__ import annotations

from marketplace.brokering.models import Terms
from marketplace.contracts.models import Contract, linkage_form


def stand_on(contract: Contract, terms: Terms) -> None:
    """The contract is this revision from now on: its term, goods and stages, for lists and the register, follow."""
    contract.terms, contract.terms_id = terms, terms.id
    contract.commodity_code = terms.commodity_code
    contract.effective_from, contract.effective_to = terms.effective_from, terms.effective_to
    contract.stage_inputs, contract.stage_production = terms.stage_inputs, terms.stage_production
    contract.stage_processing = terms.stage_processing
    contract.linkage_form = linkage_form(
        inputs=terms.stage_inputs, production=terms.stage_production, processing=terms.stage_processing
    )
