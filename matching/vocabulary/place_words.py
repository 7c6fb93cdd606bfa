"""The words around a name in a place text: kinds of units before and behind it, joiners, borders of pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.vocabulary.gazetteer import Level, Place


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


def _hint(kind: str, *levels: Level) -> Hint:
    return Hint(frozenset(levels), kind)


BEFORE: tuple[tuple[str, Hint], ...] = (
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
PREFIXES = tuple((re.compile(rf"{p}(?![^\W\d_])\s*", re.I), h) for p, h in BEFORE)
GLUED = re.compile(r"(tp|tx|tt)(?=[A-ZĐÀ-Ỹ])")  # TPHCM, TXGò Công
SUFFIXES = tuple(
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


INSIDE = _before_kind(_KINDS_INSIDE)
INSIDE_PLAIN = _before_kind(f"{_KINDS_INSIDE}|{_KINDS_PLAIN}")  # "quan" is a kind only where no accents are typed
JOINERS = re.compile(r"\s+(?:và|and|et|y|hoặc|or)\s+|\s*[–—−+&]\s*|\s+-\s*|\s*-\s+|-(?=[A-ZÀ-ỸĐ])")
FILLER = re.compile(
    r"^(?:tại|ở|từ|các|trên địa bàn|địa bàn|thuộc|vùng|khu vực|in|of|from|the|near|gần|around)\s+", re.I
)
_PIECES = re.compile(r"(?P<hard>[;\n\r•|])|(?P<soft>(?<!\d),|,(?!\d)|[:/]|\.(?=\s|$))|(?P<open>[(\[])|(?P<close>[)\]])")
KINDS = {
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
# Words that stand beside a place and name none ("các huyện của tỉnh Tây Ninh").
SAYS_NOTHING = KINDS | frozenset(
    "cac nhung cua mot so va toan dia ban khu vuc vung trong tai o thanh pho thi tran".split()  # noqa: SIM905 - words
)
NUMBERED = re.compile(r"\b(?:(q)|p)\.?\s?(\d{1,2})\b", re.I)  # Q1, P.12
_SHORT = re.compile(r"(?:^|[\s.])(?:tp|tx|tt|t|h|x|p|q)$", re.I)  # a dot after these abbreviates


def pieces(text: str) -> Iterator[tuple[str, int, int]]:
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
