"""Every measure of the matcher: who runs it, which rivals stand beside it, and at which sizes a rival is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.benchmarks import both_sides, noisy_names, one_need, rebuild, relevance, rivals
from tests.benchmarks.report import Fields
from tests.benchmarks.season import Season

Runner = Callable[[Season], Mapping[str, Fields]]
OURS = "ours"
SAMPLE_PAIRS = 5_000_000


@dataclass(frozen=True, slots=True)
class Rival:
    """A rival's runner. `most_pairs`: the largest offers × needs it is run at; `why`: what it would take beyond."""

    run: Runner
    most_pairs: float = float("inf")
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bench:
    """One run that gives one or several `measures`, and the rivals that give the same."""

    measures: tuple[str, ...]
    ours: Runner
    rivals: Mapping[str, Rival] = field(default_factory=dict)


# Limits by the CPU seconds measured at 100,000 × 20,000, which grow with the pairs; beyond them ten minutes are over.
BENCHES = {
    "rebuild": Bench(
        ("rebuild",),
        rebuild.ours,
        {
            "sparse_dot_topn": Rival(rebuild.rival(rivals.sparse_dot_topn), 1.2e10, "over ten minutes"),
            "sp_matmul_rs": Rival(rebuild.rival(rivals.sp_matmul_rs), 4e10, "over ten minutes"),
            "scikit-learn TF-IDF": Rival(rebuild.rival(rivals.scikit), 5e9, "over ten minutes"),
            "rapidfuzz WRatio": Rival(rebuild.sampled(rivals.wratio, SAMPLE_PAIRS)),
            "tantivy": Rival(rebuild.rival(rivals.tantivy), 1e10, "over ten minutes"),
        },
    ),
    "one_need": Bench(
        ("one_need_p50_ms", "one_need_p99_ms"),
        one_need.ours,
        {"scikit-learn TF-IDF": Rival(one_need.scikit), "tantivy": Rival(one_need.tantivy)},
    ),
    "one_change": Bench(("one_change_ms",), one_need.change),
    "names": Bench(
        ("names_commodity", "names_variety"),
        noisy_names.ours,
        {"TF-IDF alone": Rival(noisy_names.tfidf), "WRatio alone": Rival(noisy_names.wratio)},
    ),
    "ndcg20": Bench(
        ("ndcg20",),
        relevance.ours,
        {
            "sparse_dot_topn": Rival(relevance.by_text(rivals.sparse_dot_topn)),
            "sp_matmul_rs": Rival(relevance.by_text(rivals.sp_matmul_rs)),
            "rapidfuzz WRatio": Rival(relevance.by_text(rivals.wratio), 2.5e9, "over ten minutes"),
            "tantivy": Rival(relevance.by_text(rivals.tantivy)),
            "text top 200, then the truth": Rival(relevance.perfect_of_text(rivals.sparse_dot_topn)),
        },
    ),
    "both_sides": Bench(("two_sided_gain", "never_shown"), both_sides.ours),
}
MEASURES = tuple(name for bench in BENCHES.values() for name in bench.measures)


def benches_for(only: list[str]) -> dict[str, Bench]:
    """The benches that give the asked measures (all without any). Raises KeyError for a measure nobody knows."""
    unknown = [name for name in only if name not in MEASURES]
    if unknown:
        raise KeyError(f"no such measure: {', '.join(unknown)}; there are {', '.join(MEASURES)}")
    return {name: bench for name, bench in BENCHES.items() if not only or set(only) & set(bench.measures)}
