"""Who counts by a contract: the one place that says so, for figures, rows, snapshots and explanations alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.contracts.models import AnnexSupplier, ContractParty, PartyRole
from marketplace.indicators.engine.moments import Day


def counted_sides(
    day: date | Day,
    contracts: sa.Select[Any] | None = None,
    organisation_ids: Collection[int] | sa.Select[Any] | None = None,
) -> sa.CompoundSelect[Any]:
    """(organisation_id, contract_id, is_party): 1 for every party of the day but witnesses, 0 for a supplier that a
    union names in the contract's annex; who is both stands twice. An annex may have brought a party in, or let it go.

    `contracts`: of which ones, as a SELECT of their ids; `organisation_ids`: of whom. All where nothing is said.
    """
    party, named = ContractParty, AnnexSupplier
    parties = sa.select(party.organisation_id, party.contract_id, sa.literal(1).label("is_party"))
    suppliers = sa.select(named.organisation_id, named.contract_id, sa.literal(0))
    return sa.union_all(
        parties.where(
            party.role != PartyRole.WITNESS, party.counts_on(day), *_narrowed(party, contracts, organisation_ids)
        ),
        suppliers.where(named.organisation_id.is_not(None), *_narrowed(named, contracts, organisation_ids)),
    )


def _narrowed(
    side: Any, contracts: sa.Select[Any] | None, organisation_ids: Collection[int] | sa.Select[Any] | None
) -> list[sa.ColumnElement[bool]]:
    found = [] if contracts is None else [side.contract_id.in_(contracts)]
    return found if organisation_ids is None else [*found, side.organisation_id.in_(organisation_ids)]
