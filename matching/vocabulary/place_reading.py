"""Choosing among the places each mention may mean: by what the other mentions of the same text say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.vocabulary.gazetteer import RANK, Place, folded_key
from matching.vocabulary.gazetteer_build import places
from matching.vocabulary.place_text import QUALITY, Candidate, Mention

NEARLY = 0.05  # scores closer than this are one score
SHORTEST_TYPO = 5  # letters; shorter names have too many neighbours one letter away
WIDE = ("country", "region", "province")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was decided: one place, or only what contains all of `open` when several places remain."""

    place: Place | None
    how: str | None
    open: tuple[Place, ...] = ()


UNKNOWN = Reading(None, None)


def read_one(found: Sequence[Mention]) -> Reading:
    """The one place all mentions speak of; mentions that contradict it stay visible in `open`."""
    found = [m for m in with_typos(found) if m.candidates]
    scored = [(_score(c, i, found), c, i) for i, m in enumerate(found) for c in m.candidates]
    if not scored:
        return UNKNOWN
    best = max(s for s, _, _ in scored)
    tied = [c for s, c, _ in scored if s >= best - NEARLY]
    reading = decide(tied)
    return _contradicted(reading, reading.place, found) if reading.place else reading


def _score(candidate: Candidate, index: int, found: Sequence[Mention]) -> float:
    """Tens count the mentions explained; the rest orders readings that explain the same ones."""
    place, own = candidate.place, found[index]
    score = 10.0 + own.hint.score(place) + candidate.quality
    if place.level in WIDE and own.hint.allows(place.level) and not against_marks(candidate, own):
        score += 5.0
    for other, mention in enumerate(found):
        if other != index:
            weight = 10.0 if mention.whole else 5.0
            spoken = max((_support(place, c, mention, weight) for c in mention.candidates), default=0.0)
            score += spoken + (0.2 if spoken and other > index else 0.0)  # the smaller place is said first
    return score


def against_marks(candidate: Candidate, own: Mention) -> bool:
    """Read without the marks that were typed, where with them another place has this name ("Thạnh Hòa")."""
    return candidate.how == "folded" and not own.text.isascii() and any(c.how == "exact" for c in own.candidates)


def _support(place: Place, other: Candidate, mention: Mention, weight: float) -> float:
    """How much a mention read as `other` speaks for `place`: nothing unless it contains it or is it."""
    if other.place.id != place.id and other.place.id not in place.within:
        return 0.0
    if other.place.id == place.id:  # a name said twice rather names two levels
        weight -= 1.0
    one_system = place.is_current == other.place.is_current or RANK[other.place.level] < RANK["province"]
    return weight + mention.hint.score(other.place) + other.quality / 2 + (0.2 if one_system else 0.0)


def decide(tied: Sequence[Candidate]) -> Reading:
    """One of the tied places when it is the widest and contains the rest, else what they have in common."""
    kept = _without_namesakes([c.place for c in tied])
    widest = [p for p in kept if all(q is p or p.id in q.within for q in kept)]
    if widest:
        chosen = _older_self(widest[0], kept)
        return Reading(chosen, next(c.how for c in tied if c.place is chosen))
    shared = frozenset.intersection(*(p.within | {p.id} for p in kept))
    parents = sorted((places().by_id[i] for i in shared), key=lambda p: (-RANK[p.level], p.is_current))
    parent = next((p for p in parents if p.level not in ("region", "country")), None)
    return Reading(parent, tied[0].how if parent else None, tuple(kept))


def _without_namesakes(kept: Iterable[Place]) -> list[Place]:
    """Each place once; a province that lives on under its name is read as the former, smaller one."""
    unique = list({p.id: p for p in kept}.values())
    old = {(p.legacy_province_code, p.province_code) for p in unique if p.id[0] == "O"}
    return [p for p in unique if p.id[0] != "P" or (p.legacy_province_code, p.province_code) not in old]


def _older_self(chosen: Place, kept: Sequence[Place]) -> Place:
    """The former commune of the same name when it is the only one: it leads to the same place and knows
    more.
    """
    former = [p for p in kept if p.legacy_commune_code]
    same = chosen.id[0] == "C" and len(former) == 1 and former[0].commune_code == chosen.commune_code
    return former[0] if same else chosen


def _contradicted(reading: Reading, place: Place, found: Sequence[Mention]) -> Reading:
    covering = place.within | {place.id} | {i for p in reading.open for i in p.within | {p.id}}
    against = [m for m in found if m.whole and not any(c.place.id in covering for c in m.candidates)]
    others = tuple({c.place.id: c.place for m in against for c in best_of(m)}.values())
    if any(p.level in WIDE for p in others):
        return Reading(None, None, tuple(_without_namesakes((place, *others))))
    return replace(reading, open=reading.open + others)


def best_of(mention: Mention) -> list[Candidate]:
    """The candidates whose spelling fits best; a province or region before units of its name."""
    wide = [c for c in mention.candidates if c.place.level in WIDE and mention.hint.allows(c.place.level)]
    kept = wide or mention.candidates
    best = max(c.quality for c in kept)
    return [c for c in kept if c.quality >= best - NEARLY]


def with_typos(found: Sequence[Mention]) -> list[Mention]:
    """Unknown names are looked up one letter away, inside the places the other mentions name."""
    context = {c.place.id for m in found for c in m.candidates if RANK[c.place.level] <= RANK["district"]}
    return [m if m.candidates else replace(m, candidates=_typos(m, frozenset(context))) for m in found]


def _typos(mention: Mention, context: frozenset[str]) -> tuple[Candidate, ...]:
    key = folded_key(mention.text)
    if len(key) < SHORTEST_TYPO:
        return ()
    keys = _keys()
    pool = [p for p in keys if p.level == "province" or not context.isdisjoint(p.within)]
    hits = process.extract(key, [keys[p] for p in pool], scorer=OSA.distance, score_cutoff=1, limit=20, processor=None)
    near = [pool[index] for _, _, index in hits if len(keys[pool[index]]) >= SHORTEST_TYPO]
    return tuple(Candidate(p, "fuzzy", QUALITY["fuzzy"]) for p in near if mention.hint.allows(p.level))


@cache
def _keys() -> dict[Place, str]:
    return {p: folded_key(p.name) for p in places().by_id.values() if p.level not in ("region", "country")}
