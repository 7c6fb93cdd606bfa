"""The offers, cut into buckets by good and form, each sorted by the start of its window.

A need looks only into the buckets of the goods related to it, so nearly all offers are never touched. All buckets are
spans of the same columns; one changed offer gives only its own buckets columns of their own, and the result answers
as a rebuild does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from matching.arrays import Codes, Columns, Ints
from matching.bucket import Bucket, Ragged
from matching.cutting import Cut, Cutter
from matching.gathering import gathered, picked, ranked, sorted_bucket, with_lines, without
from matching.lines import CODED, NOWHERE, SYSTEMS
from matching.records import OfferRecord

__all__ = ["FAR_FUTURE_DAYS", "NOWHERE", "OfferIndex", "build"]

# A window that opens this long after a need has ended is no near miss any more.
FAR_FUTURE_DAYS = 400
CHUNK = 20_000


class OfferIndex:
    """All offers, ready to be asked. Build with `build`, renew with `replace` and `remove`.

    Every offer that arrives has a slot, a number given out in order of arrival. With `keep` the records themselves
    are kept as well; without, only columns and ids are, and who explains must bring the few records it needs.
    """

    def __init__(self, *, keep: bool = True) -> None:
        self.codes = {name: Codes(SYSTEMS if name == "system" else ()) for name in CODED}
        self.ids: list[str] = []
        self.buckets: dict[int, Bucket] = {}
        self._forms: dict[str, dict[str | None, int]] = {}
        self._by_form: dict[str, list[tuple[int, Bucket]]] = {}
        self._slots: dict[str, int] | None = {}
        self._offers: dict[int, OfferRecord] | None = {} if keep else None
        self._ranks: Ints | None = None

    def __len__(self) -> int:
        return len(self._by_id())

    def __contains__(self, offer_id: object) -> bool:
        return offer_id in self._by_id()

    @property
    def keeps(self) -> bool:
        """Whether the records themselves are kept."""
        return self._offers is not None

    def offer(self, slot: int) -> OfferRecord:
        """The offer in `slot`. Raises KeyError for a slot that holds none, or when records are not kept."""
        if self._offers is None:
            raise KeyError(slot)
        return self._offers[slot]

    def offers(self) -> Iterator[OfferRecord]:
        """All offers that are kept, in order of arrival."""
        return iter((self._offers or {}).values())

    def forms(self, good: str) -> list[tuple[int, Bucket]]:
        """The buckets of one good that hold lines, with their numbers, by form."""
        if (found := self._by_form.get(good)) is None:
            known = self._forms.get(good, {})
            ordered = sorted(known, key=lambda form: (form is not None, form or ""))
            found = [(known[form], self.buckets[known[form]]) for form in ordered if known[form] in self.buckets]
            self._by_form[good] = found
        return found

    def goods_of(self, offer_id: str) -> set[str]:
        """The goods under which an offer is found; none when it is not there."""
        slot = self._by_id().get(offer_id)
        return set() if slot is None else {self.buckets[number].good for number in self._home(slot)}

    def ranks(self, slots: Ints) -> Ints:
        """Numbers for these slots in the order of their offer ids."""
        if self._ranks is None or len(self._ranks) != len(self.ids):
            different, which = np.unique(slots, return_inverse=True)
            names = [self.ids[slot] for slot in different.tolist()]
            ranks = np.empty(len(names), dtype=np.int64)
            ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
            return ranks[which]
        return self._ranks[slots]

    def replace(self, offer: OfferRecord) -> None:
        """Put `offer` in, in place of the one with the same id if there is one."""
        slot = len(self.ids)
        cutter = Cutter(self.codes)
        cutter.add(slot, offer)
        cut = cutter.take()
        self.remove(offer.id)
        self.ids.append(offer.id)
        self._by_id()[offer.id] = slot
        if self._offers is not None:
            self._offers[slot] = offer
        for number in np.unique(cut.lines["bucket"]).tolist():
            self._add(number, *picked(cut, np.flatnonzero(cut.lines["bucket"] == number)))

    def remove(self, offer_id: str) -> None:
        """Take an offer out; taking out one that is not there changes nothing."""
        slot = self._by_id().pop(offer_id, None)
        if slot is None:
            return
        for number in self._home(slot):
            left = without(self.buckets[number], slot)
            if len(left):
                self.place(number, left)
            else:
                del self.buckets[number]
                self._by_form.pop(left.good, None)
        self.ids[slot] = ""
        if self._offers is not None:
            del self._offers[slot]

    def only(self, goods: Iterable[str]) -> OfferIndex:
        """The same index with the buckets of these goods alone, sharing every column; not to be renewed."""
        part = OfferIndex(keep=False)
        part.codes, part.ids, part._ranks = self.codes, self.ids, self._ranks
        part._forms = {good: self._forms[good] for good in goods if good in self._forms}
        numbers = {number for forms in part._forms.values() for number in forms.values()}
        part.buckets = {number: self.buckets[number] for number in sorted(numbers & set(self.buckets))}
        return part

    def save(self, folder: Path) -> None:
        """Write the columns and ids to a folder, to be opened by any number of processes; records are not written."""
        from matching.stored import save

        save(self, folder)

    @staticmethod
    def open(folder: Path) -> OfferIndex:
        """An index whose columns are memory-mapped from a folder. It can be renewed; the files stay as they are.

        Raises `StoredIndexError` when the folder holds no whole index of this version.
        """
        from matching.stored import opened

        return opened(folder)

    def place(self, number: int, bucket: Bucket) -> None:
        """Put a whole bucket under its number."""
        self._forms.setdefault(bucket.good, {})[bucket.form] = number
        self.buckets[number] = bucket
        self._by_form.pop(bucket.good, None)

    def settle(self, ids: list[str], cuts: list[Cut], kept: dict[int, OfferRecord] | None) -> None:
        """Take over everything cut; of offers with one id the last one counts. `cuts` is emptied on the way."""
        slots = {offer_id: slot for slot, offer_id in enumerate(ids)}
        alive = np.zeros(len(ids), dtype=bool)
        alive[np.fromiter(slots.values(), np.int64, len(slots))] = True
        self._ranks = ranked(ids)
        for number, bucket in gathered(cuts, self._ranks, alive, self.names()):
            self.place(number, bucket)
        self.ids = [offer_id if lives else "" for offer_id, lives in zip(ids, alive.tolist(), strict=True)]
        self._slots = None
        self._offers = None if kept is None else {slot: kept[slot] for slot in sorted(slots.values())}

    def settle_ids(self, ids: list[str]) -> None:
        """Take over the ids of all slots."""
        self.ids, self._slots = ids, None

    def names(self) -> list[tuple[str, str | None]]:
        """Good and form of every bucket number."""
        known: Any = self.codes["bucket"].values()
        return list(known)

    def _add(self, number: int, lines: Columns, ragged: dict[str, Ragged]) -> None:
        if number in self.buckets:
            self.place(number, with_lines(self.buckets[number], lines, ragged, self.ids))
        else:
            good, form = self.names()[number]
            self.place(number, sorted_bucket(good, form, lines, ragged))

    def _home(self, slot: int) -> list[int]:
        """The buckets in which an offer has lines."""
        return [number for number, bucket in self.buckets.items() if (bucket.lines["slot"] == slot).any()]

    def _by_id(self) -> dict[str, int]:
        if self._slots is None:
            self._slots = {offer_id: slot for slot, offer_id in enumerate(self.ids) if offer_id}
        return self._slots


def build(offers: Iterable[OfferRecord], *, keep: bool = True) -> OfferIndex:
    """An index of `offers`, every bucket cut. Of two with one id the later counts.

    `offers` are read once, one after the other; with `keep=False` none of them is held on to.
    """
    index = OfferIndex(keep=keep)
    cutter, cuts, ids = Cutter(index.codes), list[Cut](), list[str]()
    kept: dict[int, OfferRecord] | None = {} if keep else None
    for slot, offer in enumerate(offers):
        cutter.add(slot, offer)
        ids.append(offer.id)
        if kept is not None:
            kept[slot] = offer
        if slot % CHUNK == CHUNK - 1:
            cuts.append(cutter.take())
    cuts.append(cutter.take())
    index.settle(ids, cuts, kept)
    return index
