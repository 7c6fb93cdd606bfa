"""The rivals: the best known ways to compare texts in bulk. Each gives the best offers of each need, by likeness.

Answers are arrays (needs, top) of offer numbers, best first, -1 where a rival found fewer. All run in one thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np

from matching.arrays import Ints
from tests.benchmarks.texts import Texts

LIBRARIES = ("sparse_dot_topn", "sp_matmul_rs", "tantivy")
Rival = Callable[[Texts, int], Ints]
BLOCK = 250


class MissingRivalError(Exception):
    """A library that is measured against is not installed."""


def scikit(found: Texts, top: int) -> Ints:
    """scikit-learn's TF-IDF of character n-grams, sparse product in blocks, the best of each row."""
    offers, needs = vectors(found)
    turned = offers.T.tocsr()
    rows = [_best_of_dense((needs[at : at + BLOCK] @ turned).toarray(), top) for at in range(0, needs.shape[0], BLOCK)]
    return np.concatenate(rows) if rows else np.zeros((0, top), dtype=np.int64)


def sparse_dot_topn(found: Texts, top: int) -> Ints:
    """The same vectors by sparse_dot_topn, which keeps only the best of each row while it multiplies."""
    library, (offers, needs) = installed("sparse_dot_topn"), vectors(found)
    return _best_of_sparse(library.sp_matmul_topn(needs, offers.T.tocsr(), top_n=top, sort=True, n_threads=1), top)


def sp_matmul_rs(found: Texts, top: int) -> Ints:
    """The same vectors by sp_matmul_rs, a cache-blocked kernel in Rust."""
    library, (offers, needs) = installed("sp_matmul_rs"), vectors(found)
    return _best_of_sparse(library.sp_matmul_topn(needs, offers.T.tocsr(), top_n=top, sort=True, n_threads=1), top)


def wratio(found: Texts, top: int) -> Ints:
    """rapidfuzz's WRatio of every pair."""
    from rapidfuzz import fuzz, process

    rows = [
        _best_of_dense(process.cdist(block, found.offers, scorer=fuzz.WRatio, dtype=np.float32, workers=1), top)
        for block in _blocks(found.needs)
    ]
    return np.concatenate(rows) if rows else np.zeros((0, top), dtype=np.int64)


def tantivy(found: Texts, top: int) -> Ints:
    """A full-text index in memory, every need a query of its words (BM25)."""
    searcher, index = text_index(found.offers)
    answers = np.full((len(found.needs), top), -1, dtype=np.int64)
    for row, text in enumerate(found.needs):
        hits = search_text(searcher, index, text, top)
        answers[row, : len(hits)] = hits
    return answers


def installed(name: str) -> Any:
    """A rival's library. Raises `MissingRivalError` with its name where it is not installed."""
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingRivalError(f"the rival {name} is not installed; requirements-bench.txt has it") from error


def vectors(found: Texts) -> tuple[Any, Any]:
    """TF-IDF over character 2- to 4-grams within words, float32: offers and needs as rows of one space."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32)
    offers = vectoriser.fit_transform(found.offers)
    return offers.tocsr(), vectoriser.transform(found.needs).tocsr()


def text_index(offers: list[str]) -> tuple[Any, Any]:
    """A searcher and its index in memory; documents carry their number."""
    engine = installed("tantivy")
    schema = engine.SchemaBuilder().add_text_field("text").add_unsigned_field("number", stored=True).build()
    index = engine.Index(schema)
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for number, text in enumerate(offers):
        writer.add_document(engine.Document(text=text, number=number))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher(), index


def search_text(searcher: Any, index: Any, text: str, top: int) -> list[int]:
    """Numbers of the best documents for the words of a text."""
    query = index.parse_query(text, ["text"])
    found = searcher.search(query, top, count=False).hits
    return [int(searcher.doc(address)["number"][0]) for _, address in found]


def _blocks(needs: list[str]) -> Iterator[list[str]]:
    for at in range(0, len(needs), BLOCK):
        yield needs[at : at + BLOCK]


def _best_of_dense(likeness: Any, top: int) -> Ints:
    """The places of the largest values of each row, largest first; equals by place."""
    count = min(top, likeness.shape[1])
    kept = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    order = np.lexsort((kept, -np.take_along_axis(likeness, kept, axis=1)), axis=1)
    best = np.full((len(likeness), top), -1, dtype=np.int64)
    best[:, :count] = np.take_along_axis(kept, order, axis=1)
    return best


def _best_of_sparse(product: Any, top: int) -> Ints:
    best = np.full((product.shape[0], top), -1, dtype=np.int64)
    lengths = np.diff(product.indptr)
    rows = np.repeat(np.arange(len(lengths)), lengths)
    best[rows, np.arange(len(rows)) - np.repeat(product.indptr[:-1], lengths)] = product.indices
    return best
