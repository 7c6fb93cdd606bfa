"""Several places in one field: which mentions are places of their own and which only say where another one
lies.
"""

from collections.abc import Sequence

from matching.vocabulary.gazetteer import RANK, Place
from matching.vocabulary.place_reading import NEARLY, UNKNOWN, WIDE, Reading, against_marks, decide, with_typos
from matching.vocabulary.place_text import Candidate, Mention


def read_many(found: Sequence[Mention], around: Place | None = None) -> list[tuple[str, Reading]]:
    """Text and reading of each place in the order of the field; `around` is a province known from
    elsewhere.
    """
    found = with_typos(found)
    tied = [_likely(_tied(i, found, around)) for i in range(len(found))]
    readings = [decide(t) if t else UNKNOWN for t in tied]
    readings = _by_siblings(readings, tied)
    context = {j for i, r in enumerate(readings) for j in _explains(i, r, found)}
    return [(m.text, readings[i]) for i, m in enumerate(found) if i not in context]


def _tied(index: int, found: Sequence[Mention], around: Place | None) -> list[Candidate]:
    scored = [(_score(c, index, found, around), c) for c in found[index].candidates]
    best = max((s for s, _ in scored), default=0.0)
    return [c for s, c in scored if s >= best - NEARLY]


def _likely(tied: list[Candidate]) -> list[Candidate]:
    """Where a source lists places, a bare name is a former district's rather than a commune's of the same name."""
    districts = [c for c in tied if c.place.level == "district"]
    return districts if len(districts) == 1 and all(c.place.level in ("district", "commune") for c in tied) else tied


def _score(candidate: Candidate, index: int, found: Sequence[Mention], around: Place | None) -> float:
    place, own = candidate.place, found[index]
    score = 3 * own.hint.score(place) + candidate.quality
    if place.level in WIDE:
        return score + (8.0 if own.hint.allows(place.level) and not against_marks(candidate, own) else 0.0)
    if around and around.id in place.within:
        score += 1.0
    elif around and f"P{around.province_code}" in place.within:
        score += 0.5
    return score + max((_near(index, j, found) * _one_system(place, c)
                        for j, m in enumerate(found) if j != index and not _list_of_equals(place, index, j, found)
                        for c in m.candidates if c.place.id in place.within), default=0.0)  # fmt: skip


def _list_of_equals(place: Place, index: int, other: int, found: Sequence[Mention]) -> bool:
    """The smaller place is said first, so a district in front of a bare name is another of a list of districts.

    Many communes of today carry the name of one former district and hold a piece of the next.
    """
    one, two = found[index], found[other]
    together = other < index and (one.group, one.bracket) == (two.group, two.bracket)
    wide = any(c.place.level in WIDE for c in two.candidates)
    return together and place.id[0] == "C" and not one.hint.levels and not wide


def _one_system(place: Place, other: Candidate) -> float:
    return 2.0 if place.is_current == other.place.is_current else 1.9


def _near(index: int, other: int, found: Sequence[Mention]) -> float:
    """How closely `other` is tied to the mention at `index`: the bracket after it, the next name, the same
    group.
    """
    one, two = found[index], found[other]
    if one.group != two.group:
        return 0.5
    between = found[index + 1 : other]
    if two.bracket and two.bracket != one.bracket and other > index:
        return 3.0 if all(m.bracket in (one.bracket, two.bracket) for m in between) else 1.0
    return 2.0 if other == index + 1 else 1.5 if other > index else 1.0


def _by_siblings(readings: list[Reading], tied: Sequence[Sequence[Candidate]]) -> list[Reading]:
    """An open name is decided by the former provinces of the field's other places, if one fits."""
    known = {r.place.legacy_province_code for r in readings if r.place and not r.open} - {None}
    return [
        decide(near) if r.open and (near := [c for c in t if c.place.legacy_province_code in known]) else r
        for r, t in zip(readings, tied, strict=True)
    ]


def _explains(index: int, reading: Reading, found: Sequence[Mention]) -> set[int]:
    """Mentions of the same group that only contain this place; a list of provinces stays a list."""
    place = reading.place
    if place is None or place.level in WIDE:
        return set()
    return {
        j
        for j, m in enumerate(found)
        if j != index
        and m.group == found[index].group
        and any(c.place.id in place.within and RANK[c.place.level] < RANK[place.level] for c in m.candidates)
    }
