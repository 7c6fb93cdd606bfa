"""Lines of a scored block as they would be with one more paper each: for all goods, without expiry."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.arrays import Bools, Columns, Ints
from matching.block import Block
from matching.once import once
from matching.papers import answers_for
from matching.trust_features import Papers


class MendedLines(Block):
    """Some columns of a block, the same one as often as it is mended, each with a paper of its own kind."""

    def __init__(self, block: Block, columns: Ints, kinds: Sequence[str]) -> None:
        super().__init__(block.bucket, block.places[columns], block.asks_of(columns), block.question)
        self.new_papers = kinds
        self._lines["papers_known"] = np.ones(len(columns), dtype=bool)

    @once
    def organic(self) -> Bools:
        """Lines whose goods would be organic: the paper defines how they are grown."""
        return np.array([kind == "organic" for kind in self.new_papers])

    @once
    def kinds(self) -> tuple[Columns, Ints]:
        """What each line has a profile of, with the growing system that its paper brings."""
        columns, which = self.bucket.profiles
        found = {name: column[which[self.chosen]] for name, column in columns.items()}
        found["system"] = np.where(self.organic, self.question.codes["system"].find("organic"), found["system"])
        found["system_part"] = np.where(self.organic, 0, found["system_part"])
        return found, np.arange(len(self.new_papers))


class MendedPapers(Papers):
    """What mended lines hold: what they held before, and what their new paper answers for."""

    def __init__(self, before: Papers, lines: MendedLines, columns: Ints) -> None:
        super().__init__(lines)
        self._before, self._lines, self._columns = before, lines, columns

    def _holds(self, place: int) -> Bools:
        accepted = answers_for(self._lines.question.asked.wish_names[place])
        new = np.array([kind in accepted for kind in self._lines.new_papers])
        return np.asarray(self._before.held(place)[:, self._columns] | new)
