"""Enums that bring their words and their tone, so that a state reads and looks the same everywhere."""

from enum import StrEnum
from typing import Any, Self

from flask_babel import LazyString, gettext
from markupsafe import Markup, escape
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

TONES = ("neutral", "info", "good", "warn", "bad")


class Sentence(LazyString):
    """A sentence that is translated when it is read, and is text: what people typed into it stays escaped.

    Flask-Babel's own lazy string calls itself finished HTML, and so would carry a typed `<script>` into a page.
    """

    def __html__(self) -> Markup:
        return escape(str(self))


def lazy_gettext(words: str, **places: Any) -> Sentence:
    """`_l("…")`: the sentence in the language of whoever reads it later."""
    return Sentence(gettext, words, **places)


class Labelled(StrEnum):
    """A string enum whose members carry `label` (Vietnamese, translated when shown) and `tone`.

    Declare members as `NAME = "value", _l("Nhãn")` or `NAME = "value", _l("Nhãn"), "good"`.
    """

    label: LazyString
    tone: str

    def __new__(cls, value: str, label: LazyString | None = None, tone: str = "neutral") -> Self:
        if label is None:
            raise TypeError(f"{value!r} has no label")
        if tone not in TONES:
            raise ValueError(f"unknown tone {tone!r}")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member

    @classmethod
    def choices(cls) -> list[SelectChoice]:
        """Options for a select field, in order of declaration."""
        return [SelectChoice(member.value, member.label) for member in cls]


__all__ = ["TONES", "Labelled", "Sentence", "lazy_gettext"]
