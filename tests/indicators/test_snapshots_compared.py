"""Closed periods beside each other: which overlap, why they differ, what the last one keeps, who reads which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.contracts.models import ContractState, StateRecord
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.indicators.actions.snapshots import (
    approve_snapshot,
)
from marketplace.indicators.comparing import total
from marketplace.indicators.models import (
    PeriodKind,
    SnapshotLink,
)
from marketplace.indicators.queries import differences
from marketplace.indicators.queries import snapshots as queries
from marketplace.indicators.reasons import Why
from marketplace.organisations.actions import change_organisation
from marketplace.organisations.merging import merge
from marketplace.organisations.models import Organisation
from tests.cast import Cast, user
from tests.factories.contracts_by_hand import Deal, contract
from tests.indicators.closing import ELSEWHERE, HALF_2026, YEAR_2025, closed, official


@pytest.mark.usefixtures("of_one_figure")
def test_overlapping_periods_are_named(named: dict[str, Organisation], cast: Cast) -> None:
    first = closed(cast, YEAR_2025)
    year = closed(
        cast, replace(YEAR_2025, period=PeriodKind.YEAR, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    )
    after = closed(cast, replace(HALF_2026, starts_on=date(2026, 1, 1)))
    assert list(queries.overlapping(first)) == [year]
    assert list(queries.overlapping(after)) == []


@pytest.mark.usefixtures("of_one_figure")
def test_the_difference_is_explained_contract_by_contract(named: dict[str, Organisation], cast: Cast) -> None:
    """b expired, c was ended, d signed, the cast's HTX Bình Minh went to another place; the rest stands."""
    old = closed(cast, YEAR_2025, official())
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    signed = Deal(named["d"], buyer, starts=date(2026, 2, 1), signed=date(2026, 1, 15))
    contract(signed, entered_by=cast.binh, verified_by=cast.quan)
    broken = db.session.scalars(sa.select(SnapshotLink.contract_id).filter_by(organisation_id=named["c"].id)).one()
    ended = {"state": ContractState.TERMINATED_FOR_BREACH, "valid_from": date(2026, 4, 1)}
    db.session.add(StateRecord(contract_id=broken, recorded_by_id=cast.binh, **ended))
    mover = db.session.get_one(Organisation, cast.binh_minh)
    change_organisation(by=user(cast.binh), organisation=mover, province_code=ELSEWHERE)
    mover.verified_at, mover.verified_by_id = mover.created_at, cast.quan  # checked again after the move
    db.session.flush()
    new = closed(cast, HALF_2026)
    found = differences.explanations(old, new, db.session.scalars(differences.changed(old, new)).all())
    said = {one.organisation.name: [reason.why for reason in one.reasons] for one in found}
    assert said == {
        "HTX d": [Why.SIGNED], "HTX b": [Why.EXPIRED], "HTX c": [Why.ENDED], "Hợp tác xã Bình Minh": [Why.MOVED],
    }  # fmt: skip
    before, after = (queries.figures_of(snapshot)[0].figure for snapshot in (old, new))
    assert after.denominator is not None
    assert before.denominator is not None
    assert total(found) == (after.numerator - before.numerator, after.denominator - before.denominator) == (-1, -1)
    assert differences.movements(old, new) == differences.Movements(linked=1, unlinked=2, entered=0, left=1)
    assert set(differences.registered(found)) == {
        reason.contract_id for one in found for reason in one.reasons if reason.contract_id
    }


@pytest.mark.usefixtures("of_one_figure")
def test_a_merged_record_is_explained_by_its_successor(named: dict[str, Organisation], cast: Cast) -> None:
    """d takes over what a had: linked anew with a's contract, while a is gone."""
    old = closed(cast, YEAR_2025, official())
    merge(by=user(cast.binh), merged=named["a"], successor=named["d"], reason="Trùng")
    new = closed(cast, HALF_2026)
    found = differences.explanations(old, new, db.session.scalars(differences.changed(old, new)).all())
    said = {one.organisation.name: (one.numerator, one.denominator, [r.why for r in one.reasons]) for one in found}
    assert said["HTX d"] == (1, 0, [Why.TOOK_OVER])
    assert said["HTX a"][:2] == (-1, -1)
    assert said["HTX a"][2][0] is Why.MERGED


@pytest.mark.usefixtures("of_one_figure")
def test_who_reads_what(named: dict[str, Organisation], cast: Cast) -> None:
    stranger, thu = User().viewer(), user(cast.thu).viewer()
    snapshot = closed(cast, YEAR_2025)
    assert queries.snapshot_for(thu, snapshot.public_id) is snapshot
    with pytest.raises(NotFoundError):
        queries.snapshot_for(stranger, snapshot.public_id)
    approve_snapshot(by=official(), snapshot=snapshot)
    assert queries.snapshot_for(stranger, snapshot.public_id) is snapshot
    with pytest.raises(NotFoundError):
        queries.rows_of(stranger, snapshot, "I1", "L1", "D1")
