"""An index in a folder: one numpy file for each column, and a head that names them and holds ids and codes.

A new set of columns is written beside the old one and the head is put in its place last, so that a reader finds
either the old index or the new one. Nothing is pickled.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from matching.arrays import Codes, ascending
from matching.bucket import Bucket, Ragged
from matching.candidates import OfferIndex
from matching.errors import StoredIndexError
from matching.gathering import spans
from matching.lines import CODED, LINE, RAGGED

VERSION = 1
HEAD = "index.json"


def save(index: OfferIndex, folder: Path) -> None:
    """Write an index to a folder, which is made if it is missing."""
    columns = folder / f"columns-{uuid4().hex}"
    columns.mkdir(parents=True)
    buckets = [index.buckets[number] for number in sorted(index.buckets)]
    for name, kind in LINE.items():
        np.save(columns / f"{name}.npy", _whole([bucket.lines[name] for bucket in buckets], kind))
    for name, types in RAGGED.items():
        count = _whole([np.diff(bucket.ragged[name].first) for bucket in buckets], "i8")
        np.save(columns / f"{name}.npy", ascending(count))
        for key, kind in types.items():
            np.save(columns / f"{name}.{key}.npy", _whole([b.ragged[name].columns[key] for b in buckets], kind))
    np.save(columns / "order.npy", _whole([bucket.order for bucket in buckets], "i4"))
    _write_head(index, folder, columns.name, buckets)
    for old in folder.glob("columns-*"):
        if old.name != columns.name:
            # A reader on another system may still hold the old files open; they go with the next writing.
            shutil.rmtree(old, ignore_errors=True)


def opened(folder: Path) -> OfferIndex:
    """The index of a folder, its columns memory-mapped. Raises `StoredIndexError` when it is not whole."""
    try:
        head = json.loads((folder / HEAD).read_text(encoding="utf-8"))
        if head["version"] != VERSION:
            raise StoredIndexError(folder, f"it is of version {head['version']}, not {VERSION}")
        return _from(head, folder / str(head["columns"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoredIndexError(folder, f"it cannot be read: {error}") from error


def _from(head: dict[str, Any], columns: Path) -> OfferIndex:
    index = OfferIndex(keep=False)
    codes = {name: Codes(tuple(_known(value) for value in head["codes"][name])) for name in CODED}
    lines = {name: _mapped(columns / f"{name}.npy") for name in LINE}
    ragged = {
        name: Ragged(
            _mapped(columns / f"{name}.npy"), {key: _mapped(columns / f"{name}.{key}.npy") for key in RAGGED[name]}
        )
        for name in RAGGED
    }
    index.codes.update(codes)
    bounds = np.array(head["bounds"], dtype=np.int64)
    for number, bucket in spans(lines, ragged, _mapped(columns / "order.npy"), bounds, index.names()):
        index.place(number, bucket)
    index.settle_ids(list(head["ids"]))
    return index


def _write_head(index: OfferIndex, folder: Path, columns: str, buckets: list[Bucket]) -> None:
    head = {
        "version": VERSION,
        "columns": columns,
        "bounds": ascending(np.array([len(bucket) for bucket in buckets], dtype=np.int64)).tolist(),
        "codes": {name: list(index.codes[name].values()) for name in CODED},
        "ids": index.ids,
    }
    fresh = folder / f"{HEAD}.{columns}"
    fresh.write_text(json.dumps(head), encoding="utf-8")
    os.replace(fresh, folder / HEAD)


def _whole(pieces: list[Any], kind: str) -> Any:
    return np.concatenate(pieces).astype(kind, copy=False) if pieces else np.zeros(0, dtype=kind)


def _mapped(path: Path) -> Any:
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _known(value: Any) -> Any:
    """Lists of JSON were tuples."""
    return tuple(value) if isinstance(value, list) else value
