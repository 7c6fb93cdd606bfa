"""The market's index kept in the data folder, for processes that start: memory-mapped, shared, caught up with.

A snapshot names the change number and the day it stands for and the format of the records behind it. One that
cannot be used is left alone with a line in the log, and the tables are read instead.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import structlog

from matching import OfferIndex
from matching.errors import StoredIndexError

FOLDER = "market"
HEAD = "current.json"
RECORDS = 1
"""The format of the records: a higher number whenever `facts` or `records` come to mean something else."""
_log = structlog.get_logger("market")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index with the change number and the day it stands for."""

    index: OfferIndex
    change_no: int
    day: date


def keep(data: Path, snapshot: Snapshot) -> None:
    """Write a snapshot into the data folder in place of the one before; readers find one or the other, whole."""
    folder = data / FOLDER
    name = f"index-{snapshot.change_no}-{uuid4().hex[:8]}"
    snapshot.index.save(folder / name)
    head = {"records": RECORDS, "folder": name, "change_no": snapshot.change_no, "day": snapshot.day.isoformat()}
    new = folder / f"{name}.json"
    new.write_text(json.dumps(head), encoding="utf-8")
    os.replace(new, folder / HEAD)
    for old in folder.glob("index-*"):
        if old.is_dir() and old.name != name:
            shutil.rmtree(old, ignore_errors=True)  # where a reader still holds it open, it goes next time


def newest(data: Path, clock: tuple[int, int]) -> Snapshot | None:
    """The kept snapshot, unless there is none or it is not of this database's past, as its clock tells."""
    head = data / FOLDER / HEAD
    if not head.exists():
        return None
    try:
        told = json.loads(head.read_text(encoding="utf-8"))
        if told["records"] != RECORDS or not clock[1] <= told["change_no"] <= clock[0]:
            _log.info("snapshot not used", kept=told, change_no=clock[0], renewed_no=clock[1])
            return None
        index = OfferIndex.open(head.parent / told["folder"])
        return Snapshot(index, int(told["change_no"]), date.fromisoformat(told["day"]))
    except (OSError, ValueError, KeyError, TypeError, StoredIndexError) as problem:
        _log.warning("snapshot not used", error=str(problem))
        return None
