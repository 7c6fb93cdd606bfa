"""Text is kept exactly or refused in words; garbled Vietnamese is recognised, real text never."""

from __future__ import annotations

import csv
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.web.encodings import is_syllable, restored
from marketplace.web.text import TextError, clean_text, looks_garbled

ROOT = Path(__file__).resolve().parents[2]
SINGLE_MISTAKES = {
    "TCVN3 bytes read as Latin-1",
    "VNI bytes read as Latin-1",
    "VISCII read as Latin-1",
    "cp1258 read as Latin-1",
    "UTF-8 read as Latin-1",
    "UTF-8 read twice as Latin-1",
    "UTF-8 read as cp1258",
    "question marks",
    "Eth for Dd",
    "Cyrillic look-alikes",
}
SOUND = {"nfc", "nfd", "half-composed (base vowel composed, tone separate)", "no accents", "upper", "no-break spaces"}


def refused(text: str) -> bool:
    """Whether a text box with the garbled check takes the text."""
    try:
        return looks_garbled(clean_text(text))
    except TextError:
        return True


def lines(shared_data: Path) -> list[dict[str, str]]:
    file = shared_data / "bad-input" / "vietnamese" / "same-text-many-encodings.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def test_every_wrong_code_page_is_recognised(shared_data: Path) -> None:
    """All but lines that read as good Vietnamese by accident, or lost their only letter."""
    wrong = [line for line in lines(shared_data) if line["how"] in SINGLE_MISTAKES and line["got"] != line["want"]]
    missed = {line["got"] for line in wrong if not refused(line["got"])}
    assert len(wrong) > 140
    assert missed == {"Lóa OM 5451", "Hành tím Vînh Châu", "Xoài cát Hòa Lµc", "M? Tho", "L?a OM 5451"}


def test_the_same_text_written_soundly_is_taken(shared_data: Path) -> None:
    sound = [line for line in lines(shared_data) if line["how"] in SOUND]
    assert len(sound) == 17 * len(SOUND)
    assert [line["got"] for line in sound if refused(line["got"])] == []


def test_what_was_meant_is_told(shared_data: Path) -> None:
    whole = {
        "TCVN3 bytes read as Latin-1",
        "VNI bytes read as Latin-1",
        "UTF-8 read as Latin-1",
        "UTF-8 read as cp1258",
    }
    recognised = [(line["want"], restored(line["got"])) for line in lines(shared_data) if line["how"] in whole]
    told = [(want, meant) for want, meant in recognised if meant is not None]
    assert len(told) > 60
    assert [pair for pair in told if pair[0].lower() != pair[1].lower()] == []


@pytest.mark.slow
def test_no_false_alarm_on_any_name_we_carry() -> None:
    files = [*(ROOT / "matching").rglob("*.csv"), *(ROOT / "marketplace" / "seeds").rglob("*.csv")]
    texts = [file.read_text(encoding="utf-8") for file in files]
    cells = {cell for text in texts for row in csv.reader(text.splitlines()) for cell in row}
    assert len(cells) > 20_000
    assert [cell for cell in cells if looks_garbled(cell)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Nestlé", "São Paulo", "Café Müller", "Crème brûlée à la carte", "Niño", "Łódź", "Québec Montréal",
        "Naïve Zoë", "m²", "25 °C", "bụi 5 µm", "PM 5 µm", "± 5%", "½", "® Lay's", "Krông Nô", "Đắk R'lấp",
        "H'Đing Êban", "còn hàng không?giá bao nhiêu?", "https://a.example/?b=c&d=e?", "Cô Tô", "α-amylase", "10 Ω",
    ],
)  # fmt: skip
def test_foreign_names_and_signs_are_no_mistake(text: str) -> None:
    assert not looks_garbled(text)


@pytest.mark.parametrize(
    "word", ["nghiêng", "Quỳnh", "giếng", "hòa", "hoà", "thuỷ", "khuỷu", "ƯỚC", "gì", "quý", "oằn"]
)
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["taùc", "noâng", "nghieäp", "hắcc", "bìc", "Nestlé", "café"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not is_syllable(word)


@given(st.text(max_size=80))
def test_text_is_kept_or_refused(text: str) -> None:
    try:
        kept = clean_text(text, lines=True)
    except TextError:
        return
    assert clean_text(kept, lines=True) == kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert not any(letter in "\0\u202e\ufeff\u200b" for letter in kept)
    assert looks_garbled(kept) in {True, False}


@pytest.mark.parametrize("text", ["a\0b", "a\ud800", "a\u202eb", "a\u200bb", "a\xadb", "a\tb", "a\nb", "a\x1bb"])
def test_hidden_characters_are_refused_in_one_line(text: str) -> None:
    with pytest.raises(TextError) as refusal:
        clean_text(text)
    assert str(refusal.value.message).endswith(".")


@pytest.mark.parametrize("text", ["👨‍👩‍👧 gia đình", "x\u00a0y", "\u200dở", "Ä Ö Ü"])
def test_what_is_visible_or_joins_letters_is_kept(text: str) -> None:
    assert clean_text(text) == text


def test_a_full_page_of_text_is_judged_at_once() -> None:
    started = time.process_time()
    looks_garbled("Hîp t¸c x· n«ng nghiÖp " * 180)
    looks_garbled("Hợp tác xã nông nghiệp " * 180)
    assert time.process_time() - started < 0.5
