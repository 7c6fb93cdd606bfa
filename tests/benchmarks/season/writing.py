"""Goods as people type them: dialect names, missing marks, raw Telex, slips of the finger.

Of all texts 40 % are typed without marks (a seventh of these in raw Telex) and 18 % hold one slip; 3 % come with
their marks as letters of their own. Names that would
mean another good without their marks are typed with marks and without slips: nobody could read those right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from matching.arrays import Floats
from tests.benchmarks.season.draws import NEEDS, NOT_TOLD, NeedDraws, OfferDraws
from tests.benchmarks.season.goods import Commodity, Name, commodities, names_another

PLAIN, TELEX, SLIPS, WRITES_VARIETY = 0.34, 0.06, 0.18, 0.7
APART = 0.03
SHORTEST_FOR_SLIP = 5
SELLING = ("", "", "bán ", "cần bán ", "cung cấp ", "HTX bán ", "chào bán ")
BUYING = ("", "", "cần mua ", "thu mua ", "mua ", "tìm nguồn ")
AFTER = ("", "", "", " loại 1", " số lượng lớn", " giá tốt", " tại vườn", " chính vụ")
_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPE_KEYS = {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"}
_NEIGHBOURS = dict(
    zip("abcdeghiklmnopqrstuvxy", "svvsrhgokljmpoawedycct", strict=True)
)  # one key beside each, on the keyboards sold in Viet Nam


@dataclass(frozen=True, slots=True)
class Typed:
    """A text as typed, the commodity and variety (None: none was written) it means, and how it was typed.

    `style`: marks, plain or telex; `slip`: one letter is wrong.
    """

    text: str
    commodity: str
    variety: str | None
    style: str
    slip: bool


def typed(drawn: OfferDraws | NeedDraws, seed: int, chunk: int) -> Iterator[Typed]:
    """A text for each drawn row; the same for the same seed and chunk."""
    buying = isinstance(drawn, NeedDraws)
    draw = np.random.default_rng([seed, 10 + (NEEDS if buying else 0), chunk])
    rolls = draw.random((len(drawn.commodity), 8)).tolist()
    goods = commodities()
    rows = zip(drawn.commodity.tolist(), drawn.variety.tolist(), drawn.form.tolist(), rolls, strict=True)
    habits = _habits(drawn)
    for good, variety, form, roll in rows:
        yield _one(goods[good], variety, form, roll, BUYING if buying else SELLING, habits)


@dataclass(frozen=True, slots=True)
class _Habits:
    """How likely a text that can be is plain, is raw Telex, holds a slip, so that the shares of all texts come out."""

    plain: float
    telex: float
    slip: float


def _habits(drawn: OfferDraws | NeedDraws) -> _Habits:
    free, long = (float(np.mean(column[drawn.commodity])) for column in _shares())
    return _Habits(PLAIN / free, TELEX / free, SLIPS / long)


@cache
def _shares() -> tuple[Floats, Floats]:
    """For each commodity the share of its texts that may lose their marks, and of those that may hold a slip."""
    free, long = [], []
    for good in commodities():
        names = [good.names[0]] * len(good.names) + list(good.names)
        # A short name is long enough with its variety, which seven in ten of those who name one (55 %) write.
        with_variety = 0.55 * WRITES_VARIETY * (len(good.varieties) > 0)
        marked = [spelling.marked_only for _, spellings in good.varieties for spelling in spellings]
        unmarked = 1 - with_variety * np.mean(marked or [False])
        free.append(unmarked * np.mean([not name.marked_only for name in names]))
        chances = [(len(name.text) >= SHORTEST_FOR_SLIP) or with_variety for name in names if not name.marked_only]
        long.append(unmarked * sum(chances) / len(names))
    return np.array(free, dtype=np.float64), np.array(long, dtype=np.float64)


def _one(good: Commodity, variety: int, form: int, roll: list[float], trade: tuple[str, ...], habits: _Habits) -> Typed:
    # Half of all texts use the usual name, the others any of the names.
    name = good.names[0] if roll[0] < 0.5 else good.names[int(roll[1] * len(good.names))]
    with_variety = None
    if variety != NOT_TOLD and roll[2] < WRITES_VARIETY:
        spellings = good.varieties[variety][1]
        with_variety = joined_name(good.code, name, spellings[int(roll[3] * len(spellings))])
    wording = with_variety or name
    style = "marks" if wording.marked_only else _style(roll[4], habits)
    slip = not wording.marked_only and len(wording.text) >= SHORTEST_FOR_SLIP and roll[5] < habits.slip
    phrase = keyed(wording.text, style)
    before, behind = _around(good.forms[form][1], trade, style, roll[7])
    text = f"{before}{slipped(phrase, roll[6]) if slip else phrase}{behind}"
    text = unicodedata.normalize("NFD", text) if roll[4] > 1 - APART else text
    return Typed(text, good.code, good.varieties[variety][0] if with_variety else None, style, slip)


@cache
def joined_name(code: str, name: Name, variety: Name) -> Name | None:
    """A name with its variety; None where nobody would say both, or where the two are another good's name."""
    said, called = variety.text.casefold(), name.text.casefold()
    if said.startswith(called):
        return variety
    text = f"{name.text} {variety.text}"
    if said in called or names_another(text, code):
        return None
    return Name(text, name.marked_only or variety.marked_only)


def _around(form: str, trade: tuple[str, ...], style: str, roll: float) -> tuple[str, str]:
    """What stands before and behind the goods: words of the trade, the form where it is not the usual one."""
    place = roll * len(trade)
    words = (trade[int(place)], f" {form}".rstrip() + AFTER[int((place % 1) * len(AFTER))])
    before, behind = words if style == "marks" else (plain(word) for word in words)
    return before, behind


def keyed(text: str, style: str) -> str:
    """The text as typed in a style: marks, plain or telex."""
    return plain(text) if style == "plain" else telex(text) if style == "telex" else text


def _style(roll: float, habits: _Habits) -> str:
    return "plain" if roll < habits.plain else "telex" if roll < habits.plain + habits.telex else "marks"


def plain(text: str) -> str:
    """The text typed without marks."""
    letters = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def telex(text: str) -> str:
    """The keys of Telex as they stand when no input method reads them: "cà phê" is typed "caf phee"."""
    return " ".join(_telex_word(word) for word in text.split(" "))


def _telex_word(word: str) -> str:
    keys, tone = [], ""
    for letter in unicodedata.normalize("NFC", word):
        apart = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in apart if mark in _TONE_KEYS]
        tone = _TONE_KEYS[tones[0]] if tones else tone
        bare = unicodedata.normalize("NFC", "".join(mark for mark in apart if mark not in _TONE_KEYS))
        keys.append(_SHAPE_KEYS.get(bare.casefold(), bare))
    return "".join(keys) + tone


def slipped(text: str, roll: float) -> str:
    """The text with one slip behind its first letter: two letters swapped, one lost, doubled, or its neighbour hit."""
    places = [at for at in range(1, len(text)) if text[at].isalpha()]
    at = places[int(roll * 997) % len(places)]
    kind = int(roll * 4)
    if kind == 0 and at + 1 < len(text) and text[at + 1].isalpha() and text[at] != text[at + 1]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[: at + 1] + text[at:]
    return text[:at] + _NEIGHBOURS.get(plain(text[at]).casefold(), "n") + text[at + 1 :]
