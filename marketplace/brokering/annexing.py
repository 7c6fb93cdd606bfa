"""For which annex the parties of a signed case talk: a later room, which this one does not know, says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString

from marketplace.brokering.models import Case


@dataclass(frozen=True, slots=True)
class OpenAnnex:
    """Its number in the contract, and why it was opened: the kind of reason, and the parties' own words."""

    number: int
    reason: LazyString | str
    note: str


Source = Callable[[Case], OpenAnnex | None]
_sources: list[Source] = []


def says_what_is_annexed(source: Source) -> Source:
    """Register who knows the annex that is open; None where there is none."""
    _sources.append(source)
    return source


def open_annex_of(case: Case) -> OpenAnnex | None:
    """The annex that the case's talks are about; None before a contract is signed and while none is open."""
    if case.amending_since is None:
        return None
    return next((annex for source in _sources if (annex := source(case)) is not None), None)
