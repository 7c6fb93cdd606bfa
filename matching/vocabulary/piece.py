"""What the walk through a text keeps of the piece it is in."""

from __future__ import annotations

from dataclasses import dataclass, field

from matching.vocabulary.mentions import Mention


@dataclass(slots=True)
class Piece:
    """Where the walk is: mentions of this piece, forms that wait for a good, words nobody read."""

    start: int
    mentions: list[Mention] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    named: list[int] = field(default_factory=list)  # words read as goods and varieties
    fresh: bool = True  # nothing but classifiers and words of the trade so far
    made: bool = False  # what follows are ingredients of a made good

    def starts(self) -> int:
        """Where its first word stands that names a good or was not read."""
        return min((*self.left, *self.named))
