"""Fitted boosted trees as tables of bits: the same log-odds as walking them, without a walk.

A leaf of a tree is a bit. Every value of a feature rules out the leaves behind the branches it does not take, and what
all features together leave is the one leaf the row ends in. So a row costs one look-up a feature for all trees at once,
and one a tree for the leaf's value (Lucchese et al., QuickScorer, SIGIR 2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from matching.arrays import Floats

# Bits of a tree; four trees share a machine word.
LEAVES, _TREES_IN_WORD = 16, 4
# Rows worked on at once: their words stay within the caches of a processor.
ROWS = 2_048
_EXPONENT, _BIAS = 23, 127
Node = Any


class LeafTables:
    """The trees of a fitted scikit-learn gradient boosting of one output over `features` columns without categories."""

    def __init__(self, trees: Sequence[np.ndarray[Any, Any]], baseline: float, features: int) -> None:
        self.baseline = baseline
        self._width = -(-len(trees) // _TREES_IN_WORD) * _TREES_IN_WORD
        self._cuts = [_cuts(trees, feature) for feature in range(features)]
        every = np.ones(self._width, dtype=np.uint16)
        masks = [np.full((len(cuts) + 1, self._width), (1 << LEAVES) - 1, dtype=np.uint16) for cuts in self._cuts]
        values = np.zeros((self._width, LEAVES))
        for place, nodes in enumerate(trees):
            found = self._branch(nodes, 0, place, masks, 0)
            values[place, : len(found)], every[place] = found, _bits(0, len(found))
        self._every = every.view(np.uint64)
        self._masks = {at: mask.view(np.uint64) for at, mask in enumerate(masks) if len(mask) > 1}
        self._values = values.ravel()
        self._first = (np.arange(self._width) * LEAVES - _BIAS).astype(np.int32)

    @staticmethod
    def fits(trees: Sequence[np.ndarray[Any, Any]]) -> bool:
        """Whether no tree has more leaves than a table tells apart, and none asks for categories."""
        return all(int(nodes["is_leaf"].sum()) <= LEAVES and not nodes["is_categorical"].any() for nodes in trees)

    def log_odds(self, rows: Floats) -> Floats:
        """The sum of the trees for each row, shape (rows,); a row's answer does not depend on the others."""
        found = np.empty(len(rows))
        for start in range(0, len(rows), ROWS):
            found[start : start + ROWS] = self._some(rows[start : start + ROWS])
        return found

    def _some(self, rows: Floats) -> Floats:
        left = np.tile(self._every, (len(rows), 1))
        for feature, masks in self._masks.items():
            left &= masks.take(np.searchsorted(self._cuts[feature], rows[:, feature]), axis=0)
        # The exponent of a power of two is the number of its bit.
        bits = left.view(np.uint16).astype(np.float32).view(np.int32) >> _EXPONENT
        bits += self._first
        return np.asarray(self._values.take(bits).sum(axis=1) + self.baseline)

    def _branch(self, nodes: Node, at: int, place: int, masks: list[np.ndarray[Any, Any]], leaf: int) -> list[float]:
        """The values of the leaves under a node, from left to right; the first of them is leaf number `leaf`."""
        node = nodes[at]
        if node["is_leaf"]:
            return [float(node["value"])]
        left = self._branch(nodes, int(node["left"]), place, masks, leaf)
        right = self._branch(nodes, int(node["right"]), place, masks, leaf + len(left))
        feature = int(node["feature_idx"])
        # A row goes left where its value is at most the cut: it stands before at most that many cuts.
        past = int(np.searchsorted(self._cuts[feature], node["num_threshold"])) + 1
        masks[feature][:past, place] &= ~_bits(leaf + len(left), len(right))
        masks[feature][past:, place] &= ~_bits(leaf, len(left))
        return left + right


def _cuts(trees: Sequence[np.ndarray[Any, Any]], feature: int) -> Floats:
    """All values at which some tree parts the rows by a feature, in order."""
    found = [nodes["num_threshold"][(nodes["feature_idx"] == feature) & (nodes["is_leaf"] == 0)] for nodes in trees]
    return np.unique(np.concatenate(found)) if found else np.zeros(0)


def _bits(first: int, count: int) -> np.uint16:
    return np.uint16(((1 << count) - 1) << first)
