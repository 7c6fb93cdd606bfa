"""Forms of a Vietnamese text that make two spellings of one word equal."""

import re
import unicodedata
from functools import lru_cache


def nfc(text: str) -> str:
    """The text with composed letters, as everything is stored."""
    return unicodedata.normalize("NFC", text)


def lowered(text: str) -> str:
    """NFC lower case. A tone mark left by itself, as one typed twice, is placed as in `canonical_tones`."""
    if text.isascii():
        return text.lower()
    found = nfc(nfc(text).casefold())
    return canonical_tones(found) if _TONE.search(found) else found


def is_marked(text: str) -> bool:
    """Whether a letter carries a mark, as Vietnamese does: a word without them is then meant without them."""
    return not text.isascii() and any(map(_carries_mark, text))


@lru_cache(maxsize=2_000)
def _carries_mark(letter: str) -> bool:
    return letter in "đĐ" or any(map(unicodedata.combining, unicodedata.normalize("NFD", letter)))


def fold(text: str) -> str:
    """Lower case, without marks (đ→d), white space collapsed: what is left of a word typed without accents."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(text.translate(_PLAIN).casefold().split())


class _Plain(dict[int, str]):
    """What is left of a letter without marks. Letters of Latin writing are taken apart once, others each time."""

    def __missing__(self, letter: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(letter))
        left = "".join(c for c in parts if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "d")
        if letter < _BEYOND_LATIN:
            self[letter] = left
        return left


_BEYOND_LATIN = 0x2000
_PLAIN = _Plain()


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_MOVED = re.compile(rf"(?<!q)(oa|oe|uy)([{_TONES}])(?![a-z])")


def canonical_tones(text: str) -> str:
    """NFC lower case with the tone mark of oa, oe and uy on the first vowel ("hoà" becomes "hòa")."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFD", text.casefold())
    return nfc(_MOVED.sub(lambda m: m[1][0] + m[2] + m[1][1], spread))


_MARKS = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_DIGITS = {"1": "s", "2": "f", "3": "r", "4": "x", "5": "j"}
_SHAPES = {"uaw": "ưa", "uow": "ươ", "aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư"}
_VNI_SHAPES = {"a6": "â", "e6": "ê", "o6": "ô", "a8": "ă", "o7": "ơ", "u7": "ư"}
_SYLLABLE = re.compile(r"([bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]+)([cghmnpt]*)", re.IGNORECASE)


def untelex(text: str) -> str:
    """The text with words typed in Telex or VNI without an input method composed: "ca phee" becomes "ca phê".

    Only words that come out as one Vietnamese syllable are changed; every other word stays as it was typed.
    """
    return re.sub(r"[A-Za-z][A-Za-z0-9]*", lambda match: _compose(match[0]), text)


_DOUBLED = re.compile(r"([a-z])\1+")


@lru_cache(maxsize=5_000)
def without_keys(word: str) -> str:
    """What is left of a word in raw Telex without its keys for marks: "duwaf" is "dua", with or without a slip."""
    return _DOUBLED.sub(r"\1", word).rstrip("sfrxj").replace("w", "") or word


def _compose(word: str) -> str:
    plain, tone = _take_tone(word.casefold())
    plain = plain.replace("dd", "đ").replace("d9", "đ")
    for keys, letter in (*_SHAPES.items(), *_VNI_SHAPES.items()):
        plain = plain.replace(keys, letter)
    plain = _delayed(plain).replace("uơ", "ươ").replace("w", "ư")
    syllable = _SYLLABLE.fullmatch(plain)
    if syllable is None or (not tone and plain == word.casefold()):
        return word
    return _with_tone(syllable, tone)


def _take_tone(word: str) -> tuple[str, str]:
    """Word and tone key apart. The key stands anywhere behind the first vowel."""
    vowel = re.search(r"[aeiouyw]", word)
    if vowel is None:
        return word, ""
    head, tail = word[: vowel.end()], word[vowel.end() :]
    keys = [c for c in tail if c in _MARKS or c in _DIGITS]
    if len(keys) != 1:
        return word, ""
    return head + tail.replace(keys[0], ""), _DIGITS.get(keys[0], keys[0])


_LATE = {
    "w": {"ua": "ưa", "uo": "ươ", "a": "ă", "o": "ơ", "u": "ư"},
    "7": {"uo": "ươ", "o": "ơ", "u": "ư"},
    "6": {"a": "â", "e": "ê", "o": "ô"},
    "8": {"a": "ă"},
}


def _delayed(word: str) -> str:
    """Shape keys typed at the end of the syllable ("suaw", "sau6", "duong7") brought to their vowel."""
    for plain, shaped in _LATE.get(word[-1:], {}).items():
        if plain in word:
            return word[:-1].replace(plain, shaped, 1)
    return word


def _with_tone(syllable: re.Match[str], tone: str) -> str:
    head, vowels, tail = syllable.groups()
    if not tone:
        return nfc(head + vowels + tail)
    if head in ("q", "g") and len(vowels) > 1 and vowels[0] in "ui":
        head, vowels = head + vowels[0], vowels[1:]
    at = next((i for i in range(len(vowels) - 1, -1, -1) if vowels[i] in "ăâêôơư"), None)
    if at is None:
        at = 1 if len(vowels) > 1 and (tail or len(vowels) == 3) else 0
    return canonical_tones(head + vowels[: at + 1] + _MARKS[tone] + vowels[at + 1 :] + tail)
