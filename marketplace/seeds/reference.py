"""All reference data, out of the vendored files of every room that has some."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.catalogue import loading as catalogue
from marketplace.catalogue.loading import Dataset, Loaded, load_dataset
from marketplace.indicators import loading as indicators

DATASETS: tuple[Dataset, ...] = (*catalogue.DATASETS, *indicators.DATASETS)


def load_reference(report: Callable[[Loaded], None] | None = None) -> list[Loaded]:
    """Bring every reference table to its file; flushes, never commits.

    `report` hears of each dataset as it is done. One that already has these bytes is skipped (`changed` False).
    """
    done: list[Loaded] = []
    for dataset in DATASETS:
        loaded = load_dataset(dataset)
        done.append(loaded)
        if report:
            report(loaded)
    return done
