"""Why a figure differs between two snapshots: organisation by organisation and contract by contract.

Pure: it is given how an organisation stood in both snapshots and what is known of it and its contracts today, and
says what made the difference. Each organisation changes numerator and denominator by one or not at all, and these
changes add up to the difference of the two figures: what no fact explains is still listed, and said to be so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from marketplace.clock import day_of
from marketplace.contracts.models import ContractState
from marketplace.indicators.reasons import Reason, Why
from marketplace.indicators.standings import Change, ContractFacts, Link, Moment, OrganisationFacts, Standing, StateRow

ENDS = frozenset(
    {
        ContractState.COMPLETED,
        ContractState.TERMINATED_BY_AGREEMENT,
        ContractState.TERMINATED_FOR_BREACH,
        ContractState.VOID,
    }
)
KINDS_OF_ORGANISATION = frozenset({"kind", "agricultural_type"})
PLACES = frozenset({"province_code", "commune_code"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an organisation adds to the difference, and why."""

    organisation: OrganisationFacts
    numerator: int
    denominator: int
    reasons: tuple[Reason, ...] = field(default_factory=tuple)


def explain(
    old: Moment,
    new: Moment,
    before: Standing,
    after: Standing,
    organisation: OrganisationFacts,
    contracts: Mapping[int, ContractFacts],
    names: Mapping[int, str] | None = None,
) -> Explanation:
    """The change of one organisation between two snapshots; `names` are those of all contracts that a merger moved.

    `names` maps a contract to the name of the merged record for which it counted before.
    """
    case = _Case(old, new, before, after, organisation, contracts, names or {})
    numerator, denominator = after.numerator - before.numerator, after.denominator - before.denominator
    return Explanation(organisation, numerator, denominator, tuple(case.reasons()))


