"""Rows that stand in lists, one list for each need."""

from __future__ import annotations

import numpy as np

from matching.arrays import Ints


def places(lists: Ints) -> Ints:
    """The place of each row in its list, from 0. `lists` numbers the list of each row; rows of one stand together."""
    starts = np.flatnonzero(np.r_[True, lists[1:] != lists[:-1]]) if len(lists) else np.zeros(0, dtype=np.int64)
    lengths = np.diff(np.r_[starts, len(lists)])
    return np.arange(len(lists)) - np.repeat(starts, lengths)
