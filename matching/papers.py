"""Kinds of certificates: their names, which one answers for which, and which describe the buyer's own plant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from matching.catalogue import rows


@dataclass(frozen=True, slots=True)
class PaperKind:
    """`accepted` are other kinds (or market:… evidence) that answer for it; `buyers_own`: no, yes, or plant."""

    code: str
    name_vi: str
    name_en: str
    accepted: frozenset[str]
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
            buyers_own=row["buyers_own"],
            words=tuple(filter(None, row["words"].split("|"))),
        )
        for row in rows("papers.csv")
    }


def answers_for(asked: str) -> frozenset[str]:
    """Kinds that meet a wish. `asked` may hold alternatives parted by a bar: any of them will do."""
    kinds = set(asked.split("|"))
    for kind in tuple(kinds):
        known = paper_kinds().get(kind)
        kinds |= known.accepted if known else set()
    return frozenset(kinds)


def paper_name(asked: str, lang: str) -> str:
    """The name of a kind, or of alternatives joined by "or", in Vietnamese or English."""
    known = paper_kinds()
    names = [getattr(known[kind], f"name_{lang}") if kind in known else kind for kind in asked.split("|")]
    return (" hoặc " if lang == "vi" else " or ").join(names)
