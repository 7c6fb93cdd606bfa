"""Reference data out of the vendored files, again and again with the same result.

One module knows one kind of data; `dataset.py` keeps the versions, `tables.py` brings a table to the rows of
its file. The same bytes are not loaded twice. Rows that are no longer in a file stay, with the day they ended.
"""

from __future__ import annotations

from marketplace.catalogue.loading import goods, places, prices, seasons, units
from marketplace.catalogue.loading.dataset import Dataset, Loaded, load_dataset

DATASETS: tuple[Dataset, ...] = (
    places.PROVINCES,
    places.COMMUNES,
    places.FORMER_PLACES,
    units.UNITS,
    goods.FORMS,
    goods.COMMODITIES,
    goods.NAMES,
    goods.VARIETIES,
    goods.RELATIONS,
    seasons.SEASONS,
    prices.PRICES,
)

__all__ = ["DATASETS", "Dataset", "Loaded", "load_dataset"]
