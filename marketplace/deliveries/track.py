"""Track records: counted anew from the book whenever a fact of it changes, and who may read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Unassigned, Viewer
from marketplace.clock import now, today
from marketplace.contracts.models import Contract, ContractParty
from marketplace.deliveries.counting import Handover, Outcome, Scheduled, Tally, kept_since, outcome, tally
from marketplace.deliveries.queries import CLOSED_BOOK, contracts_sold_by, debts_of, handovers, schedules
from marketplace.extensions import db
from marketplace.organisations.merging import settles_after_mergers
from marketplace.organisations.models import Organisation, TrackRecord, TrackReply
from marketplace.organisations.queries import records_of


class RecordOf(Unassigned):
    """An organisation's record as a subject: the organisation and everybody who has a signed contract with it."""

    is_public = False

    def __init__(self, organisation_id: int) -> None:
        self.organisation_id = organisation_id

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset({self.organisation_id, *partners_of(self.organisation_id)})


def partners_of(organisation_id: int) -> set[int]:
    """The other parties of the organisation's signed contracts."""
    own = (
        sa.select(ContractParty.contract_id)
        .join(Contract, Contract.id == ContractParty.contract_id)
        .where(ContractParty.organisation_id == organisation_id, Contract.state.not_in(CLOSED_BOOK))
    )
    question = sa.select(ContractParty.organisation_id).where(ContractParty.contract_id.in_(own)).distinct()
    return set(db.session.scalars(question))


@dataclass(frozen=True, slots=True)
class Track:
    """A record as its readers see it, with the newest reply beside it."""

    record: TrackRecord | None
    reply: TrackReply | None


def track_for(viewer: Viewer, organisation_id: int) -> Track | None:
    """The organisation's record for itself, for the parties of its contracts and for brokers; None for others."""
    if not can(viewer, Permission.TRACK_VIEW) or not can(viewer, Permission.TRACK_VIEW, RecordOf(organisation_id)):
        return None
    newest = sa.select(TrackReply).filter_by(organisation_id=organisation_id).order_by(TrackReply.id.desc()).limit(1)
    record = db.session.get(TrackRecord, organisation_id)
    return Track(record, db.session.scalars(newest).first())


def outcomes(periods: Iterable[Scheduled], facts: Iterable[Handover], on: date) -> list[tuple[Scheduled, Outcome]]:
    """What became of each period by a day; `facts` hold every standing delivery of the periods' contracts."""
    by_period: defaultdict[tuple[int, int, date], list[Handover]] = defaultdict(list)
    by_contract: defaultdict[int, list[Handover]] = defaultdict(list)
    for fact in facts:
        by_period[fact.contract_id, fact.organisation_id, fact.period_start].append(fact)
        by_contract[fact.contract_id].append(fact)
    kept = {contract_id: kept_since(found) for contract_id, found in by_contract.items()}
    return [
        (one, outcome(one, by_period[one.contract_id, one.organisation_id, one.start], on, kept.get(one.contract_id)))
        for one in periods
    ]


def counted(organisation_id: int, on: date) -> Tally:
    """The organisation's counts over all its contracts by a day, in whatever of its records, from the facts alone."""
    names = records_of(organisation_id)
    contract_ids = sorted({number for name in names for number in contracts_sold_by(name)})
    facts = handovers(contract_ids)
    judged = outcomes(schedules(contract_ids, names), facts, on)
    own = [fact for fact in facts if fact.organisation_id in names]
    return tally(judged, own, [debt for name in names for debt in debts_of(name)], on)


def recount(organisation_ids: Iterable[int]) -> None:
    """Count these organisations' records anew, in the transaction of whatever changed.

    Each record is locked before its facts are read: of two that count at once the second sees what the first wrote.
    Done again, it changes nothing.
    """
    for organisation_id in sorted(set(organisation_ids)):
        record = _locked(organisation_id)
        for name, value in asdict(counted(organisation_id, today())).items():
            if getattr(record, name) != value:
                setattr(record, name, value)
        if db.session.is_modified(record):
            record.counted_at = now()
    db.session.flush()


def _locked(organisation_id: int) -> TrackRecord:
    db.session.flush()
    connection = db.session.connection()
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    fresh = insert(TrackRecord).values(organisation_id=organisation_id, counted_at=now(), **asdict(Tally()))
    connection.execute(fresh.on_conflict_do_nothing())
    question = sa.select(TrackRecord).filter_by(organisation_id=organisation_id).with_for_update()
    return db.session.scalars(question.execution_options(populate_existing=True)).one()


@settles_after_mergers
def _recount(_by: object, _merged: Organisation, successor: Organisation) -> None:
    """What was delivered in the merged name is the record of who goes on."""
    recount([successor.id])
