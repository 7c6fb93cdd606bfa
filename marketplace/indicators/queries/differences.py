"""Two snapshots of one place beside each other: each figure, and what is known of every organisation that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.contracts.models import Contract, StateRecord
from marketplace.extensions import db
from marketplace.indicators.comparing import Explanation, explain
from marketplace.indicators.definitions import Definition, Denominator
from marketplace.indicators.freezing import LINKED
from marketplace.indicators.models import Snapshot, SnapshotLink, SnapshotRow
from marketplace.indicators.queries.snapshots import FrozenFigure, figures_of
from marketplace.indicators.standings import (
    Change,
    ContractFacts,
    Link,
    Merger,
    Moment,
    OrganisationFacts,
    Standing,
    StateRow,
    StatusRow,
)
from marketplace.organisations.models import Organisation, StatusRecord


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One figure in both snapshots; None where one of them has it not."""

    before: FrozenFigure | None
    after: FrozenFigure | None

    @property
    def figure(self) -> FrozenFigure:
        """The newer of the two."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - made of at least one
        return found

    @property
    def difference(self) -> Decimal | None:
        """Of the values, in the indicator's unit (percentage points for percent)."""
        if self.before is None or self.after is None:
            return None
        old, new = self.before.figure.value, self.after.figure.value
        return None if old is None or new is None else new - old

    @property
    def redefined(self) -> bool:
        """Whether the definition changed in between: the two numbers do not mean the same."""
        return self.before is not None and self.after is not None and self.before.version != self.after.version


@dataclass(frozen=True, slots=True)
class Movements:
    """How many organisations came and went above and below the line of I1."""

    linked: int
    unlinked: int
    entered: int
    left: int


def in_order(one: Snapshot, other: Snapshot) -> tuple[Snapshot, Snapshot]:
    """The older and the newer of two counted snapshots: by their last day, then by when they were counted."""
    first, second = sorted((one, other), key=lambda snapshot: (snapshot.ends_on, snapshot.counted_at, snapshot.id))
    return first, second


def compared(old: Snapshot, new: Snapshot) -> list[ComparedFigure]:
    """Every figure of the whole place in both, in the newer one's order."""
    before, after = ({one.key: one for one in figures_of(snapshot)} for snapshot in (old, new))
    return [ComparedFigure(before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]


def movements(old: Snapshot, new: Snapshot) -> Movements:
    """How many organisations changed sides, in one query."""
    changes = _changes(old, new).subquery()
    above, below = changes.c.numerator, changes.c.denominator
    counts = [sa.func.count(sa.case((side, 1))) for side in (above > 0, above < 0, below > 0, below < 0)]
    row: Sequence[int] = db.session.execute(sa.select(*counts)).one()
    return Movements(*row)


def changed(old: Snapshot, new: Snapshot) -> sa.Select[int]:
    """The numbers of organisations that changed, those that gained or lost a linkage first."""
    found = _changes(old, new).subquery()
    named = sa.select(found.c.subject_id).join(Organisation, Organisation.id == found.c.subject_id)
    return named.order_by(found.c.numerator.desc(), found.c.denominator.desc(), Organisation.folded, Organisation.id)


def explanations(old: Snapshot, new: Snapshot, organisation_ids: Sequence[int]) -> list[Explanation]:
    """Why each of these organisations changed, in their order; ten queries however many they are."""
    ids = list(organisation_ids)
    mergers = _mergers(ids)
    both = [*ids, *(other.organisation_id for others in mergers.values() for other in others)]
    before, after = _standings(old, both), _standings(new, both)
    contracts = _contracts({link.contract_id for one in (*before.values(), *after.values()) for link in one.links})
    facts = _organisations(ids, mergers, old, new)
    moments = [Moment(snapshot.ends_on, snapshot.counted_at) for snapshot in (old, new) if snapshot.counted_at]
    return [
        explain(
            moments[0], moments[1], before.get(one, Standing()), after.get(one, Standing()), facts[one], contracts,
            {link.contract_id: other.name for other in facts[one].took_over
             for link in before.get(other.organisation_id, Standing()).links},
        )
        for one in ids
    ]  # fmt: skip


def registered(found: Sequence[Explanation]) -> dict[int, str]:
    """Public ids of the verified contracts that reasons name: their fields of the register can be opened."""
    named = {reason.contract_id for one in found for reason in one.reasons} - {None}
    asked = sa.select(Contract.id, Contract.public_id).where(Contract.id.in_(named), Contract.verified_at.is_not(None))
    return dict(db.session.execute(asked).all()) if named else {}


def _changes(old: Snapshot, new: Snapshot) -> sa.Select[int, Decimal, Decimal]:
    """(organisation, change above, change below the line), of those that changed or stand elsewhere."""
    row = SnapshotRow
    sign = sa.case((row.snapshot_id == new.id, 1), else_=-1)
    above, below = sa.func.sum(sign * row.numerator), sa.func.sum(sign * row.denominator)
    place = sa.func.coalesce(row.commune_code, row.province_code, "")
    return (
        sa.select(row.subject_id, above.label("numerator"), below.label("denominator"))
        .where(row.snapshot_id.in_([old.id, new.id]), *_usual())
        .group_by(row.subject_id)
        .having(sa.or_(above != 0, below != 0, sa.func.min(place) != sa.func.max(place)))
    )


def _usual() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        SnapshotRow.indicator == LINKED,
        SnapshotRow.definition == Definition.L1.value,
        SnapshotRow.denominator_choice == Denominator.D1.value,
    )


