"""How goods are traded, as far as the score asks: the bits of a small number.

Two bits say how they keep. One each says that their variety stands for years, that nobody carries them far, and that
the buyer means the very places it names.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from matching.catalogue import GoodFacts

PERISHABILITIES = ("bulky_fresh", "fresh", "storable", "grain")
BULKY, FRESH, STORABLE, GRAIN = range(4)
KEEPS, LASTING, LOCAL, STRICT = 3, 4, 8, 16
# How many manners there are.
MANNERS = 32
# A form may keep better or worse than the good as such: silage must be near the herd, flour goes anywhere.
_KEEPS_AS = {
    "silage": "bulky_fresh",
    "sweet": "fresh",
    "young": "fresh",
    **dict.fromkeys(("grain", "dried", "processed", "milled", "brown_rice", "kernel", "green_bean"), "storable"),
}


@cache
def as_traded(facts: GoodFacts, form: str | None) -> GoodFacts:
    """Facts of a good in the form in which it is traded."""
    if form == "fresh" and facts.perishability == "storable":
        return replace(facts, perishability=facts.fresh_as)
    return replace(facts, perishability=_KEEPS_AS.get(form or "", facts.perishability))


@cache
def manner(facts: GoodFacts, form: str | None) -> int:
    """The manner in which a good is traded in a form; whether its buyer is STRICT is to be added."""
    keeps = PERISHABILITIES.index(as_traded(facts, form).perishability)
    return keeps + LASTING * facts.perennial + LOCAL * (facts.cheap and not facts.exportable)
