"""Ten goods, a few records, and what every matcher promises whatever its weights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from matching.arrays import Floats
from matching.candidates import build
from matching.catalogue import GoodFacts, Nearness
from matching.errors import LearningError
from matching.learning import Ranker
from matching.ranking import Matcher
from matching.records import Criterion, Good, NeedRecord, OfferRecord, PeriodQuantity, Site

_FACTS = {
    "durian": GoodFacts("durian", "sầu riêng", "durian", "fresh", True, exportable=True),
    "mango": GoodFacts("mango", "xoài", "mango", "fresh", True, exportable=True),
    "cabbage": GoodFacts("cabbage", "bắp cải", "cabbage", "fresh", False, cheap=True),
    "carrot": GoodFacts("carrot", "cà rốt", "carrot", "fresh", False, cheap=True),
    "vegetables": GoodFacts("vegetables", "rau", "vegetables", "fresh", False, cheap=True),
    "rice": GoodFacts("rice", "lúa", "rice", "grain", False),
    "coffee": GoodFacts("coffee", "cà phê", "coffee", "storable", True),
    "sugarcane": GoodFacts("sugarcane", "mía", "sugarcane", "bulky_fresh", False),
}
_KIN: dict[str, dict[str, Nearness]] = {
    "vegetables": {"vegetables": "same", "cabbage": "in_group", "carrot": "in_group"},
    "cabbage": {"cabbage": "same", "carrot": "group_only", "vegetables": "group_offer"},
    "carrot": {"carrot": "same", "cabbage": "group_only", "vegetables": "group_offer"},
}


class TableCatalogue:
    """The catalogue of the tests: the goods above and nothing else."""

    def facts(self, code: str) -> GoodFacts:
        return _FACTS.get(code, GoodFacts(code, code, code, "storable", False))

    def relatives(self, code: str, buyer_kind: str | None) -> Mapping[str, Nearness]:
        return _KIN.get(code, {code: "same"})


MEKONG = Site("Xã Cai Lậy, tỉnh Đồng Tháp", 10.41, 106.12, "82", "82", "820", "mekong", "commune")
HIGHLANDS = Site("Xã Krông Pắc, tỉnh Đắk Lắk", 12.71, 108.31, "66", "66", "660", "highlands", "commune")
NORTH = Site("Xã Sơn Động, tỉnh Bắc Ninh", 21.34, 106.85, "24", "24", "240", "north_mountains", "commune")
PLANT = Site("Khu công nghiệp Mỹ Tho, tỉnh Đồng Tháp", 10.36, 106.34, "82", "82", "815", "mekong", "commune")


def period(first: date, last: date, firm: int, flexible: int = 0) -> PeriodQuantity:
    """A period with whole kilograms."""
    return PeriodQuantity(first, last, Decimal(firm), Decimal(flexible))


SPRING = period(date(2027, 1, 1), date(2027, 6, 30), 60_000)


def offer(id_: str = "O-1", **changes: Any) -> OfferRecord:
    """The least offer of durian with a period in spring, changed as asked."""
    base: dict[str, Any] = {
        "organisation": f"coop {id_}",
        "name": f"HTX {id_}",
        "goods": (Good("durian", variety="Ri6"),),
        "sites": (MEKONG,),
        "periods": (SPRING,),
        "certificates": (),
    }
    return OfferRecord(id_, **{**base, **changes})


def need(id_: str = "N-1", **changes: Any) -> NeedRecord:
    """The least need of durian in spring, changed as asked."""
    base: dict[str, Any] = {
        "organisation": f"buyer {id_}",
        "name": f"Công ty {id_}",
        "goods": (Good("durian"),),
        "plant": PLANT,
        "periods": (period(date(2027, 1, 1), date(2027, 6, 30), 90_000),),
    }
    return NeedRecord(id_, **{**base, **changes})


def must_hold(kind: str) -> Criterion:
    """A certificate without which nothing is bought."""
    return Criterion("certificate", kind, must=True)


def check_ranking(matcher: Matcher, offers: list[OfferRecord], wanted: NeedRecord) -> None:
    """Parts add up, order is by score then id, nobody appears twice, and order of arrival changes nothing."""
    ranking = matcher.suggest(build(offers), wanted, top=50)
    for found in ranking.suggestions:
        assert sum(part.points for part in found.parts) == found.score
        assert 0 <= found.score <= 100
        assert all(0 <= part.value <= 1 for part in found.parts)
    keys = [(-found.score, found.offer_id) for found in ranking.suggestions]
    assert keys == sorted(keys)
    suggested = {found.offer_id for found in ranking.suggestions}
    assert len(suggested) == len(keys)
    assert not suggested & {miss.offer_id for miss in ranking.near_misses}
    assert matcher.suggest(build(offers[::-1]), wanted, top=50) == ranking


def check_ranker(ranker: Ranker, rows: Floats) -> None:
    """Numbers 0..1, the same for the same row whatever stands beside it; nothing better ever lowers one."""
    predicted = ranker.predict(rows)
    assert predicted.shape == (len(rows),)
    assert ((predicted >= 0) & (predicted <= 1)).all()
    assert (ranker.predict(rows[::-1])[::-1] == predicted).all()
    assert (np.concatenate([ranker.predict(rows[:7]), ranker.predict(rows[7:])]) == predicted).all()
    assert (np.concatenate([ranker.predict(row[None]) for row in rows[:20]]) == predicted[:20]).all()
    for column in range(len(ranker.feature_names)):
        better = rows.copy()
        better[:, column] = np.minimum(better[:, column] + 0.3, 1.0)
        assert (ranker.predict(better) > predicted - 1e-12).all()
    assert ranker.predict(rows[:0]).shape == (0,)
    for wrong in (rows[:, :-1], rows[0], np.full_like(rows, np.nan)):
        with pytest.raises(LearningError):
            ranker.predict(wrong)
    assert ranker.version
