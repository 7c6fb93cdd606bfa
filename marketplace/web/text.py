"""What text may hold, decided once at the edge: NFC, no control characters, no lone halves, no hidden marks."""

from __future__ import annotations

import re
import unicodedata

from flask_babel import LazyString

from marketplace.labels import lazy_gettext as _l
from marketplace.web.encodings import is_syllable, restored

DIRECTION_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset("\ufeff\u2028\u2029\ufffe\uffff\u00ad\u200b\u2060\u180e\u3164\uffa0")
_LOST = re.compile(r"([A-Za-z]+)\?+([A-Za-z]+)")
_LATIN, _OTHER = "A-Za-z\u00c0-\u024f\u1e00-\u1eff", "\u0370-\u0590"
_MIXED = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")


class TextError(ValueError):
    """The text cannot be kept as it is; `message` says why."""

    def __init__(self, message: LazyString) -> None:
        super().__init__(str(message))
        self.message = message


def clean_text(text: str, *, lines: bool = False) -> str:
    """The text in NFC, without the blanks around it; TextError when it holds what we would have to drop.

    With `lines`, tabs and line breaks (kept as \\n) are allowed.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    allowed = "\n\t" if lines else ""
    for letter in text:
        kind = unicodedata.category(letter)
        if kind == "Cs":
            raise TextError(_l("Có ký tự hỏng. Hãy gõ lại nội dung này."))
        if (kind == "Cc" and letter not in allowed) or letter in INVISIBLE:
            raise TextError(_l("Có ký tự điều khiển không nhìn thấy được. Hãy gõ lại thay vì dán."))
        if letter in DIRECTION_MARKS:
            raise TextError(_l("Có dấu đổi chiều chữ. Hãy gõ lại thay vì dán."))
    return text


def looks_garbled(text: str) -> bool:
    """Whether Vietnamese was read with a wrong code page, lost its letters to question marks, or mixes alphabets.

    The pages are TCVN3, VNI, VISCII, Windows-1258, and UTF-8 read once or twice as something else.
    """
    if "\ufffd" in text or _lost_letters(text):
        return True
    return _MIXED.search(text) is not None or restored(text) is not None


def _lost_letters(text: str) -> bool:
    """Whether letters became question marks; a question mark between two whole words is only a missing blank."""
    if not text.isascii() or text.count("?") < 2:
        return False
    return any(not (is_syllable(before) and is_syllable(after)) for before, after in _LOST.findall(text))
