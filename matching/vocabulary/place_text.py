"""From what a person typed to mentions: pieces of the text that may name a place, with the places they may
mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matching.vocabulary.gazetteer import Level, Place, exact_key, folded_key, spelled_key
from matching.vocabulary.gazetteer_build import places
from matching.vocabulary.normalise import canonical_tones, fold, nfc
from matching.vocabulary.place_words import (
    BEFORE,
    FILLER,
    GLUED,
    INSIDE,
    INSIDE_PLAIN,
    JOINERS,
    KINDS,
    NUMBERED,
    PREFIXES,
    SUFFIXES,
    Hint,
    pieces,
)

LONGEST_TEXT = 2_000  # characters read of one place text; what follows is ignored
LONGEST_NAME = 6  # words; the longest unit name has five

QUALITY = {"exact": 1.0, "folded": 0.5, "alias": 0.4, "fuzzy": 0.2}


@dataclass(frozen=True, slots=True)
class Candidate:
    place: Place
    how: str  # exact, folded, alias, fuzzy
    quality: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of text; `group` counts hard separators, `bracket` is 0 outside brackets, `whole` is false when
    the
    name was found inside other words."""

    text: str
    hint: Hint
    candidates: tuple[Candidate, ...]
    group: int = 0
    bracket: int = 0
    whole: bool = True


def mentions(text: str) -> list[Mention]:
    """All mentions in the order of the text; a piece that looks like a name but is unknown has no
    candidates.
    """
    no_capitals = nfc(text)[:LONGEST_TEXT].islower()
    return [
        m for m in every_mention(text) if m.candidates or no_capitals or m.hint.levels or _is_written_as_name(m.text)
    ]


def every_mention(text: str) -> list[Mention]:
    """The mentions with every unknown piece, also one that nobody would write as a name ("xyz")."""
    found: list[Mention] = []
    plain = NUMBERED.sub(lambda m: f"{'quận' if m[1] else 'phường'} {m[2]}", nfc(text)[:LONGEST_TEXT])
    for piece, group, bracket in pieces(plain):
        found += [replace(m, group=group, bracket=bracket) for m in _read(piece)]
    return found


def _is_written_as_name(text: str) -> bool:
    """Capitalised, and not merely an abbreviation such as HTX."""
    return text[:1].isupper() and not text.isupper()


def mention(text: str, *levels: Level) -> Mention | None:
    """One field known to hold a place of these levels; None when the text is empty or says nothing of a
    place.
    """
    if text.strip().isdigit():
        text = f"{'phường' if 'commune' in levels else 'quận'} {text.strip()}"
    found = [m for m in mentions(text) if m.candidates or m.whole]
    if not found:
        return None
    kept = [c for c in found[0].candidates if c.place.level in levels] or list(found[0].candidates)
    hint = found[0].hint if found[0].hint.levels & set(levels) else Hint(frozenset(levels))
    return replace(found[0], candidates=tuple(kept), hint=hint)


def _read(piece: str) -> list[Mention]:
    """A piece as one name, else cut at kind words, else at joiners, else searched for names inside."""
    piece = " ".join(piece.split()).strip(" .-–'\"“”*")
    if not piece:
        return []
    whole = _named(piece)
    if whole.candidates:
        return [whole]
    if (bare := FILLER.sub("", piece)) != piece:
        return _read(bare)
    for cut in (INSIDE_PLAIN if piece.isascii() else INSIDE, JOINERS):
        parts = [p for p in cut.split(piece) if p.strip()]
        if len(parts) > 1:
            return [m for p in parts for m in _read(p)]
    inside = _chain(whole) or _search(piece)
    return inside or ([whole] if _looks_like_name(whole.text) else [])


def _named(piece: str) -> Mention:
    """The piece itself as a name, else what is left without a kind word before or after it."""
    best = Mention(piece, Hint(), candidates_for(piece, Hint()))
    if best.candidates:
        return best
    for rest, hint in _without_kind(piece):
        found = Mention(rest, hint, candidates_for(rest, hint))
        if found.candidates:
            return found
        best = found
    return best


