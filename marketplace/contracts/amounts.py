"""Whole đồng in Vietnamese words, as official papers want them."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 10**9


def dong_in_words(amount: int) -> str:
    """1_000_005 → "một triệu không trăm lẻ năm nghìn đồng"-style reading: 1_005_000 gives exactly that.

    Whole numbers from zero up; ValueError for less.
    """
    if amount < 0:
        raise ValueError("an amount is not negative")
    return " ".join([*(_read(amount) if amount else ["không"]), "đồng"])


def _read(number: int) -> list[str]:
    high, low = divmod(number, BILLION)
    if not high:
        return _below_billion(low, inner=False)
    return [*_read(high), "tỷ", *_below_billion(low, inner=True)]


def _below_billion(number: int, *, inner: bool) -> list[str]:
    """Groups of three with their names. An inner group is read in full: its zero hundreds are said."""
    words: list[str] = []
    for value, name in ((number // 10**6, "triệu"), (number // 1000 % 1000, "nghìn"), (number % 1000, "")):
        if value:
            words += [*_three(value, full=inner or bool(words)), *([name] if name else [])]
    return words


def _three(value: int, *, full: bool) -> list[str]:
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0 and ones and words:
        words.append("lẻ")
    if tens:
        words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones:
        words.append(_ones(ones, tens))
    return words


def _ones(ones: int, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    return "lăm" if ones == 5 and tens else DIGITS[ones]
