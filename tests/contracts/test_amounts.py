"""Amounts in words, by the rules of reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.contracts.amounts import DIGITS, dong_in_words

READ = {
    0: "không đồng",
    5: "năm đồng",
    10: "mười đồng",
    15: "mười lăm đồng",
    21: "hai mươi mốt đồng",
    11: "mười một đồng",
    25: "hai mươi lăm đồng",
    100: "một trăm đồng",
    105: "một trăm lẻ năm đồng",
    1_000: "một nghìn đồng",
    1_000_005: "một triệu không trăm lẻ năm đồng",
    1_005_000: "một triệu không trăm lẻ năm nghìn đồng",
    12_300_000: "mười hai triệu ba trăm nghìn đồng",
    1_000_000_000: "một tỷ đồng",
    1_000_000_010: "một tỷ không trăm mười đồng",
    2_035_000_500: "hai tỷ không trăm ba mươi lăm triệu năm trăm đồng",
    1_800_000_000_000: "một nghìn tám trăm tỷ đồng",
    10**18: "một tỷ tỷ đồng",
}


@pytest.mark.parametrize(("amount", "words"), READ.items())
def test_reading(amount: int, words: str) -> None:
    assert dong_in_words(amount) == words


def value_of(words: list[str]) -> int:
    """The number back from its words, read the other way round: a check that shares nothing with the writer."""
    units = {word: value for value, word in enumerate(DIGITS)} | {"mốt": 1, "lăm": 5}
    total = group = digit = 0
    for word in words:
        if word in units:
            digit = units[word]
        elif word == "mười":
            group, digit = group + 10, 0
        elif word in {"mươi", "trăm"}:
            group, digit = group + digit * (10 if word == "mươi" else 100), 0
        elif word in {"nghìn", "triệu"}:
            total, group, digit = total + (group + digit) * (1000 if word == "nghìn" else 10**6), 0, 0
        elif word == "tỷ":
            total, group, digit = (total + group + digit) * 10**9, 0, 0
    return total + group + digit


@given(st.integers(0, 10**15))
def test_words_lead_back_to_the_amount(amount: int) -> None:
    billions, rest = divmod(amount, 10**9)
    words = dong_in_words(amount).split()[:-1]
    split = words.index("tỷ") if "tỷ" in words else -1
    assert value_of(words[:split] if split >= 0 else []) == billions
    assert value_of(words[split + 1 :]) == rest


def test_nothing_below_zero() -> None:
    with pytest.raises(ValueError, match="negative"):
        dong_in_words(-1)
