"""Tables for spreadsheets: CSV that Excel opens with its accents, and that runs nothing."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Response, stream_with_context

BYTE_ORDER_MARK = "\ufeff"
_FORMULA = re.compile(r"((?:^|[;\t\r\n])[\s\ufeff\u200b]*)(?=[=+\-@＝＋－＠])")


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers.

    Vietnamese spreadsheets split at semicolons, so what follows one is looked at too.
    """
    if isinstance(value, str):
        return _FORMULA.sub(r"\1'", value)
    return "" if value is None else value


def csv_response(name: str, header: list[str], lines: Iterable[list[Any]]) -> Response:
    """A download of the lines as they come, with a byte-order mark."""

    def text() -> Iterator[str]:
        yield BYTE_ORDER_MARK
        yield _line(header)
        for line in lines:
            yield _line([safe_cell(value) for value in line])

    response = Response(stream_with_context(text()), mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _line(values: list[Any]) -> str:
    kept = io.StringIO()
    csv.writer(kept).writerow(values)
    return kept.getvalue()
