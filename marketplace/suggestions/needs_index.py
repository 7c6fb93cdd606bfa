"""All needs of the market, found by the goods that could answer them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matching import NeedRecord
from matching.goods_catalogue import VocabularyCatalogue

Key = tuple[str, str | None]


class NeedsIndex:
    """Need records by id, and by (good asked for, kind of buyer)."""

    def __init__(self, needs: Iterable[NeedRecord] = ()) -> None:
        self._needs: dict[str, NeedRecord] = {}
        self._of_key: dict[Key, dict[str, NeedRecord]] = {}
        for need in needs:
            self.replace(need)

    def __len__(self) -> int:
        return len(self._needs)

    def __iter__(self) -> Iterator[NeedRecord]:
        return iter(self._needs.values())

    def __contains__(self, need_id: str) -> bool:
        return need_id in self._needs

    def get(self, need_id: str) -> NeedRecord | None:
        """The record of a need, if it is there."""
        return self._needs.get(need_id)

    def replace(self, need: NeedRecord) -> None:
        """Put a need in, in place of the one with the same id."""
        self.remove(need.id)
        self._needs[need.id] = need
        for key in _keys(need):
            self._of_key.setdefault(key, {})[need.id] = need

    def remove(self, need_id: str) -> None:
        """Take a need out, if it is there."""
        need = self._needs.pop(need_id, None)
        for key in _keys(need) if need else ():
            self._of_key[key].pop(need_id, None)

    def for_goods(self, codes: Iterable[str]) -> list[NeedRecord]:
        """The needs that some of these goods may answer, in order of their ids."""
        offered, catalogue = set(codes), VocabularyCatalogue()
        found: dict[str, NeedRecord] = {}
        for (code, buyer_kind), needs in self._of_key.items():
            if needs and not offered.isdisjoint(catalogue.relatives(code, buyer_kind)):
                found.update(needs)
        return [found[need_id] for need_id in sorted(found)]


def _keys(need: NeedRecord) -> set[Key]:
    return {(good.code, need.buyer_kind) for good in need.goods}
