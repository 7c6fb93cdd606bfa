"""Enums that bring their words and their tone, so that a state reads and looks the same everywhere."""

from enum import StrEnum
from typing import Self

from flask_babel import LazyString, lazy_gettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

TONES = ("neutral", "info", "good", "warn", "bad")


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


__all__ = ["TONES", "Labelled", "lazy_gettext"]
