"""Kinds of certificates: their names, which one is as good as which, which only lets another be supposed.

A stand-in (a market served that asks for the paper, a paper that usually comes with it) counts in the score and opens
the hard rule, since it makes the paper likely; but nobody has shown the paper, so sentences, gaps and filters never
take it for one that is held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from matching.catalogue import rows


@dataclass(frozen=True, slots=True)
class PaperKind:
    """`accepted` are other kinds as good as it; `stands_in` kinds (or market:…) that only let it be supposed.

    `buyers_own`: no, yes, or plant.
    """

    code: str
    name_vi: str
    name_en: str
    accepted: frozenset[str]
    stands_in: frozenset[str]
    buyers_own: str
    words: tuple[str, ...]


@cache
def paper_kinds() -> dict[str, PaperKind]:
    """All kinds by code, in the order of the table."""
    return {
        row["code"]: PaperKind(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            accepted=frozenset(filter(None, row["accepted"].split("|"))),
            stands_in=frozenset(filter(None, row["stands_in"].split("|"))),
            buyers_own=row["buyers_own"],
            words=tuple(filter(None, row["words"].split("|"))),
        )
        for row in rows("papers.csv")
    }


@lru_cache(maxsize=1024)
def answers_for(asked: str) -> frozenset[str]:
    """Kinds that count for a wish, stand-ins among them. `asked` may hold alternatives parted by a bar."""
    return shows(asked) | _of_each(asked, "stands_in")


@lru_cache(maxsize=1024)
def shows(asked: str) -> frozenset[str]:
    """Kinds that meet a wish beyond doubt: any of its alternatives, or one as good."""
    return frozenset(asked.split("|")) | _of_each(asked, "accepted")


def stand_ins(asked: str, held: Iterable[str]) -> tuple[str, ...]:
    """Those of `held` (kinds of papers and market:…) that let a wish be supposed without meeting it."""
    return tuple(sorted(_of_each(asked, "stands_in").difference(shows(asked)).intersection(held)))


def _of_each(asked: str, what: str) -> frozenset[str]:
    known = paper_kinds()
    return frozenset(one for kind in asked.split("|") if kind in known for one in getattr(known[kind], what))


def paper_name(asked: str, lang: str) -> str:
    """The name of a kind, or of alternatives joined by "or", in Vietnamese or English."""
    known = paper_kinds()
    names = [getattr(known[kind], f"name_{lang}") if kind in known else kind for kind in asked.split("|")]
    return (" hoặc " if lang == "vi" else " or ").join(names)
