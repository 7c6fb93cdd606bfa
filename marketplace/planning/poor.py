"""Which communes are poor: a list that an authority decides, so data with its source, never a guess of ours.

The file `poor-communes.csv` of the data folder has a line for each commune: its code, and where it is written. Without
the file the list is empty, and the priority of poor communes cannot be used.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

NAME = "poor-communes.csv"
COLUMNS = ("commune_code", "source")


@dataclass(frozen=True, slots=True)
class PoorCommunes:
    """The codes, and the sources that name them."""

    codes: frozenset[str]
    sources: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.codes)


def poor_communes() -> PoorCommunes:
    """The list in force; empty where nobody has put one into the data folder. ValueError for a file of another form."""
    return read(current_app.config["SETTINGS"].data_dir / NAME)


def read(path: Path) -> PoorCommunes:
    """The list of a file, empty where there is none; ValueError without its columns or for a line without a source."""
    if not path.exists():
        return PoorCommunes(frozenset(), ())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise ValueError(f"{path.name}: the columns are {', '.join(COLUMNS)}")
        lines = [(row["commune_code"].strip(), (row["source"] or "").strip()) for row in rows]
    if not all(code and source for code, source in lines):
        raise ValueError(f"{path.name}: every commune has a code and a source")
    return PoorCommunes(frozenset(code for code, _ in lines), tuple(dict.fromkeys(source for _, source in lines)))
