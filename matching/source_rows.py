"""Rows of CSV files as they are, with the line each stands on, or a named error."""

from __future__ import annotations

import csv
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from matching.errors import SourceFileError


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its file, its line (of the row's end, from 1), and its fields; a field that is missing reads empty."""

    path: Path
    line: int
    fields: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def read_rows(path: Path, required: Collection[str]) -> list[SourceRow]:
    """All rows of a UTF-8 CSV file with a header.

    Raises `SourceFileError` when the file is missing or unreadable, a required column is not there, a row is cut
    short or too long, or a row repeats the id of an earlier one.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _rows(path, csv.reader(file, strict=True), required)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceFileError(path, f"cannot be read as UTF-8 CSV: {error}") from error


def _rows(path: Path, reader: csv._reader, required: Collection[str]) -> list[SourceRow]:  # type: ignore[name-defined]
    header = next(reader, None)
    if header is None:
        raise SourceFileError(path, "the file is empty", 1)
    missing = sorted(set(required) - set(header))
    if missing:
        raise SourceFileError(path, f"columns are missing: {', '.join(missing)}", 1)
    found: list[SourceRow] = []
    seen: set[str] = set()
    for cells in reader:
        if not cells:
            continue
        line = reader.line_num
        if len(cells) != len(header):
            raise SourceFileError(path, f"{len(cells)} fields instead of {len(header)}", line)
        row = SourceRow(path, line, dict(zip(header, cells, strict=True)))
        if not row["id"] or row["id"] in seen:
            raise SourceFileError(path, f"the id is empty or repeated: {row['id']!r}", line)
        seen.add(row["id"])
        found.append(row)
    return found
