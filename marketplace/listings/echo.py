"""Showing again what was typed, in a page that stays well formed."""

from __future__ import annotations

import unicodedata
from typing import Any

from wtforms import FieldList, FormField

PLACEHOLDER = "\ufffd"


def echoable(text: str) -> str:
    """The text with �, in the place of each letter that HTML cannot carry: control characters and non-characters."""
    return "".join(PLACEHOLDER if _cannot_stand(letter) else letter for letter in text)


def _cannot_stand(letter: str) -> bool:
    number = ord(letter)
    if number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF:
        return True
    return letter not in "\n\r\t" and unicodedata.category(letter) in {"Cc", "Cs"}


def make_echoable(fields: Any) -> None:
    """Do so for every field of a form that was sent; what a field keeps as its value it has refused already."""
    for field in fields:
        if isinstance(field, FieldList):
            make_echoable(field.entries)
        elif isinstance(field, FormField):
            make_echoable(field.form)
        elif isinstance(getattr(field, "typed", None), str):
            field.typed = echoable(field.typed)
        elif isinstance(field.data, str) and (field.process_errors or field.type == "HiddenField"):
            field.data = echoable(field.data)