@dataclass(frozen=True, slots=True)
class _Case:
    old: Moment
    new: Moment
    before: Standing
    after: Standing
    organisation: OrganisationFacts
    contracts: Mapping[int, ContractFacts]
    names: Mapping[int, str]

    def reasons(self) -> Iterator[Reason]:
        entered = self.after.denominator - self.before.denominator
        if entered:
            yield from list(self._entered() if entered > 0 else self._left()) or [Reason(Why.RECORD_CHANGED)]
        elif self.before.place != self.after.place and self.before.place and self.after.place:
            yield from list(self._moved()) or [Reason(Why.RECORD_CHANGED)]
        linked = self.after.numerator - self.before.numerator
        if linked > 0:
            yield from self._gained(new_below=entered > 0)
        elif linked < 0:
            yield from self._lost(gone_below=entered < 0)

    def _entered(self) -> Iterator[Reason]:
        one = self.organisation
        first = one.statuses[0] if one.statuses else None
        if first is not None and first.valid_from > self.old.day:
            yield Reason(Why.REGISTERED, day=first.valid_from)
        elif one.verified_at is not None and one.verified_at > self.old.counted_at:
            yield Reason(Why.PROFILE_VERIFIED, day=day_of(one.verified_at))
        else:
            yield from self._status(Why.STATUS_IN)
        yield from self._moved()
        yield from self._reclassified()

    def _left(self) -> Iterator[Reason]:
        one = self.organisation
        if one.merged_into is not None:
            yield Reason(Why.MERGED, day=day_of(one.merged_into.at), name=one.merged_into.name)
            return
        if one.verified_at is None:
            yield Reason(Why.PROFILE_UNVERIFIED)
        yield from self._status(Why.STATUS_OUT)
        yield from self._moved()
        yield from self._reclassified()

    def _status(self, why: Why) -> Iterator[Reason]:
        """The status that holds now, where another held, or none, as it was known then."""
        then = self.organisation.status_on(self.old.day, self.old.counted_at)
        now = self.organisation.status_on(self.new.day, self.new.counted_at)
        if now is not None and (then is None or then.status is not now.status):
            late = now.valid_from <= self.old.day
            yield Reason(why, day=now.valid_from, name=now.status.label, late=late)

    def _moved(self) -> Iterator[Reason]:
        if change := self._newest_change(PLACES):
            yield Reason(Why.MOVED, day=day_of(change.at))

    def _reclassified(self) -> Iterator[Reason]:
        if change := self._newest_change(KINDS_OF_ORGANISATION):
            yield Reason(Why.RECLASSIFIED, day=day_of(change.at))

    def _newest_change(self, fields: frozenset[str]) -> Change | None:
        """The last change of any of these fields between the two countings."""
        between = [one for one in self.organisation.changes if self.old.counted_at < one.at <= self.new.counted_at]
        touched = [one for one in between if any(_differs(one, name) for name in fields)]
        return touched[-1] if touched else None

    def _gained(self, *, new_below: bool) -> Iterator[Reason]:
        there = {link.contract_id for link in self.before.links}
        for link in self.after.links:
            if link.contract_id not in there:
                yield self._why_gained(link, new_below=new_below)
        if not self.after.links:
            yield Reason(Why.RECORD_CHANGED)

    def _why_gained(self, link: Link, *, new_below: bool) -> Reason:
        contract = self.contracts.get(link.contract_id)
        named = partial(Reason, number=link.number, contract_id=link.contract_id)
        verified = day_of(contract.verified_at) if contract and contract.verified_at else None
        if link.contract_id in self.names:
            return named(Why.TOOK_OVER, name=self.names[link.contract_id])
        if link.signed_on > self.old.day:
            return named(Why.SIGNED, day=link.signed_on, second_day=verified)
        if contract and contract.verified_at and contract.verified_at > self.old.counted_at:
            return named(Why.VERIFIED, day=link.signed_on, second_day=verified)
        if link.starts_on > self.old.day:
            return named(Why.BEGUN, day=link.starts_on, second_day=link.signed_on)
        row = contract.state_on(self.new.day) if contract else None
        if row is not None and row.valid_from > self.old.day:
            return named(Why.RESUMED, day=row.valid_from)
        return named(Why.STANDS if new_below else Why.CONTRACT_CHANGED, day=link.ends_on)

    def _lost(self, *, gone_below: bool) -> Iterator[Reason]:
        kept = {link.contract_id for link in self.after.links}
        for link in self.before.links:
            if link.contract_id not in kept:
                yield self._why_lost(link, gone_below=gone_below)
        if not self.before.links:
            yield Reason(Why.RECORD_CHANGED)

    def _why_lost(self, link: Link, *, gone_below: bool) -> Reason:
        contract = self.contracts.get(link.contract_id)
        named = partial(Reason, number=link.number, contract_id=link.contract_id)
        row = contract.state_on(self.new.day) if contract else None
        if contract is None or contract.verified_at is None or row is None:
            return named(Why.UNVERIFIED)
        if row.state in ENDS:
            return named(Why.ENDED, day=row.valid_from, name=row.state.label, late=self._late(row))
        if row.state is ContractState.SUSPENDED:
            return named(Why.SUSPENDED, day=row.valid_from, late=self._late(row))
        last = min(link.ends_on, contract.ends_on)
        if last < self.new.day:
            return named(Why.EXPIRED, day=link.ends_on if link.ends_on < self.new.day else last)
        return named(Why.STANDS if gone_below else Why.CONTRACT_CHANGED, day=link.ends_on)

    def _late(self, row: StateRow) -> bool:
        """Whether the fact lies before the old snapshot's day: it was written down after that was counted."""
        return row.valid_from <= self.old.day


def _differs(change: Change, name: str) -> bool:
    before, after = change.fields.get(name, (None, None))
    return before != after


def total(explanations: Sequence[Explanation]) -> tuple[int, int]:
    """What the explanations add up to above and below the line."""
    return sum(one.numerator for one in explanations), sum(one.denominator for one in explanations)
