"""What was counted, kept in the memory of the process under the stamps that it was counted under."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

MOST = 40_000
"""So many rows or figures are kept, some 30 MB; those longest unasked go first."""


class Shelf:
    """What was counted under which stamps, the last asked last; for all threads of the process."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._kept: OrderedDict[Hashable, tuple[str, Any, int]] = OrderedDict()

    def get(self, key: Hashable, stamp: str) -> Any:
        """What was kept under this very stamp, else None."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] != stamp:
                return None
            self._kept.move_to_end(key)
            return found[1]

    def put(self, key: Hashable, stamp: str, value: Any, size: int) -> None:
        """Keep it in place of what was kept under the key."""
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += size - (before[2] if before else 0)
            self._kept[key] = (stamp, value, size)
            while self._size > self._most:
                _key, (_stamp, _value, gone) = self._kept.popitem(last=False)
                self._size -= gone

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0


SHELF = Shelf()
