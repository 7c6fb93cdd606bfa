"""Which words of a piece may be one misspelt name, and when a guess is better than what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from matching.vocabulary.fuzzy import Guess, Run, guesses
from matching.vocabulary.normalise import without_keys
from matching.vocabulary.piece import Piece
from matching.vocabulary.words import Word

Guesser = Callable[[Sequence[Run]], Guess | None]
_MOST_WORDS = 7


class Later:
    """A guesser for many texts: it notes what it has no answer for, and looks all of that up at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Run, ...], Guess | None] = {}
        self._asked: dict[tuple[Run, ...], None] = {}
        self.lacks = False
        """Whether something was asked, since this was last set to False, that has no answer yet."""

    def __call__(self, asked: Sequence[Run]) -> Guess | None:
        question = tuple(asked)
        if question in self._known:
            return self._known[question]
        self.lacks = True
        self._asked[question] = None
        return None

    def answer(self) -> None:
        """Look up everything asked so far that has no answer."""
        asked, self._asked = list(self._asked), {}
        self._known.update(zip(asked, guesses(asked), strict=True))


def runs(piece: Piece, words: Sequence[Word], end: int, *, marked: bool) -> list[Run]:
    """Runs of words to look up in a piece that ends before `end`, likeliest first.

    First all words from the first to the last that name a good or were not read; then with neighbours, as a
    classifier may begin a name and a form end it; then fewer words at either end. Every run holds an unread word and
    all words that were read as a name: what was read well is not given up for a likeness of the words beside it.
    """
    kept = set(piece.named) - {mention.at for mention in piece.mentions if mention.weak}
    low, high = piece.starts(), max((*piece.left, *piece.named)) + 1
    tried = [(low, high)]
    tried += [(start, stop) for start in (low, low - 1) for stop in (high, high + 1, high + 2)]
    tried += [(low, stop) for stop in range(high - 1, low, -1)]
    tried += [(start, high) for start in range(low + 1, high)]
    found = []
    for start, stop in dict.fromkeys(tried):
        read = sum(start <= at < stop for at in piece.left)
        fits = piece.start <= start and stop <= end and stop - start <= _MOST_WORDS
        if read and fits and kept <= set(range(start, stop)):
            found += _written(words[start:stop], len(piece.left) - read, marked=marked)
    return found


def _written(run: Sequence[Word], missed: int, *, marked: bool) -> list[Run]:
    """The run as typed, and if it may be raw Telex, without the keys for marks."""
    texts = [_joined(word.text for word in run)]
    if not marked:
        texts.append(_joined(without_keys(word.folded) for word in run))
    return [Run(text, missed) for text in dict.fromkeys(texts)]


def _joined(words: Iterable[str]) -> str:
    return " ".join(words)


def replaces(found: Guess, piece: Piece) -> bool:
    """Whether a guess is more than what was read: of the same good only where it tells a variety nobody read."""
    read = {mention.code for mention in piece.mentions}
    if set(found.codes) != read:
        return True
    return found.variety is not None and all(found.variety not in mention.varieties for mention in piece.mentions)
