"""Months in which something is harvested or delivered, from how people write it."""

import csv
import re
from functools import cache
from pathlib import Path

from matching.vocabulary.normalise import fold, nfc

ALL_YEAR = frozenset(range(1, 13))
LONGEST_TEXT = 500  # characters read
_TABLE = Path(__file__).parent / "data" / "rice_harvests.csv"
_ENGLISH = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
            "november", "december")  # fmt: skip
_NAMES = {name: i for i, name in enumerate(_ENGLISH, 1)} | {n[:3]: i for i, n in enumerate(_ENGLISH, 1)} | {"sept": 9}


class _Words:
    """A pattern, and the same for who types without accents."""

    def __init__(self, pattern: str) -> None:
        self._accented, self._plain = re.compile(pattern, re.I), re.compile(fold(pattern), re.I)

    def of(self, text: str) -> re.Pattern[str]:
        """The one for this text: where others have their accents, a short word without may be another word."""
        return self._plain if all(letter.isascii() for letter in text if letter.isalpha()) else self._accented


_YEAR_ROUND = _Words("quanh năm|cả năm|suốt năm|12 tháng|year[- ]round|all year|throughout the year")
_LUNAR = _Words(r"âm lịch|\bal\b|lunar")
_EXCEPT = _Words(r"\b(?:nghỉ|trừ|ngoại trừ|không kể|except|without)\b(.*)$")
_OPEN_END = _Words(r"\b(?:từ|from|sau|since|kể từ|trước|before|until|đến)\s+(?:cuối |đầu |giữa |hết )?m\d+\s*$")
_DATE = re.compile(r"\b\d{1,2}[/.](\d{1,2})[/.]\d{4}\b")
_MONTH_YEAR = _Words(r"\b(tháng\s*|t)?(\d{1,2})\s*[/-]\s*(\d{4})\b")
_VIETNAMESE = re.compile(r"\b(?:tháng|thang|thg|t)\.?\s*(\d{1,2})\b", re.I)
_WORD = re.compile(r"\b(" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")\b\.?", re.I)
_LIST = _Words(r"m\d+|\b\d{1,2}\b|-|–|—|đến|tới|\bto\b|\bthrough\b|,|;|\bvà\b|\band\b|&|/")
_FROM_TO = {"-", "–", "—", "đến", "tới", "den", "toi", "to", "through"}
_CROPS = (
    ("winter_spring", _Words("đông[ -]*xuân|chiêm[ -]*xuân|winter[ -]+spring")),
    ("summer_autumn", _Words("hè[ -]*thu|summer[ -]+autumn")),
    ("autumn_winter", _Words("thu[ -]*đông|autumn[ -]+winter")),
    ("main", _Words("vụ mùa|lúa mùa|main crop")),
)


def months_of(text: str, *, rice_region: str | None = None) -> frozenset[int] | None:
    """Months 1..12, or None when the text does not give both ends of a time of year.

    A range may pass the new year ("tháng 10 đến tháng 1"); months after nghỉ, trừ, except are taken out.
    Lunar months are not converted. A crop season ("vụ đông xuân") is months only for rice in a known
    region: pass `rice_region`.
    """
    plain = nfc(text)[:LONGEST_TEXT]
    if _LUNAR.of(plain).search(plain):
        return None
    left = _EXCEPT.of(plain).search(plain)
    without = _written(left[1]) if left else frozenset()
    said = plain[: left.start()] if left else plain
    months = ALL_YEAR if _YEAR_ROUND.of(said).search(said) else _written(said) or _rice(said, rice_region)
    return (months - without) or None


def _written(text: str) -> frozenset[int]:
    """Months named by number or word; empty when none, when one is impossible, or when the end is left
    open.
    """
    marked = _DATE.sub(lambda m: f"m{int(m[1])}", text)
    marked = _MONTH_YEAR.of(marked).sub(lambda m: f"m{int(m[2])}", marked)
    marked = _VIETNAMESE.sub(lambda m: f"m{int(m[1])}", marked)
    marked = _WORD.sub(lambda m: f"m{_NAMES[m[1].lower()]}", marked)
    if _OPEN_END.of(text).search(marked) and len(re.findall(r"m\d+", marked)) == 1:
        return frozenset()
    return _collect(_LIST.of(text).findall(marked.lower()))


def _collect(tokens: list[str]) -> frozenset[int]:
    """Fold a token list into months; bare numbers count only in a list that a month word began."""
    found: set[int] = set()
    last: int | None = None
    spanning = False
    for token in tokens:
        if token in _FROM_TO:
            spanning = last is not None
        elif token[0] == "m" or (token.isdigit() and last is not None):
            month = int(token.lstrip("m"))
            if not 1 <= month <= 12:
                return frozenset()
            found |= _span(last, month) if spanning and last is not None else {month}
            last, spanning = month, False
    return frozenset(found)


def _span(first: int, last: int) -> set[int]:
    return {(first - 1 + i) % 12 + 1 for i in range((last - first) % 12 + 1)}


def _rice(text: str, region: str | None) -> frozenset[int]:
    crops = [code for code, pattern in _CROPS if pattern.of(text).search(text)]
    known = [_rice_harvests().get((region or "", crop), frozenset()) for crop in crops]
    return frozenset().union(*known) if known and all(known) else frozenset()


@cache
def _rice_harvests() -> dict[tuple[str, str], frozenset[int]]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["region"], r["crop"]): frozenset(_ends(r["months"])) for r in rows}


def _ends(text: str) -> set[int]:
    first, _, last = text.partition("-")
    return _span(int(first), int(last or first))
