"""The file of open data as it was made last: everybody who asks within the hour gets the same copy.

Counting the country for each reader would let strangers keep the server busy, and a copy that changed with each
contract would tell, download by download, what was written down in between.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from flask import current_app

from marketplace.clock import now
from marketplace.indicators.engine import one_reading
from marketplace.reporting.open_data.dictionary import COLUMNS
from marketplace.reporting.open_data.table import cells_of, lines_of

STANDS_FOR = timedelta(hours=1)
PIECE = 64 * 1024
NAME = "lienket_open_data"
_making = Lock()


@dataclass(frozen=True, slots=True)
class Edition:
    """A file of a day, packed: some hundred kilobytes for the country."""

    day: date
    made_at: datetime
    packed: bytes

    def pieces(self) -> Iterator[bytes]:
        """The file, UTF-8, piece by piece."""
        unpack = zlib.decompressobj()
        for start in range(0, len(self.packed), PIECE):
            yield unpack.decompress(self.packed[start : start + PIECE])
        yield unpack.flush()


def edition_of(day: date) -> Edition:
    """The file of a published day, made anew when the last copy is older than an hour; by one thread at a time."""
    with _making:
        kept: Edition | None = current_app.extensions.get(NAME)
        if kept is None or kept.day != day or not timedelta(0) <= now() - kept.made_at < STANDS_FOR:
            kept = Edition(day, now(), _packed(day))
            current_app.extensions[NAME] = kept
        return kept


def _packed(day: date) -> bytes:
    pack = zlib.compressobj()
    with one_reading():
        rows = [pack.compress(row.encode()) for row in _written(day)]
    return b"".join([*rows, pack.flush()])


def _written(day: date) -> Iterator[str]:
    header: Iterable[list[Any]] = [[column.name for column in COLUMNS]]
    for lines in (header, (cells_of(line) for line in lines_of(day))):
        for line in lines:
            kept = io.StringIO()
            csv.writer(kept).writerow(line)
            yield kept.getvalue()