def _without_kind(piece: str) -> Iterator[tuple[str, Hint]]:
    glued = GLUED.match(piece.replace("TP", "tp").replace("Tp", "tp")) and piece[:2].lower() == "tp"
    for pattern, hint in PREFIXES:
        start = pattern.match(piece)
        if start and start.end() < len(piece):
            yield piece[start.end() :].strip(" ."), hint
    if glued:
        yield piece[2:], BEFORE[0][1]
    for pattern, hint in SUFFIXES:
        end = pattern.search(piece)
        if end:
            yield piece[: end.start()], hint


def candidates_for(name: str, hint: Hint) -> tuple[Candidate, ...]:
    """Places of this name: right spelling first, then without accents, then other names. Numbers need a
    kind.
    """
    if folded_key(name) in KINDS or name == "thành":  # "tỉnh, thành" is any of them
        return ()
    if name.isdigit():
        return _of_key(f"{hint.kind} {name}") if hint.kind else ()
    return _of_key(name)


def _of_key(name: str) -> tuple[Candidate, ...]:
    names, typed_plain = places().names, name.isascii()
    folded = folded_key(name)
    if len(folded) < 2:
        return ()
    found: dict[str, Candidate] = {}
    for how, hits in (
        ("exact", names.exact.get(exact_key(name), [])),
        ("folded", names.folded.get(folded, [])),
        ("alias", names.alias.get(folded, []) or names.alias.get(fold(name).replace(" ", ""), [])),
    ):
        quality = 1.0 if typed_plain and how == "folded" else QUALITY[how]
        for place in hits:
            if how == "folded" and not typed_plain and _other_word(name, place):
                continue
            less = 0.1 if how == "exact" and not _as_spelled(name, place) else 0.0
            found.setdefault(place.id, Candidate(place, how, quality - less))
    return tuple(found.values())


def _other_word(name: str, place: Place) -> bool:
    """Several words, none of them spelled as in the place's name: "củ sắn" is not Cư San, "Bình Dưong" is a slip."""
    typed, meant = (canonical_tones(words).split() for words in (name, place.name))
    return len(typed) == len(meant) > 1 and all(one != other for one, other in zip(typed, meant, strict=True))


def _as_spelled(name: str, place: Place) -> bool:
    return spelled_key(name) in (spelled_key(place.name), spelled_key(f"{place.kind} {place.name}"))


def _chain(whole: Mention) -> list[Mention]:
    """Names written one after another without separators ("tân phú châu thành bến tre"), if they cover all
    words.
    """
    words = whole.text.split()
    if not 2 <= len(words) <= 3 * LONGEST_NAME:
        return []
    best: list[list[Mention] | None] = [[]] + [None] * len(words)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - LONGEST_NAME), end):
            before, name = best[start], " ".join(words[start:end])
            known = best[end]
            if before is None or (known is not None and len(known) <= len(before) + 1):
                continue
            hint = whole.hint if start == 0 else Hint()
            hits = candidates_for(name, hint)
            if end - start == 1 and not name.isdigit():  # one syllable names no unit below the province beyond doubt
                hits = tuple(c for c in hits if c.place.level == "province")
            if hits:
                best[end] = [*before, Mention(name, hint, hits)]
    return best[-1] or []


def _search(piece: str) -> list[Mention]:
    """Names inside other words, longest first: capitalised, or a province or region in any case."""
    words, found, at = piece.split(), [], 0
    while at < len(words):
        size = min(LONGEST_NAME, len(words) - at)
        while size and not (hits := _inside(words[at : at + size])):
            size -= 1
        if size:
            found.append(Mention(" ".join(words[at : at + size]), Hint(), hits, whole=False))
        at += size or 1
    return found


def _inside(words: list[str]) -> tuple[Candidate, ...]:
    hits = candidates_for(" ".join(words), Hint())
    if all(w[:1].isupper() for w in words) and len(words) > 1:
        return hits
    wide = (c for c in hits if c.place.level in ("province", "region", "country") and c.how != "folded")
    capital = words[0][:1].isupper() or len(words) > 1
    return tuple(wide) if capital else ()


def _looks_like_name(text: str) -> bool:
    words = text.split()
    if folded_key(text) in KINDS:
        return False
    return 0 < len(words) <= LONGEST_NAME and all(re.fullmatch(r"[^\W\d_]+(?:['’][^\W\d_]+)?", w) for w in words)
