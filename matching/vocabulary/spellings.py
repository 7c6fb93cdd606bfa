"""Every spelling a misspelt name is compared with: names of goods, of varieties, and of goods with a variety behind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TypeAlias

from matching.vocabulary.lexicon import Entry, lexicon
from matching.vocabulary.normalise import fold

SHORTEST = 4
_TELLING = 6  # letters of a variety that by itself may lead to its good; "Thái" and "Đỏ" are words of many


# A name as written, the goods it may mean, and the variety it names besides, if any. Bare tuples, since there are
# twenty thousand and the search for garbage passes over tuples that hold nothing but text.
Spelling: TypeAlias = tuple[str, tuple[str, ...], str | None]


@cache
def spellings() -> dict[str, tuple[Spelling, ...]]:
    """Spellings of at least four letters by what they are without marks."""
    found = sorted((spelling for spelling in _all() if len(spelling[0]) >= SHORTEST), key=_folded)
    grouped = ((folded, dict.fromkeys(same)) for folded, same in groupby(found, key=_folded))
    return {folded: tuple(same) for folded, same in grouped if len(folded) >= SHORTEST}


def _folded(spelling: Spelling) -> str:
    return fold(spelling[0])


def _all() -> Iterator[Spelling]:
    entries = [entry for all_ in lexicon().entries.values() for entry in all_]
    names = [entry for entry in entries if entry.kind == "good"]
    varieties = [entry for entry in entries if entry.kind == "variety"]
    called = {fold(_written(entry)) for entry in names}
    yield from ((_written(entry), entry.codes, None) for entry in names)
    for variety in varieties:
        telling = len(_written(variety)) >= _TELLING and fold(_written(variety)) not in called
        if "#" not in (variety.variety or "") and (variety.alone or telling):
            yield _written(variety), variety.codes, variety.variety
    yield from _joined(names, varieties)


def _joined(names: list[Entry], varieties: list[Entry]) -> Iterator[Spelling]:
    """Vietnamese names with each variety behind them, as both are written together."""
    by_good: dict[str, list[str]] = {}
    for name in names:
        if len(name.codes) == 1 and name.language == "vi":
            by_good.setdefault(name.codes[0], []).append(_written(name))
    for variety in varieties:
        said = _written(variety)
        for called in by_good.get(variety.codes[0], ()):
            if called not in said and said not in called and "#" not in f"{variety.variety}{said}":
                yield f"{called} {said}", variety.codes, variety.variety


def _written(entry: Entry) -> str:
    return " ".join(entry.words)
