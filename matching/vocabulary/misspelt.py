"""Which words of a piece may be one misspelt name, and when a guess is better than what was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matching.vocabulary.fuzzy import Guess, Run, guess_near, guesses_far
from matching.vocabulary.normalise import without_keys
from matching.vocabulary.piece import Piece
from matching.vocabulary.words import Word

Guesser = Callable[[Sequence[Run]], Guess | None]
_MOST_WORDS = 7


class Later:
    """A guesser for many texts: what is no slip away from any name it notes, and looks all of that up at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Run, ...], Guess | None] = {}
        self._asked: dict[tuple[Run, ...], None] = {}
        self.lacks = False
        """Whether something was asked, since this was last set to False, that has no answer yet."""

    def __call__(self, asked: Sequence[Run]) -> Guess | None:
        if near := guess_near(asked):
            return near
        question = tuple(asked)
        if question in self._known:
            return self._known[question]
        self.lacks = True
        self._asked[question] = None
        return None

    def answer(self) -> None:
        """Look up everything asked so far that has no answer."""
        asked, self._asked = list(self._asked), {}
        self._known.update(zip(asked, guesses_far(asked), strict=True))


def runs(piece: Piece, words: Sequence[Word], end: int, *, marked: bool) -> list[Run]:
    """Runs of words to look up in a piece that ends before `end`, likeliest first.

    First all words from the first to the last that name a good or were not read; then with neighbours, as a
    classifier may begin a name and a form end it; then fewer words at either end. Every run holds an unread word and
    all words that were read as a name: what was read well is not given up for a likeness of the words beside it.
    """
    kept = set(piece.named) - {mention.at for mention in piece.mentions if mention.weak}
    first, last = min(kept, default=end), max(kept, default=0)
    low, high = piece.starts(), max((*piece.left, *piece.named)) + 1
    tried = [(low, high)]
    tried += [(start, stop) for start in (low, low - 1) for stop in (high, high + 1, high + 2)]
    tried += [(low, stop) for stop in range(high - 1, low, -1)]
    tried += [(start, high) for start in range(low + 1, high)]
    found = []
    for start, stop in dict.fromkeys(tried):
        fits = piece.start <= start and stop <= end and stop - start <= _MOST_WORDS
        if fits and start <= first and last < stop:
            missed = sum([not start <= at < stop for at in piece.left])
            if missed < len(piece.left):
                found += _written(words[start:stop], missed, marked=marked)
    return found


def _written(run: Sequence[Word], missed: int, *, marked: bool) -> list[Run]:
    """The run as typed, and if it may be raw Telex, without the keys for marks."""
    text = " ".join([word.text for word in run])
    bare = text if marked else " ".join([without_keys(word.folded) for word in run])
    return [Run(text, missed)] if bare == text else [Run(text, missed), Run(bare, missed)]


def replaces(found: Guess, piece: Piece) -> bool:
    """Whether a guess is more than what was read: of the same good only where it tells a variety nobody read."""
    read = {mention.code for mention in piece.mentions}
    if set(found.codes) != read:
        return True
    return found.variety is not None and all(found.variety not in mention.varieties for mention in piece.mentions)
