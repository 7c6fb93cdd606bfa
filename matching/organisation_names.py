"""An organisation's name taken apart: legal form, words of trade, place behind it, and the core that tells it apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from matching.catalogue import rows
from matching.vocabulary.normalise import canonical_tones, fold, nfc

LONGEST = 300
# "xã" behind "hợp tác" is no commune; the short forms are places only with their dot.
_PLACE_WORDS = r"(?:(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)\s|(?:tp|tx|tt|h|x|p|t)\.\s*)"
_PLACE = re.compile(rf"(?<!tác)(?<!tac)[\s,–-]+{_PLACE_WORDS}\s*[^\W\d_].*$", re.IGNORECASE)
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


@dataclass(frozen=True, slots=True)
class Name:
    """`core` are the folded words that tell the organisation apart, `spelled` the same with their marks.

    `family` is cooperative, union, group, enterprise, household or None; `numbers` those at the end of the core
    ("số 2"), which part namesakes; `trade` the words of trade that were set aside; `key` is the core in one piece, so
    that "tan tien" and "tantien" are alike.
    """

    core: tuple[str, ...]
    spelled: tuple[str, ...]
    trade: frozenset[str]
    numbers: frozenset[str]
    family: str | None
    branch: bool
    key: str


def read_name(text: str) -> Name:
    """The name in its parts. Texts beyond 300 characters are cut; a name of nothing but trade words keeps them."""
    words = _words(text)
    folded = [_plain(word)[0] for word in words]
    kept, trade, family, branch = _parted(folded)
    if not kept:
        kept, trade = [at for at, word in enumerate(folded) if word in trade], set()
    core = tuple(folded[at] for at in kept)
    numbers = frozenset(word for word in core if word.isdigit())
    spelled = tuple(_plain(words[at])[1] for at in kept)
    return Name(core, spelled, frozenset(trade), numbers, family, branch, "".join(core))


def _words(text: str) -> list[str]:
    """Words without brackets and without the place told behind the name; Roman numbers at the end as digits."""
    plain = _BRACKETS.sub(" ", nfc(text[:LONGEST]))
    shorter = _PLACE.sub("", plain)
    if not re.search(r"[^\W\d_]", shorter) or _only_form(shorter):
        shorter = plain
    words = re.findall(r"[^\W_]+", shorter)
    if len(words) > 1 and words[-1].casefold() in _ROMAN and words[-1].isupper():
        words[-1] = _ROMAN[words[-1].casefold()]
    tidy = [word.lstrip("0") or "0" if word.isdigit() else word for word in words]
    return [word for at, word in enumerate(tidy) if not _is_number_sign(tidy, at)]


def _is_number_sign(words: list[str], at: int) -> bool:
    """The word "số" before a number adds nothing."""
    return at + 1 < len(words) and words[at + 1].isdigit() and fold(words[at]) == "so"


@lru_cache(maxsize=65_536)
def _plain(word: str) -> tuple[str, str]:
    """A word without marks, and with its tone mark in the one position."""
    return fold(word), canonical_tones(word)


def _only_form(text: str) -> bool:
    kept, trade, _, _ = _parted([fold(word) for word in re.findall(r"[^\W_]+", text)])
    return not kept and not trade


def _parted(words: list[str]) -> tuple[list[int], set[str], str | None, bool]:
    """Positions of the core words, words of trade, the first family named, and whether a branch is named."""
    kept: list[int] = []
    trade: set[str] = set()
    family, branch, at = None, False, 0
    while at < len(words):
        length, part, of = _phrase_at(words, at)
        if part == "":
            kept.append(at)
        elif part == "trade":
            trade.update(words[at : at + length])
        branch |= part == "branch"
        family = family or (of or None)
        at += length
    return kept, trade, family, branch


def _phrase_at(words: list[str], at: int) -> tuple[int, str, str]:
    """The longest known phrase that starts here: its length, its part, its family; (1, "", "") for a core word."""
    for length in range(min(_longest(), len(words) - at), 0, -1):
        found = _phrases().get(" ".join(words[at : at + length]))
        if found is not None:
            return length, *found
    return 1, "", ""


@cache
def _phrases() -> dict[str, tuple[str, str]]:
    return {row["words"]: (row["part"], row["family"]) for row in rows("organisation_words.csv")}


@cache
def _longest() -> int:
    return max(len(phrase.split()) for phrase in _phrases())
