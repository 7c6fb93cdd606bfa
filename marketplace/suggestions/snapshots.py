"""The market's index kept in the data folder, for processes that start: memory-mapped, shared, caught up with.

A snapshot names the change number and the day it stands for and the format of the records behind it. The database
keeps its name: one that was restored to before a snapshot does not know it, though its own count may have passed the
same numbers since. One that cannot be used is left alone with a line in the log, and the tables are read instead.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa
import structlog

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.suggestions.market_models import MarketSnapshot
from matching import OfferIndex
from matching.errors import StoredIndexError

FOLDER = "market"
HEAD = "current.json"
RECORDS = 2
"""The format of the records: a higher number whenever `facts` or `records` come to mean something else."""
REMEMBERED = timedelta(days=30)
_log = structlog.get_logger("market")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index with the change number and the day it stands for."""

    index: OfferIndex
    change_no: int
    day: date


def keep(data: Path, snapshot: Snapshot) -> None:
    """Write a snapshot into the data folder in place of the one before; readers find one or the other, whole.

    It is used from the caller's commit on, and for `REMEMBERED` at most.
    """
    folder = data / FOLDER
    name = f"index-{snapshot.change_no}-{uuid4().hex}"
    snapshot.index.save(folder / name)
    head = {"records": RECORDS, "folder": name, "change_no": snapshot.change_no, "day": snapshot.day.isoformat()}
    new = folder / f"{name}.json"
    new.write_text(json.dumps(head), encoding="utf-8")
    os.replace(new, folder / HEAD)
    db.session.execute(sa.delete(MarketSnapshot).where(MarketSnapshot.kept_at < now() - REMEMBERED))
    db.session.add(MarketSnapshot(name=name))
    db.session.flush()
    for old in folder.glob("index-*"):
        if old.is_dir() and old.name != name:
            shutil.rmtree(old, ignore_errors=True)  # where a reader still holds it open, it goes next time


def newest(data: Path, clock: tuple[int, int]) -> Snapshot | None:
    """The kept snapshot, unless there is none or it is not of this database's past, as its clock and names tell."""
    head = data / FOLDER / HEAD
    if not head.exists():
        return None
    try:
        told = json.loads(head.read_text(encoding="utf-8"))
        if told["records"] != RECORDS or not clock[1] <= told["change_no"] <= clock[0]:
            _log.info("snapshot not used", kept=told, change_no=clock[0], renewed_no=clock[1])
            return None
        if db.session.get(MarketSnapshot, told["folder"]) is None:
            _log.info("snapshot not used", kept=told, error="kept from another past of the database")
            return None
        index = OfferIndex.open(head.parent / told["folder"])
        return Snapshot(index, int(told["change_no"]), date.fromisoformat(told["day"]))
    except (OSError, ValueError, KeyError, TypeError, StoredIndexError) as problem:
        _log.warning("snapshot not used", error=str(problem))
        return None
