"""Text in and out: UTF-8 whatever the locale, one JSON object a line, lines of any length and any bytes."""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import click

# Characters that programs take for line breaks and that JSON leaves alone: one object stays one line for all.
LINE_BREAKS = {ord(letter): f"\\u{ord(letter):04x}" for letter in "\u0085\u2028\u2029"}

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, nothing else.")


def use_utf8() -> None:
    """Read and write UTF-8 even where the locale says otherwise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def utf8_arguments(arguments: Sequence[str]) -> list[str]:
    """The words of the command line read as UTF-8, also where the locale made Python read them otherwise."""
    return [os.fsencode(word).decode("utf-8", errors="replace") for word in arguments]


def print_json(value: Mapping[str, Any]) -> None:
    """One object on one line of standard output."""
    click.echo(json.dumps(value, ensure_ascii=False).translate(LINE_BREAKS))


def lines_of(file: BinaryIO) -> Iterator[str]:
    """The lines of a file without their ends: LF or CRLF, with or without a byte-order mark.

    Bytes that are no UTF-8 become U+FFFD. A last line without an end counts; an empty line is an empty text.
    """
    for number, raw in enumerate(file):
        text = raw.decode("utf-8", errors="replace").removesuffix("\n").removesuffix("\r")
        yield text.removeprefix("\ufeff") if number == 0 else text


def is_text(line: str) -> bool:
    """Whether a decoded line is text: no byte was lost, and no control character but the tab is in it."""
    return "\ufffd" not in line and not any(unicodedata.category(letter) == "Cc" for letter in line if letter != "\t")
