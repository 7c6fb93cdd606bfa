"""One new need, from its text to an explained top twenty; and one changed offer, checked against a rebuild."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import islice, product
from typing import Any

import numpy as np

from matching import NeedRecord, OfferIndex, OfferRecord, build
from matching.batch import match
from matching.ranking import Ranking
from matching.records import Good
from matching.sentences import gap_sentence, near_miss_sentence, sentence
from matching.vocabulary import vocabulary
from tests.benchmarks.clock import cpu_seconds, percentile
from tests.benchmarks.engine import lean_index, matcher
from tests.benchmarks.report import Fields
from tests.benchmarks.rivals import search_text, text_index
from tests.benchmarks.season import Season
from tests.benchmarks.season.draws import BUYER_KINDS
from tests.benchmarks.season.goods import commodities
from tests.benchmarks.texts import Texts, texts

TOP = 20
WARM, ROUNDS = 30, 500
CHANGES, CHECKED = 200, 400


def ours(season: Season) -> dict[str, Fields]:
    """Text read, need ranked, every suggestion with its parts, cases and gaps; one need after the other.

    `sentences_ms` is what turning all of it into Vietnamese sentences takes on top; pages do that as they are written.
    """
    index, engine = build(season.offer_records()), matcher()
    # What the catalogue knows of each good is worked out once in the life of a process.
    for good, buyer in product(commodities(), BUYER_KINDS):
        engine.catalogue.relatives(good.code, buyer)
    rows = list(islice(zip(season.need_records(), season.need_texts(), strict=True), WARM + ROUNDS))
    rankings: list[Ranking] = []
    taken = _timed(lambda row: rankings.append(engine.suggest(index, read(row[0], row[1].text), top=TOP)), rows)
    telling = _timed(_told, rankings)
    found = _report(taken)
    found["one_need_p50_ms"]["sentences_ms"] = 1000 * percentile(telling, 0.5)
    found["one_need_p99_ms"]["sentences_ms"] = 1000 * percentile(telling, 0.99)
    return found


def _told(ranking: Ranking) -> list[str]:
    told = [sentence(part) for found in ranking.suggestions for part in found.parts]
    told += [gap_sentence(gap) for found in ranking.suggestions for gap in found.gaps]
    return told + [near_miss_sentence(miss) for miss in ranking.near_misses]


def read(record: NeedRecord, text: str) -> NeedRecord:
    """The need with its goods as the text is read; where the text is asked about, with the goods that were meant."""
    found = vocabulary().resolve(text).goods
    goods = tuple(Good(one.code, one.level, next(iter(one.trade_forms), one.form), one.variety) for one in found)
    return replace(record, goods=goods or record.goods)


def scikit(season: Season) -> dict[str, Fields]:
    """TF-IDF of one text against the vectors of all offers, the twenty best; vectors are made beforehand."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    found = _some(season)
    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32)
    turned = vectoriser.fit_transform(found.offers).T.tocsr()

    def one(text: str) -> Any:
        likeness = (vectoriser.transform([text]) @ turned).toarray()[0]
        best = np.argpartition(-likeness, min(TOP, len(likeness) - 1))[:TOP]
        return best[np.argsort(-likeness[best])]

    return _report(_timed(one, found.needs))


def tantivy(season: Season) -> dict[str, Fields]:
    """One full-text query; the index is made beforehand."""
    found = _some(season)
    searcher, index = text_index(found.offers)
    return _report(_timed(lambda text: search_text(searcher, index, text, TOP), found.needs))


def change(season: Season) -> dict[str, Fields]:
    """Offers replaced one by one in a full index; afterwards it must answer as one built anew."""
    index = lean_index(season.offer_records())
    changed = {offer.id: _later(offer) for offer in _spread(season.offer_records(), season.offers)}
    taken = _timed(index.replace, list(changed.values()))
    anew = lean_index(changed.get(offer.id, offer) for offer in season.offer_records())
    same = _answers(index, season) == _answers(anew, season)
    mean = sum(taken) / len(taken)
    fields: Fields = {"cpu_s": mean, "ours_ms": 1000 * mean, "p99_ms": 1000 * percentile(taken, 0.99)}
    return {"one_change_ms": fields | {"quality": float(same), "equal": same}}


def _later(offer: OfferRecord) -> OfferRecord:
    """The offer a fortnight later and with a tenth less."""
    shift, less = timedelta(days=14), Decimal("0.9")
    periods = (replace(p, start=p.start + shift, end=p.end + shift, firm_kg=p.firm_kg * less) for p in offer.periods)
    return replace(offer, periods=tuple(periods))


def _spread(offers: Iterator[OfferRecord], count: int) -> Iterator[OfferRecord]:
    return islice(offers, 0, None, max(count // CHANGES, 1))


def _answers(index: OfferIndex, season: Season) -> list[tuple[int, str, int]]:
    table = match(index, list(islice(season.need_records(), CHECKED)), matcher(), top=TOP)
    ids = table.offer_ids
    rows = zip(table.need.tolist(), table.offer.tolist(), table.tenths.tolist(), strict=True)
    return [(need, ids[offer], tenths) for need, offer, tenths in rows]


def _some(season: Season) -> Texts:
    found = texts(replace(season, needs=min(season.needs, WARM + ROUNDS)))
    return Texts(found.offers, found.needs)


def _timed(run: Callable[[Any], object], rows: list[Any]) -> list[float]:
    """CPU seconds of each run, the first ones left out where there are enough."""
    taken = []
    for row in rows:
        start = cpu_seconds()
        run(row)
        taken.append(cpu_seconds() - start)
    return taken[WARM:] if len(taken) > 2 * WARM else taken


def _report(taken: list[float]) -> dict[str, Fields]:
    median, worst = percentile(taken, 0.5), percentile(taken, 0.99)
    return {
        "one_need_p50_ms": {"cpu_s": median, "ours_ms": 1000 * median},
        "one_need_p99_ms": {"cpu_s": worst, "ours_ms": 1000 * worst},
    }
