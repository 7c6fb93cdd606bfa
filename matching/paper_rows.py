"""The papers of a bucket that answer for a wish, line by line; sorted once, however many needs have the wish."""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.arrays import NOT_ASKED, UNKNOWN, Ints, ascending, one_of
from matching.block import Question
from matching.bucket import Bucket
from matching.papers import answers_for

PaperRows = tuple[Ints, Ints, Ints]
# Wishes whose papers a bucket remembers; people can write ever new ones.
_MOST_WISHES = 256


def papers_for(bucket: Bucket, question: Question, wish: str) -> PaperRows:
    """Accepted papers for the goods of the lines, one after the other: where those of each line begin; first and last
    days.
    """
    known = bucket.papers_by_wish
    if (found := known.get(wish)) is None:
        if len(known) >= _MOST_WISHES:
            known.clear()
        found = known[wish] = _sorted(bucket, question, wish)
    return found


def _sorted(bucket: Bucket, question: Question, wish: str) -> PaperRows:
    rows, find = bucket.ragged["papers"], question.codes["paper"].find
    accepted = [number for kind in sorted(answers_for(wish)) if (number := find(kind)) != NOT_ASKED]
    at = np.flatnonzero(one_of(rows.columns["kind"], accepted))
    lines, scope = rows.first.searchsorted(at, side="right") - 1, rows.columns["good"][at]
    fitting = np.flatnonzero((scope == UNKNOWN) | (scope == _goods(bucket, question, lines)))
    at, lines = at[fitting], lines[fitting]
    first = ascending(np.bincount(lines, minlength=len(bucket))).astype(np.int32)
    return first, rows.columns["start"][at], rows.columns["end"][at]


def _goods(bucket: Bucket, question: Question, lines: Ints) -> Ints | int:
    """The numbers of the goods of these lines; one for all where the bucket has one."""
    find = question.codes["good"].find
    if bucket.good:
        return find(bucket.good)
    names: Any = question.codes["bucket"].values()
    return np.array([find(good) for good, _ in names], dtype=np.int64)[bucket.lines["bucket"][lines]]
