"""A dataset, its files, and the version of it that was loaded."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matching
from marketplace.assets import SEED_DATA
from marketplace.catalogue.models import DataVersion
from marketplace.clock import now
from marketplace.extensions import db

VOCABULARY = Path(matching.__file__).parent / "vocabulary" / "data"
REFERENCE = SEED_DATA / "reference"


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is loaded together: `load` brings the tables to the files and returns how many rows these hold.

    `edition` counts up when the reading of the same bytes changes. `follows` names files whose change also
    asks for a new load, because rows are resolved with them.
    """

    name: str
    files: tuple[Path, ...]
    load: Callable[[], int]
    edition: int = 1
    follows: tuple[Path, ...] = ()

    @property
    def sha256(self) -> str:
        """The version: over the edition and the bytes of every file, in order."""
        digest = hashlib.sha256(f"{self.name} {self.edition}\n".encode())
        for path in (*self.files, *self.follows):
            digest.update(path.read_bytes())
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome for one dataset."""

    dataset: str
    rows: int
    changed: bool


def load_dataset(dataset: Dataset) -> Loaded:
    """Load unless these very bytes are loaded already, and remember the version."""
    sha256, kept = dataset.sha256, db.session.get(DataVersion, dataset.name)
    if kept and kept.sha256 == sha256:
        return Loaded(dataset.name, kept.rows, changed=False)
    rows = dataset.load()
    if kept is None:
        kept = DataVersion(dataset=dataset.name)
        db.session.add(kept)
    kept.sha256, kept.rows, kept.loaded_at = sha256, rows, now()
    db.session.flush()
    return Loaded(dataset.name, rows, changed=True)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header, in UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
