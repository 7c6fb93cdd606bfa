"""What a price rule comes to at a market price, and who would gain by breaking it. Whole đồng, no floats.

All figures are of the base price: grades, tolerance and advances are left out. Rounded half up to the đồng.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from marketplace.brokering.models import Terms
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import PriceBasis

HUNDRED = Decimal(100)
STEPS = (-30, -20, -10, 0, 10, 20, 30)


class Gainer(Labelled):
    """Who has a reason to break the contract at a market price."""

    SELLER = "seller", _l("Bên sản xuất"), "warn"
    BUYER = "buyer", _l("Bên mua"), "warn"
    NOBODY = "nobody", _l("Không bên nào"), "good"


@dataclass(frozen=True, slots=True)
class PriceRule:
    """How the price per kilogram follows from the market's."""

    basis: PriceBasis
    price: int | None = None
    premium: int | None = None
    cost: int | None = None
    margin_pct: Decimal | None = None

    @classmethod
    def of(cls, terms: Terms) -> PriceRule:
        """The rule of a revision."""
        return cls(
            basis=terms.price_basis,
            price=terms.price_dong_per_kg,
            premium=terms.premium_dong_per_kg,
            cost=terms.cost_dong_per_kg,
            margin_pct=terms.margin_pct,
        )

    @property
    def agreed(self) -> int | None:
        """The figure that is agreed whatever the market does: fixed price, floor, cost × (1 + margin / 100)."""
        if self.basis is PriceBasis.COST_PLUS:
            if self.cost is None or self.margin_pct is None:
                return None
            return whole(self.cost * (1 + self.margin_pct / HUNDRED))
        return self.price if self.basis in {PriceBasis.FIXED, PriceBasis.FLOOR} else None

    @property
    def is_complete(self) -> bool:
        """Whether a price follows from every market price."""
        return self.basis is PriceBasis.MARKET or self.agreed is not None

    def price_at(self, market: int) -> int:
        """Đồng a kilogram at this market price.

        fixed: the price. Floor: max(floor, market + premium). Market: max(0, market + premium). Cost plus:
        cost × (1 + margin / 100). No premium is a premium of 0. ValueError for a rule that is not complete.
        """
        above = max(0, market + (self.premium or 0))
        if self.basis is PriceBasis.MARKET:
            return above
        if self.agreed is None:
            raise ValueError("the price rule lacks a figure")
        return max(self.agreed, above) if self.basis is PriceBasis.FLOOR else self.agreed


@dataclass(frozen=True, slots=True)
class Stakes:
    """What stands beside the rule: quantity, agreed penalty, and from which base and change hardship counts."""

    quantity_kg: Decimal
    penalty_pct: Decimal | None = None
    hardship_pct: Decimal | None = None
    base: int | None = None

    @classmethod
    def of(cls, terms: Terms, *, reference: int | None) -> Stakes:
        """Of a revision. The base of hardship is the agreed figure, or for a market rule the reference price."""
        base = PriceRule.of(terms).agreed
        return cls(terms.total_kg, terms.penalty_pct, terms.hardship_pct, reference if base is None else base)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One market price: what is paid under the rule and would be paid on the market."""

    market: int
    price: int
    stakes: Stakes

    @property
    def paid(self) -> int:
        """What the buyer pays and the sellers receive in all: price × quantity."""
        return whole(self.price * self.stakes.quantity_kg)

    @property
    def market_value(self) -> int:
        """What the same quantity costs on the market: market price × quantity."""
        return whole(self.market * self.stakes.quantity_kg)

    @property
    def gainer(self) -> Gainer:
        """The sellers where the market pays more than the rule, the buyer where it asks less."""
        if self.market == self.price:
            return Gainer.NOBODY
        return Gainer.SELLER if self.market > self.price else Gainer.BUYER

    @property
    def gain(self) -> int:
        """What the gainer wins by breaking, before any penalty: |market value − paid|."""
        return abs(self.market_value - self.paid)

    @property
    def penalty(self) -> int:
        """penalty % of the value of the part that is broken, here all of it: paid × penalty / 100."""
        return whole(self.paid * (self.stakes.penalty_pct or Decimal(0)) / HUNDRED)

    @property
    def net(self) -> int:
        """gain − penalty: above zero breaking pays even after the penalty. Damages are not in it."""
        return self.gain - self.penalty

    @property
    def tempts(self) -> bool:
        """Whether somebody wins by breaking even after the penalty."""
        return self.gainer is not Gainer.NOBODY and self.net > 0

    @property
    def is_hardship(self) -> bool:
        """Whether |market − base| has reached hardship % of the base, so that a party may ask to talk again."""
        base, limit = self.stakes.base, self.stakes.hardship_pct
        return base is not None and limit is not None and abs(self.market - base) * HUNDRED >= limit * base


@dataclass(frozen=True, slots=True)
class Step:
    """An outcome at the chosen market price changed by some percent."""

    percent: int
    outcome: Outcome


def whole(amount: Decimal) -> int:
    """To the đồng, half up."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def outcome_at(rule: PriceRule, stakes: Stakes, market: int) -> Outcome:
    """The outcome at one market price; ValueError for a rule that is not complete."""
    return Outcome(market, rule.price_at(market), stakes)


def steps(rule: PriceRule, stakes: Stakes, market: int, percents: Sequence[int] = STEPS) -> list[Step]:
    """Outcomes at the market price changed by each of the percentages."""
    return [
        Step(percent, outcome_at(rule, stakes, whole(Decimal(market) * (100 + percent) / HUNDRED)))
        for percent in percents
    ]
