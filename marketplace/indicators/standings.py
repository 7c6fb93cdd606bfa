"""What is known of an organisation and its contracts when two snapshots are compared: then, and today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.contracts.models import ContractState
from marketplace.organisations.models import LegalStatus


@dataclass(frozen=True, slots=True)
class Moment:
    """A snapshot as a point in time: the day it speaks of, and when it was counted."""

    day: date
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A contract for which an organisation counted, as it stood then."""

    contract_id: int
    number: str | None
    signed_on: date
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How an organisation stood in a snapshot: 0 or 1 above and below the line; `place` None outside of it."""

    numerator: int = 0
    denominator: int = 0
    place: tuple[str | None, str | None] | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class StateRow:
    """A dated state of a contract that nobody withdrew."""

    state: ContractState
    valid_from: date


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What is known of a contract today; `states` in the order in which they were recorded."""

    contract_id: int
    public_id: str
    number: str | None
    verified_at: datetime | None
    ends_on: date
    states: tuple[StateRow, ...]

    def state_on(self, day: date) -> StateRow | None:
        """The last state not after a day."""
        known = [row for row in self.states if row.valid_from <= day]
        return max(known, key=lambda row: row.valid_from) if known else None


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A dated legal status, and when it was written down."""

    status: LegalStatus
    valid_from: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a profile: before and after by field."""

    at: datetime
    fields: Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Merger:
    """Another record that this one went into or took over."""

    organisation_id: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """What is known of an organisation today; statuses in the order of their days."""

    organisation_id: int
    public_id: str
    name: str
    verified_at: datetime | None
    statuses: tuple[StatusRow, ...] = ()
    changes: tuple[Change, ...] = ()
    merged_into: Merger | None = None
    took_over: tuple[Merger, ...] = ()

    def status_on(self, day: date, known_at: datetime | None = None) -> StatusRow | None:
        """The last status not after a day, as far as it was written down by an instant."""
        rows = [row for row in self.statuses if known_at is None or row.recorded_at <= known_at]
        return next((row for row in reversed(rows) if row.valid_from <= day), None)
