"""A shelf of things that were costly to make, for a while and within so many bytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeAlias, TypeVar

T = TypeVar("T")
Key: TypeAlias = tuple[object, ...]
AROUND = 500
"""Bytes of a key and of what holds it, as a rule of thumb."""
LARGEST = 20
"""Nothing may take more than so small a part of a shelf."""


@dataclass
class Shelf(Generic[T]):
    """Things by their keys, kept for `seconds` and within `most_bytes`; those asked for longest ago leave first."""

    most_bytes: int
    seconds: float
    size: int = 0
    _kept: OrderedDict[Key, tuple[float, int, T]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> T | None:
        """What was put under this key, if it is young enough."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or time.monotonic() - found[0] > self.seconds:
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return found[2]

    def put(self, key: Key, thing: T, size: int) -> None:
        """Keep a thing of so many bytes, unless it is too large for the shelf."""
        size += AROUND
        if size > self.most_bytes // LARGEST:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = (time.monotonic(), size, thing)
            self.size += size
            while self.size > self.most_bytes:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        found = self._kept.pop(key, None)
        self.size -= found[1] if found else 0
