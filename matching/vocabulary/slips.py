"""Names one slip of the finger away, found without comparing with every name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

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


@cache
def distance() -> Callable[..., int]:
    """Letters lost, added, changed or swapped (optimal string alignment); loaded when a slip is first looked for."""
    from rapidfuzz.distance import OSA

    return OSA.distance


def mistakes(typed: str, name: str) -> float:
    """The `distance` of two texts; a likely slip alone counts less than one."""
    apart = float(distance()(typed, name))
    return _LIKELY if apart == 1.0 and _is_likely(typed, name) else apart


def _is_likely(typed: str, name: str) -> bool:
    at = next((place for place, pair in enumerate(zip(typed, name, strict=False)) if pair[0] != pair[1]), len(name))
    if len(typed) == len(name):
        return typed[at : at + 2] == name[at : at + 2][::-1] or (typed[at], name[at]) in _BESIDE
    return len(typed) > len(name) and typed[at] == typed[at - 1]


def one_slip_away(typed: str) -> list[str]:
    """The known names at most one slip away from a text without marks, in the order of the alphabet.

    One slip leaves the beginning or the end as it was: of an odd number of letters all but the one in the middle.
    """
    begin, end = _halves()
    half, apart = (len(typed) - 1) // 2, distance()
    near = begin.get(typed[:half], ()) + end.get(typed[len(typed) - half :], ())
    return sorted({name for name in near if apart(typed, name, score_cutoff=1) <= 1})


@cache
def _halves() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The names that begin, and those that end, with what a text one letter shorter or longer has as its half."""
    begin: dict[str, list[str]] = {}
    end: dict[str, list[str]] = {}
    for name in spellings():
        for half in range((len(name) - 2) // 2, len(name) // 2 + 1):
            begin.setdefault(name[:half], []).append(name)
            end.setdefault(name[len(name) - half :], []).append(name)
    return {half: tuple(names) for half, names in begin.items()}, {half: tuple(names) for half, names in end.items()}
