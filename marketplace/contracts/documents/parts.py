"""The pieces that every paper is made of: plain words, the same for the page, the Word file and the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """A named term in words. Empty and `needed`: a visible blank, to be filled before signing."""

    label: str
    value: str
    needed: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether it stands as a blank."""
        return self.needed and not self.value


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words. Columns, counted from zero: `numeric` ones stand to the right, `narrow` ones do not wrap."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    narrow: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A "Điều": its title without the number, its clauses, tables and whole sentences."""

    title: str
    clauses: Sequence[Clause] = ()
    tables: Sequence[Table] = ()
    sentences: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was agreed that it could say."""
        return not (self.clauses or self.tables or self.sentences)


def said(*clauses: Clause) -> tuple[Clause, ...]:
    """The clauses that say something or wait as a blank; what nobody agreed and nothing needs is left out."""
    return tuple(clause for clause in clauses if clause.value or clause.needed)