def _standings(snapshot: Snapshot, ids: Sequence[int]) -> dict[int, Standing]:
    kept = sa.select(SnapshotLink).where(SnapshotLink.snapshot_id == snapshot.id, SnapshotLink.organisation_id.in_(ids))
    links: dict[int, list[Link]] = {}
    for one in db.session.scalars(kept.order_by(SnapshotLink.signed_on, SnapshotLink.contract_id)):
        link = Link(one.contract_id, one.number, one.signed_on, one.starts_on, one.ends_on)
        links.setdefault(one.organisation_id, []).append(link)
    rows = sa.select(SnapshotRow).where(
        SnapshotRow.snapshot_id == snapshot.id, SnapshotRow.subject_id.in_(ids), *_usual()
    )
    return {
        row.subject_id: Standing(
            int(row.numerator), int(row.denominator), (row.province_code, row.commune_code),
            tuple(links.get(row.subject_id, ())) if row.numerator else (),
        )
        for row in db.session.scalars(rows)
    }  # fmt: skip


def _contracts(ids: Iterable[int]) -> dict[int, ContractFacts]:
    wanted = list(ids)
    rows: dict[int, list[StateRow]] = {}
    states = sa.select(StateRecord.contract_id, StateRecord.state, StateRecord.valid_from).where(
        StateRecord.contract_id.in_(wanted), StateRecord.withdrawn_at.is_(None)
    )
    for contract_id, state, valid_from in db.session.execute(states.order_by(StateRecord.id)):
        rows.setdefault(contract_id, []).append(StateRow(state, valid_from))
    columns = Contract.id, Contract.public_id, Contract.number, Contract.verified_at, Contract.effective_to
    found = db.session.execute(sa.select(*columns).where(Contract.id.in_(wanted)))
    return {one[0]: ContractFacts(*one, states=tuple(rows.get(one[0], ()))) for one in found}


def _mergers(ids: Sequence[int]) -> dict[int, list[Merger]]:
    """What each of these took over, by organisation."""
    columns = Organisation.merged_into_id, Organisation.id, Organisation.name, Organisation.merged_at
    found: dict[int, list[Merger]] = {}
    for into, one, name, at in db.session.execute(sa.select(*columns).where(Organisation.merged_into_id.in_(ids))):
        if into is not None and at is not None:
            found.setdefault(into, []).append(Merger(one, name, at))
    return found


def _organisations(
    ids: Sequence[int], took_over: dict[int, list[Merger]], old: Snapshot, new: Snapshot
) -> dict[int, OrganisationFacts]:
    statuses, changes = _statuses(ids), _profile_changes(ids, old, new)
    into = aliased(Organisation)
    columns = Organisation.id, Organisation.public_id, Organisation.name, Organisation.verified_at
    asked = sa.select(*columns, Organisation.merged_at, into.id, into.name).outerjoin(
        into, into.id == Organisation.merged_into_id
    )
    made = {}
    for one, public_id, name, verified_at, merged_at, other, other_name in db.session.execute(
        asked.where(Organisation.id.in_(ids))
    ):
        merger = Merger(other, other_name, merged_at) if merged_at is not None else None
        made[one] = OrganisationFacts(
            one, public_id, name, verified_at, tuple(statuses.get(one, ())), tuple(changes.get(one, ())),
            merger, tuple(took_over.get(one, ())),
        )  # fmt: skip
    return made


def _statuses(ids: Sequence[int]) -> dict[int, list[StatusRow]]:
    row = StatusRecord
    asked = sa.select(row.organisation_id, row.status, row.valid_from, row.recorded_at)
    found: dict[int, list[StatusRow]] = {}
    asked = asked.where(row.organisation_id.in_(ids)).order_by(row.valid_from, row.id)
    for one, status, valid_from, recorded_at in db.session.execute(asked):
        found.setdefault(one, []).append(StatusRow(status, valid_from, recorded_at))
    return found


def _profile_changes(ids: Sequence[int], old: Snapshot, new: Snapshot) -> dict[int, list[Change]]:
    """Changes of profiles between the two countings, from their history."""
    asked = sa.select(AuditEvent.subject_id, AuditEvent.at, AuditEvent.data).where(
        AuditEvent.subject_kind == Organisation.__tablename__, AuditEvent.subject_id.in_(ids),
        AuditEvent.name.in_([events.ORGANISATION_CHANGED, events.ORGANISATION_TOOK_OVER]),
        AuditEvent.at > old.counted_at, AuditEvent.at <= new.counted_at,
    )  # fmt: skip
    found: dict[int, list[Change]] = {}
    for one, at, data in db.session.execute(asked.order_by(AuditEvent.id)):
        found.setdefault(one, []).append(Change(at, _before_and_after(data)))
    return found


def _before_and_after(data: dict[str, Any]) -> dict[str, tuple[str | None, str | None]]:
    before, after = data.get("before") or {}, data.get("after") or {}
    return {name: (before.get(name), value) for name, value in after.items()}
