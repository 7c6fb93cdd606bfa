"""Forms of a Vietnamese text that make two spellings of one word equal."""

import re
import unicodedata


def nfc(text: str) -> str:
    """The text with composed letters, as everything is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case, without marks (đ→d), white space collapsed: what is left of a word typed without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(plain.replace("đ", "d").replace("Đ", "d").casefold().split())


_TONES = "\u0300\u0301\u0303\u0309\u0323"
_MOVED = re.compile(rf"(?<!q)(oa|oe|uy)([{_TONES}])(?![a-z])")


def canonical_tones(text: str) -> str:
    """NFC lower case with the tone mark of oa, oe and uy on the first vowel ("hoà" becomes "hòa")."""
    spread = unicodedata.normalize("NFD", text.casefold())
    return nfc(_MOVED.sub(lambda m: m[1][0] + m[2] + m[1][1], spread))
