"""Names one slip of the finger away, found without comparing with every name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from matching.vocabulary.spellings import spellings

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LIKELY = 0.7  # of a slip that fingers make more often: two letters swapped, one doubled, the key beside it hit
# Keys that touch, on the keyboards sold in Viet Nam: beside each other, or one row up or down.
_BESIDE = frozenset(
    (a, b)
    for row, keys in enumerate(_ROWS)
    for place, a in enumerate(keys)
    for other in range(max(0, row - 1), min(3, row + 2))
    for b in _ROWS[other][max(0, place - 1) : place + 2]
    if a != b
)


def mistakes(typed: str, name: str) -> float:
    """Letters lost, added, changed or swapped (optimal string alignment); a likely slip alone counts less than one."""
    from rapidfuzz.distance import OSA

    distance = float(OSA.distance(typed, name))
    return _LIKELY if distance == 1.0 and _is_likely(typed, name) else distance


def _is_likely(typed: str, name: str) -> bool:
    at = next((place for place, pair in enumerate(zip(typed, name, strict=False)) if pair[0] != pair[1]), len(name))
    if len(typed) == len(name):
        return typed[at : at + 2] == name[at : at + 2][::-1] or (typed[at], name[at]) in _BESIDE
    return len(typed) > len(name) and typed[at] == typed[at - 1]


def one_slip_away(typed: Sequence[str]) -> list[list[str]]:
    """For each text without marks the known names at most one slip away, in the order of the alphabet.

    Two words are one slip apart only when they are equal after at most one letter was left out of each.
    """
    import numpy as np

    keys, places, names = _without_one_letter()
    forms = [(place, hash(form)) for place, text in enumerate(typed) for form in _shorter(text)]
    asked = np.array([form for _, form in forms], dtype=np.int64)
    lows, highs = np.searchsorted(keys, asked), np.searchsorted(keys, asked, side="right")
    near: list[set[int]] = [set() for _ in typed]
    for at in np.flatnonzero(lows < highs).tolist():
        near[forms[at][0]].update(places[lows[at] : highs[at]].tolist())
    return [
        [names[one] for one in sorted(found) if mistakes(text, names[one]) <= 1.0]
        for text, found in zip(typed, near, strict=True)
    ]


def _shorter(text: str) -> set[str]:
    return {text} | {text[:at] + text[at + 1 :] for at in range(len(text))}


@cache
def _without_one_letter() -> tuple[Any, Any, list[str]]:
    """Hashes of every name and of every name less one letter, sorted, and beside each the number of its name."""
    import numpy as np

    names = list(spellings())
    forms = [(hash(form), place) for place, name in enumerate(names) for form in _shorter(name)]
    keys, places = (np.array(column, dtype=np.int64) for column in zip(*forms, strict=True))
    order = np.argsort(keys, kind="stable")
    return keys[order], places[order].astype(np.int32), names
