"""Since when the list of a need tells what it tells: the newest change of the need itself or of goods that answer it.

A list tells of offers of related goods alone, so whatever changes among the others leaves it as it is. Numbers are
those of the change feed; they mean something to the process that noted them, and to no other.
"""

from __future__ import annotations

from collections.abc import Iterable

from matching import NeedRecord
from matching.goods_catalogue import VocabularyCatalogue


class News:
    """The number of the last change by good and by need; everything counts as changed at `renewed`."""

    def __init__(self) -> None:
        self.renewed = -1
        self._goods: dict[str, int] = {}
        self._needs: dict[str, int] = {}

    def renew(self, number: int) -> None:
        """Everything may have changed with this number."""
        self.renewed = number
        self._goods.clear()
        self._needs.clear()

    def note(self, number: int, *, goods: Iterable[str], needs: Iterable[str]) -> None:
        """Offers of these goods, those they were offers of before too, and these needs (by id) have changed."""
        self._goods.update(dict.fromkeys(goods, number))
        self._needs.update(dict.fromkeys(needs, number))

    def of(self, need: NeedRecord) -> int:
        """The number of the last change of what the need's list tells."""
        catalogue = VocabularyCatalogue()
        related = (code for good in need.goods for code in catalogue.relatives(good.code, need.buyer_kind))
        newest = max((self._goods.get(code, -1) for code in related), default=-1)
        return max(self.renewed, self._needs.get(need.id, -1), newest)
