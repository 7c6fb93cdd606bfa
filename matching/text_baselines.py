"""Rankings by text alone, only to be measured beside the matcher: TF-IDF of character n-grams, and WRatio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def tfidf_rankings(needs: Mapping[str, str], offers: Mapping[str, str], top: int = 10) -> dict[str, list[str]]:
    """Offer ids per need id by cosine of TF-IDF over character 2- to 4-grams of the texts."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    offered = vectorizer.fit_transform(offers.values())
    similar = (vectorizer.transform(needs.values()) @ offered.T).toarray()
    return _ranked(list(needs), list(offers), similar, top)


def wratio_rankings(needs: Mapping[str, str], offers: Mapping[str, str], top: int = 10) -> dict[str, list[str]]:
    """Offer ids per need id by rapidfuzz's WRatio of the texts."""
    from rapidfuzz import fuzz, process, utils

    similar = process.cdist(
        list(needs.values()), list(offers.values()), scorer=fuzz.WRatio, processor=utils.default_process
    )
    return _ranked(list(needs), list(offers), np.asarray(similar, dtype=np.float64), top)


def _ranked(needs: Sequence[str], offers: Sequence[str], similar: np.ndarray, top: int) -> dict[str, list[str]]:
    ids = np.array(offers)
    order = [np.lexsort((ids, -row))[:top] for row in similar]
    return {need: [offers[place] for place in places] for need, places in zip(needs, order, strict=True)}
