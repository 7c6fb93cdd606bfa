"""From what a person typed to mentions: pieces of the text that may name a place, with the places they may
mean.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from matching.vocabulary.gazetteer import Level, Place, exact_key, folded_key, spelled_key
from matching.vocabulary.gazetteer_build import places
from matching.vocabulary.normalise import canonical_tones, fold, nfc

LONGEST_TEXT = 2_000  # characters read of one place text; what follows is ignored
LONGEST_NAME = 6  # words; the longest unit name has five

QUALITY = {"exact": 1.0, "folded": 0.5, "alias": 0.4, "fuzzy": 0.2}


@dataclass(frozen=True, slots=True)
class Hint:
    """What the words around a name say about its kind: levels it can have, and the exact kind if it was
    said.
    """

    levels: frozenset[Level] = frozenset()
    kind: str = ""

    def allows(self, level: Level) -> bool:
        return not self.levels or level in self.levels

    def score(self, place: Place) -> float:
        if not self.levels or place.level not in self.levels:
            return 0.0
        return 3.0 if self.kind and self.kind == place.kind else 2.0


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


def _hint(kind: str, *levels: Level) -> Hint:
    return Hint(frozenset(levels), kind)


_BEFORE: tuple[tuple[str, Hint], ...] = (
    (r"(?:thành phố|thanh pho|city of|t\.\s?p\.?|tp\.?)", _hint("thành phố", "province", "district")),
    (r"(?:thị xã|thi xa|tx\.?)", _hint("thị xã", "district")),
    (r"(?:thị trấn|thi tran|tt\.?)", _hint("thị trấn", "commune")),
    (r"(?:đặc khu|dac khu)", _hint("đặc khu", "commune")),
    (r"(?:huyện đảo|quần đảo|đảo|huyen dao|dao)", _hint("huyện", "district", "commune")),
    (r"(?:huyện|huyen|h\.)", _hint("huyện", "district")),
    (r"(?:quận|quan|q\.|q(?=\d))", _hint("quận", "district")),
    (r"district(?=\s+\d)", _hint("quận", "district")),
    (r"(?:district of)", _hint("", "district")),
    (r"(?:phường|phuong|p\.|p(?=\d)|ward(?=\s+\d))", _hint("phường", "commune")),
    (r"(?:xã|xa|x\.|commune of)", _hint("xã", "commune")),
    (r"(?:tỉnh|tinh|t\.|province of|province de|provincia de)", _hint("", "province")),
)
_PREFIXES = tuple((re.compile(rf"{p}(?![^\W\d_])\s*", re.I), h) for p, h in _BEFORE)
_GLUED = re.compile(r"(tp|tx|tt)(?=[A-ZĐÀ-Ỹ])")  # TPHCM, TXGò Công
_SUFFIXES = tuple(
    (re.compile(rf"\s+(?:{p})$", re.I), h)
    for p, h in (
        (r"communes?", _hint("xã", "commune")),
        (r"districts?", _hint("", "district")),
        (r"provinces?", _hint("", "province")),
        (r"cit(?:y|ies)", _hint("thành phố", "province", "district")),
        (r"towns?|townships?", _hint("", "district", "commune")),
        (r"wards?", _hint("phường", "commune")),
    )
)
_KINDS_INSIDE = (
    "xã|huyện|tỉnh|thành phố|thị xã|thị trấn|phường|quận|đặc khu|tp\\.?|tx\\.?|tt\\.|h\\.|x\\.|p\\.|q\\.|t\\."
)
_KINDS_PLAIN = "huyen|tinh|thanh pho|thi xa|thi tran|phuong|quan|xa|dac khu"


def _before_kind(kinds: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\bthị)(?<!\bthi)\s+(?=(?:{kinds})(?:\s|(?<=\.)))", re.I)


_INSIDE = _before_kind(_KINDS_INSIDE)
_INSIDE_PLAIN = _before_kind(f"{_KINDS_INSIDE}|{_KINDS_PLAIN}")  # "quan" is a kind only where no accents are typed
_JOINERS = re.compile(r"\s+(?:và|and|et|y|hoặc|or)\s+|\s*[–—−+&]\s*|\s+-\s*|\s*-\s+|-(?=[A-ZÀ-ỸĐ])")
_FILLER = re.compile(
    r"^(?:tại|ở|từ|các|trên địa bàn|địa bàn|thuộc|vùng|khu vực|in|of|from|the|near|gần|around)\s+", re.I
)
_PIECES = re.compile(r"(?P<hard>[;\n\r•|])|(?P<soft>(?<!\d),|,(?!\d)|[:/]|\.(?=\s|$))|(?P<open>[(\[])|(?P<close>[)\]])")
_KINDS = {
    "xa",
    "huyen",
    "tinh",
    "thanhpho",
    "thixa",
    "thitran",
    "phuong",
    "quan",
    "dackhu",
    "tp",
    "tx",
    "htx",
    "co",
}
_NUMBERED = re.compile(r"\b(?:(q)|p)\.?\s?(\d{1,2})\b", re.I)  # Q1, P.12
_SHORT = re.compile(r"(?:^|[\s.])(?:tp|tx|tt|t|h|x|p|q)$", re.I)  # a dot after these abbreviates


def mentions(text: str) -> list[Mention]:
    """All mentions in the order of the text; a piece that looks like a name but is unknown has no
    candidates.
    """
    found: list[Mention] = []
    plain = _NUMBERED.sub(lambda m: f"{'quận' if m[1] else 'phường'} {m[2]}", nfc(text)[:LONGEST_TEXT])
    for piece, group, bracket in _pieces(plain):
        found += [replace(m, group=group, bracket=bracket) for m in _read(piece)]
    no_capitals = plain.islower()
    return [m for m in found if m.candidates or no_capitals or m.hint.levels or _is_written_as_name(m.text)]


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


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    group = bracket = brackets = start = 0
    for mark in _PIECES.finditer(text):
        if mark.lastgroup == "soft" and mark[0] == "." and _SHORT.search(text[start : mark.start()]):
            continue
        yield text[start : mark.start()], group, bracket
        start = mark.end()
        if mark.lastgroup == "hard":
            group, bracket = group + 1, 0
        elif mark.lastgroup == "open":
            brackets += 1
            bracket = brackets
        elif mark.lastgroup == "close":
            bracket = 0
    yield text[start:], group, bracket


def _read(piece: str) -> list[Mention]:
    """A piece as one name, else cut at kind words, else at joiners, else searched for names inside."""
    piece = " ".join(piece.split()).strip(" .-–'\"“”*")
    if not piece:
        return []
    whole = _named(piece)
    if whole.candidates:
        return [whole]
    if (bare := _FILLER.sub("", piece)) != piece:
        return _read(bare)
    for cut in (_INSIDE_PLAIN if piece.isascii() else _INSIDE, _JOINERS):
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
    glued = _GLUED.match(piece.replace("TP", "tp").replace("Tp", "tp")) and piece[:2].lower() == "tp"
    for pattern, hint in _PREFIXES:
        start = pattern.match(piece)
        if start and start.end() < len(piece):
            yield piece[start.end() :].strip(" ."), hint
    if glued:
        yield piece[2:], _BEFORE[0][1]
    for pattern, hint in _SUFFIXES:
        end = pattern.search(piece)
        if end:
            yield piece[: end.start()], hint


def candidates_for(name: str, hint: Hint) -> tuple[Candidate, ...]:
    """Places of this name: right spelling first, then without accents, then other names. Numbers need a
    kind.
    """
    if folded_key(name) in _KINDS or name == "thành":  # "tỉnh, thành" is any of them
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
    if folded_key(text) in _KINDS:
        return False
    return 0 < len(words) <= LONGEST_NAME and all(re.fullmatch(r"[^\W\d_]+(?:['’][^\W\d_]+)?", w) for w in words)
