"""Terms in words, one list for the page, the comparison and the paper; and their fingerprint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _

from marketplace.brokering.fingerprints import fingerprint
from marketplace.brokering.models import Terms
from marketplace.brokering.parts import Part
from marketplace.brokering.phrases import PHRASES, applies, grade_in_words, input_in_words, stages_in_words
from marketplace.brokering.shares import ShareRow, ShareTable, share_table
from marketplace.web.formats import format_date, format_kg

__all__ = ["Difference", "Line", "by_part", "differences", "fingerprint", "lines", "stages_in_words"]


@dataclass(frozen=True, slots=True)
class Line:
    """A term's name and its words; the empty string means that nobody said. `key` is the same in every revision."""

    label: str
    value: str
    key: str
    part: Part


@dataclass(frozen=True, slots=True)
class Difference:
    """A term in two revisions, as `compare.html` draws it."""

    label: str
    before: str
    after: str
    key: str
    part: Part

    @property
    def is_change(self) -> bool:
        """Whether the two say different things."""
        return self.before != self.after


def lines(terms: Terms) -> list[Line]:
    """Every term in the order of the paper; those that the price rule has no use for are left out unless said.

    Periods, rows of the grade table, and inputs are a line each.
    """
    return [line for part in Part for line in _of_part(terms, part)]


def by_part(shown: list[Line]) -> list[tuple[Part, list[Line]]]:
    """The lines section by section."""
    return [(part, list(group)) for part, group in groupby(shown, key=lambda line: line.part)]


def differences(before: Terms, after: Terms) -> list[Difference]:
    """The two revisions side by side, every term of either, in the order of the paper.

    What only one of them has (a period, a grade, a price of another rule) is "không có" in the other.
    """
    old, new = ({line.key: line for line in lines(terms)} for terms in (before, after))
    return [_difference(old.get(key), new.get(key)) for key in _merged(list(old), list(new))]


def _difference(before: Line | None, after: Line | None) -> Difference:
    known = after or before
    if known is None:
        raise ValueError("a difference is of a term that one of the two has")
    absent = str(_("không có")) if known.value else ""
    return Difference(
        known.label, before.value if before else absent, after.value if after else absent, known.key, known.part
    )


def _merged(old: list[str], new: list[str]) -> list[str]:
    """The keys of both in order: what only the old one has stands where it stood, after its predecessor."""
    merged = list(new)
    for at, key in enumerate(old):
        if key not in merged:
            merged.insert(merged.index(old[at - 1]) + 1 if at else 0, key)
    return merged


def _of_part(terms: Terms, part: Part) -> Iterator[Line]:
    for key, label, words in PHRASES[part]:
        if applies(terms, key):
            yield Line(str(label), words(terms), key, part)
    if part is Part.QUANTITY:
        yield from _periods(terms)
    elif part is Part.QUALITY:
        yield from _grades(terms)
    elif part is Part.INPUTS:
        yield from _inputs(terms)


def _periods(terms: Terms) -> Iterator[Line]:
    table = share_table(terms)
    for row in table.rows:
        label = _("Kỳ giao %(start)s – %(end)s", start=format_date(row.start), end=format_date(row.end))
        yield Line(label, _shares_in_words(terms, table, row), f"period:{row.start}:{row.end}", Part.QUANTITY)


def _shares_in_words(terms: Terms, table: ShareTable, row: ShareRow) -> str:
    if [producer.id for producer in table.producers] == [terms.case.seller_id]:
        return format_kg(row.total_kg)
    shares = [(who, kg) for who, kg in zip(table.producers, row.shares, strict=True) if kg is not None]
    named = "; ".join(f"{who.short_name or who.name}: {format_kg(kg)}" for who, kg in shares)
    if len(shares) == 1:
        return named
    return str(_("%(shares)s; cộng %(total)s", shares=named, total=format_kg(row.total_kg)))


def _grades(terms: Terms) -> Iterator[Line]:
    if not terms.grades:
        yield Line(_("Bảng phẩm cấp"), "", "grades", Part.QUALITY)
    for number, grade in enumerate(terms.grades, start=1):
        label = _("Phẩm cấp %(number)s", number=number)
        yield Line(label, grade_in_words(grade), f"grade:{number}", Part.QUALITY)


def _inputs(terms: Terms) -> Iterator[Line]:
    if not terms.inputs:
        yield Line(_("Vật tư, ứng trước"), "", "inputs", Part.INPUTS)
    for number, given in enumerate(terms.inputs, start=1):
        label = _("Vật tư, ứng trước %(number)s", number=number)
        yield Line(label, input_in_words(given), f"input:{number}", Part.INPUTS)
