"""Goods named by people who type as people do: which commodity, and which variety where one was written."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

import numpy as np

from matching.vocabulary import vocabulary
from matching.vocabulary.normalise import fold
from matching.vocabulary.resolver import Resolution
from tests.benchmarks.clock import CpuClock
from tests.benchmarks.report import Fields
from tests.benchmarks.season import Season
from tests.benchmarks.season.goods import commodities
from tests.benchmarks.season.writing import Typed, joined_name
from tests.benchmarks.texts import clean

TEXTS = 5_000


@dataclass(frozen=True, slots=True)
class Read:
    """What a text was taken for; `asked`: the goods between which a person is to choose."""

    commodity: str | None
    variety: str | None
    asked: tuple[str, ...] = ()


def rows(season: Season) -> list[Typed]:
    """Texts of both sides, half each, at most TEXTS."""
    return list(chain(islice(season.offer_texts(), TEXTS // 2), islice(season.need_texts(), TEXTS // 2)))


def ours(season: Season) -> dict[str, Fields]:
    """The vocabulary's first answer: what it read, or the first good it would ask about, as rivals give their first.

    A text read as several goods counts as not read. `asked`: the share of texts whose right good is among those that
    a person is asked to choose between; a good read in spite of a slip is asked about as well, and not counted there.
    """
    vocabulary().resolve_all(["sầu riênng", "qwxzv kfjw"])  # one slip, and nothing near: every rung has its tables now
    return _measured(season, lambda found: [_read(one) for one in vocabulary().resolve_all(row.text for row in found)])


def _read(found: Resolution) -> Read:
    asked = tuple(code for codes in found.ambiguous for code in codes)
    if len(found.goods) + len(found.ambiguous) != 1:
        return Read(None, None, asked)
    if asked:
        return Read(asked[0], None, asked)
    return Read(found.goods[0].code, found.goods[0].variety)


def tfidf(season: Season) -> dict[str, Fields]:
    """The nearest known name by TF-IDF of character 2- and 3-grams, in one index over all names, with nothing of ours.

    It is spared what we must tell apart: its index holds only names that occur in the season, each good with each of
    its varieties, where we read with the whole catalogue; its texts come folded and rid of the words of the trade.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    names, meant = known_names()
    vectoriser = TfidfVectorizer(analyzer="char", ngram_range=(2, 3))
    turned = vectoriser.fit_transform(names).T.tocsr()

    def run(found: Sequence[Typed]) -> list[Read]:
        likeness = (vectoriser.transform([clean(row.text) for row in found]) @ turned).tocsr()
        return [meant[int(place)] for place in np.asarray(likeness.argmax(axis=1)).ravel()]

    return _measured(season, run)


def wratio(season: Season) -> dict[str, Fields]:
    """The nearest known name by rapidfuzz's WRatio."""
    from rapidfuzz import fuzz, process

    names, meant = known_names()

    def run(found: Sequence[Typed]) -> list[Read]:
        likeness = process.cdist([clean(row.text) for row in found], names, scorer=fuzz.WRatio, workers=1)
        return [meant[int(place)] for place in likeness.argmax(axis=1)]

    return _measured(season, run)


def known_names() -> tuple[list[str], list[Read]]:
    """Every name of the season's goods, alone and with every variety, and what each means."""
    found: dict[str, Read] = {}
    for good in commodities():
        for name in good.names:
            found.setdefault(clean(name.text), Read(good.code, None))
        for variety, spellings in good.varieties:
            for name, spelling in product(good.names, spellings):
                if (wording := joined_name(good.code, name, spelling)) is not None:
                    found.setdefault(clean(wording.text), Read(good.code, variety))
    return list(found), list(found.values())


def _measured(season: Season, run: Callable[[Sequence[Typed]], list[Read]]) -> dict[str, Fields]:
    found, clock = rows(season), CpuClock()
    run([*found[:1], *(row for row in found if row.slip)][:50])  # tables are loaded once in the life of a process
    gc.collect()  # what loading them left behind is no part of reading
    with clock.running():
        read = run(found)
    pairs = list(zip(found, read, strict=True))
    right = [row.commodity == got.commodity for row, got in pairs]
    asked = [row.commodity in got.asked for row, got in pairs]
    named = [(row.variety, got) for (row, got), good in zip(pairs, right, strict=True) if row.variety is not None]
    varieties = [bool(got.variety) and fold(str(got.variety)) == fold(str(meant)) for meant, got in named]
    common: Fields = {"cpu_s": clock.seconds, "texts": len(found), "us_per_text": 1e6 * clock.seconds / len(found)}
    return {
        "names_commodity": common | {"quality": float(np.mean(right)), "asked": float(np.mean(asked))},
        "names_variety": common | {"quality": float(np.mean(varieties)), "texts": len(named)},
    }
