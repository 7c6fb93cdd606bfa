"""What text may hold, decided once at the edge: NFC, no control characters, no lone halves, no hidden marks."""

from __future__ import annotations

import unicodedata

from flask_babel import LazyString, lazy_gettext

_l = lazy_gettext

DIRECTION_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset("\ufeff\u2028\u2029\ufffe\uffff\u00ad")


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
    """Whether Vietnamese was read with a wrong code page (TCVN3, VNI, VISCII or UTF-8 read twice).

    Such text holds letters that no Vietnamese or English word does, next to ordinary ones.
    """
    if any(mark in text for mark in ("Ã", "Æ°", "áº", "á»", "Ä‘", "Ä\x90", "Â»", "â€")) and not _is_vietnamese(text):
        return True
    odd = sum(letter in "µ¸¶·¹¨»¾¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖ×ÝØÜÞßãáâ«èåæçé¬íêëìîóïñòô­øõö÷ùýúûüþ¡¢§£¤¥¦" for letter in text)
    return odd >= 2 and odd * 4 >= len(text.replace(" ", "")) and not _is_vietnamese(text)


def _is_vietnamese(text: str) -> bool:
    """Every letter beyond ASCII is one that Vietnamese writes."""
    return all(letter in VIETNAMESE for letter in text if letter.isalpha() and ord(letter) > 127)


def _vietnamese_letters() -> frozenset[str]:
    bases = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    small = {unicodedata.normalize("NFC", base + tone) for base in bases for tone in tones} | {"đ"}
    return frozenset(small | {letter.upper() for letter in small})


VIETNAMESE = _vietnamese_letters()
