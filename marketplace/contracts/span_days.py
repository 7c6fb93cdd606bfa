"""From the dated facts of one contract to the days on which it stands: a pure function, without a database."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from marketplace.contracts.models import ContractState

COUNTED_STATES = frozenset({ContractState.SIGNED, ContractState.RENEGOTIATING})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A text of terms by its number, with both ends of its term."""

    terms_id: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides. `states`: (from, state), the last of equal days holds; `changes`: what each verified annex made
    the terms, and since when, by number of the annex: from a day on the one with the highest number holds.
    """

    signed_on: date
    first: Term
    states: Sequence[tuple[date, ContractState]]
    changes: Sequence[tuple[date, Term]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both included, of one text of terms."""

    starts_on: date
    ends_on: date
    terms_id: int


def stretches(facts: Facts) -> list[Stretch]:
    """The days on which the contract is signed, in term and in a counted state; in order, never overlapping."""
    turns = {facts.signed_on, *(day for day, _ in facts.states), *(day for day, _ in facts.changes)}
    days = sorted(day for day in turns if day >= facts.signed_on)
    found: list[Stretch] = []
    for start, after in pairwise([*days, date.max]):
        stretch = _clipped(facts, start, after - ONE_DAY)
        if stretch is None:
            continue
        before = found[-1] if found else None
        if before and before.terms_id == stretch.terms_id and before.ends_on + ONE_DAY == stretch.starts_on:
            found[-1] = Stretch(before.starts_on, stretch.ends_on, stretch.terms_id)
        else:
            found.append(stretch)
    return found


def full_months(first: date, last: date) -> int:
    """How many full months a term has, both ends included.

    A month without the day of the beginning lends its own last day: 29/02/2024 to 27/02/2027 is 36 months.
    """
    after = last + ONE_DAY if last < date.max else last
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if after.day >= min(first.day, monthrange(after.year, after.month)[1]) else months - 1


def _clipped(facts: Facts, start: date, end: date) -> Stretch | None:
    if _state_on(facts, start) not in COUNTED_STATES:
        return None
    term = _term_on(facts, start)
    first, last = max(start, term.starts_on), min(end, term.ends_on)
    return Stretch(first, last, term.terms_id) if first <= last else None


def _state_on(facts: Facts, day: date) -> ContractState | None:
    held: Iterator[tuple[date, ContractState]] = ((since, state) for since, state in facts.states if since <= day)
    last: tuple[date, ContractState] | None = None
    for since, state in held:
        if last is None or since >= last[0]:
            last = since, state
    return last[1] if last else None


def _term_on(facts: Facts, day: date) -> Term:
    changed = [term for since, term in facts.changes if since <= day]
    return changed[-1] if changed else facts.first
