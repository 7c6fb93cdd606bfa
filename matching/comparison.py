"""Our ranking of reported needs beside the two text baselines, over the same rows and judgements."""

from __future__ import annotations

from pathlib import Path

from matching.evaluation import Report, evaluate, read_qrels
from matching.reader import rankings, read_source
from matching.text_baselines import tfidf_rankings, wratio_rankings

DEPTH = 10


def compare(needs: Path, offers: Path, linkages: Path, qrels: Path) -> dict[str, Report]:
    """A report for each of lienket, tfidf and wratio. Raises `SourceFileError` for what cannot be read."""
    judged = read_qrels(qrels)
    source = read_source(needs, offers, linkages)
    ours = {ranking.need_id: [found.offer_id for found in ranking.suggestions] for ranking in rankings(source, DEPTH)}
    ranked = {
        "lienket": ours,
        "tfidf": tfidf_rankings(source.need_texts, source.offer_texts, DEPTH),
        "wratio": wratio_rankings(source.need_texts, source.offer_texts, DEPTH),
    }
    return {name: evaluate(found, judged, depth=DEPTH) for name, found in ranked.items()}
