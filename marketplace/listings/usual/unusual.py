"""Which number is unusual, by which rule, and the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from marketplace.catalogue.price_queries import reference_prices
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.usual.market import most_of_others, most_of_own
from marketplace.listings.usual.rules import limits
from marketplace.listings.usual.stated import Book, Stated
from marketplace.web.formats import format_date, format_kg, format_money, format_quantity
from matching.prices import ReferencePrice


class Rule(StrEnum):
    """Against what a number was held."""

    MARKET = "market"
    OWN = "own"
    AREA = "area"
    PERIOD = "period"
    PRICE = "price"
    ANY_PRICE = "any_price"


@dataclass(frozen=True, slots=True)
class Unusual:
    """A number and what is usual: kilograms, or đồng a kilogram.

    From `low` to `high` for prices, alike for quantities. `area_ha` and `years` with the rule of the area, `on`, the
    day of the newest reference, with that of the price.
    """

    rule: Rule
    value: Decimal
    low: Decimal
    high: Decimal
    area_ha: Decimal | None = None
    years: int = 1
    on: date | None = None

    @property
    def times(self) -> str:
        """How many times beyond the usual, in whole numbers."""
        ratio = self.value / self.high if self.value > self.high else self.low / self.value
        return format_quantity(ratio.quantize(Decimal(1)))

    def sentence(self) -> str:
        """Why the number is unusual, for the reader's language."""
        if self.rule is Rule.PRICE:
            return self._about_reference()
        if self.rule is Rule.ANY_PRICE:
            return str(_l(
                "Giá %(price)s một kg hiếm gặp với nông sản, thường từ %(low)s đến %(high)s.",
                price=format_money(int(self.value)), low=format_money(int(self.low)),
                high=format_money(int(self.high)),
            ))  # fmt: skip
        return self._about_quantity()

    def _about_reference(self) -> str:
        known = {
            "price": format_money(int(self.value)), "times": self.times, "low": format_money(int(self.low)),
            "high": format_money(int(self.high)), "day": format_date(self.on),
        }  # fmt: skip
        if self.value > self.high:
            return str(_l(
                "Giá %(price)s một kg gấp khoảng %(times)s lần giá tham khảo cao nhất của mặt hàng này (từ %(low)s đến "
                "%(high)s, mới nhất ngày %(day)s).", **known,
            ))  # fmt: skip
        return str(_l(
            "Giá %(price)s một kg chỉ bằng khoảng 1/%(times)s giá tham khảo thấp nhất của mặt hàng này (từ %(low)s đến "
            "%(high)s, mới nhất ngày %(day)s).", **known,
        ))  # fmt: skip

    def _about_quantity(self) -> str:
        known = {"kg": format_kg(self.value), "times": self.times, "usual": format_kg(self.high)}
        if self.rule is Rule.AREA:
            area = self.area_ha or Decimal(1)
            each = format_kg((self.value / area / self.years).quantize(Decimal(1)))
            return str(_l(
                "%(kg)s trên %(area)s ha là %(each)s một ha mỗi năm, trong khi ít cây trồng nào vượt %(usual)s.",
                kg=known["kg"], area=format_quantity(area), each=each, usual=format_kg(limits().hectare_kg),
            ))  # fmt: skip
        words = {
            Rule.MARKET: _l("%(kg)s gấp khoảng %(times)s lần lượng lớn nhất thường thấy trong một kỳ của mặt hàng này "
                            "(%(usual)s).", **known),
            Rule.OWN: _l("%(kg)s gấp khoảng %(times)s lần lượng lớn nhất đơn vị từng đăng cho một kỳ (%(usual)s).",
                         **known),
            Rule.PERIOD: _l("%(kg)s trong một kỳ vượt mức %(usual)s mà rất ít đơn vị đạt tới.", **known),
        }  # fmt: skip
        return str(words[self.rule])


def unusual_quantity(book: Book, told: Stated) -> Unusual | None:
    """The first rule that finds the largest period, or all periods on the area stated, far from what is usual."""
    return next(_quantities(book, told), None) if told.spans else None


def _quantities(book: Book, told: Stated) -> Iterator[Unusual]:
    rules, largest = limits(), told.largest_kg
    others = most_of_others(book, told) if told.code else None
    if others and largest > others * rules.market_times:
        yield Unusual(Rule.MARKET, largest, others, others)
    own = most_of_own(book, told)
    if own and largest > max(own * rules.own_times, rules.own_least_kg):
        yield Unusual(Rule.OWN, largest, own, own)
    if told.area_ha:
        most, total = told.area_ha * told.years * rules.hectare_kg, sum((span.kg for span in told.spans), Decimal(0))
        if total > most:
            yield Unusual(Rule.AREA, total, most, most, told.area_ha, told.years)
    if largest > rules.period_kg:
        yield Unusual(Rule.PERIOD, largest, rules.period_kg, rules.period_kg)


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """The references of a good and form as one range; `on` is the day of the newest, None where there are none."""

    low: Decimal
    high: Decimal
    on: date | None

    @property
    def least(self) -> Decimal:
        """The lowest price nobody is asked about."""
        return self.low / limits().price_times if self.on else self.low

    @property
    def most(self) -> Decimal:
        """The highest price nobody is asked about."""
        return self.high * limits().price_times if self.on else self.high


def price_span(references: Iterable[ReferencePrice]) -> PriceSpan:
    """What dated references say; the widest limits where there are none."""
    known = list(references)
    if not known:
        return PriceSpan(limits().price_least, limits().price_most, None)
    low, high = min(one.low for one in known), max(one.high for one in known)
    return PriceSpan(Decimal(low), Decimal(high), max(one.on for one in known))


def unusual_price(told: Stated, on: date) -> Unusual | None:
    """The price when it is far from the references of its good and form up to a day."""
    if told.price is None:
        return None
    price = Decimal(told.price)
    span = price_span(reference_prices(told.code, told.form, on, told.variety) if told.code else ())
    if span.least <= price <= span.most:
        return None
    return Unusual(Rule.PRICE if span.on else Rule.ANY_PRICE, price, span.low, span.high, on=span.on)
