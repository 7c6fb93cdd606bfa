"""The goods of the season: real names, varieties and forms of our vocabulary, with invented trade around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from matching.arrays import Floats, Ints
from matching.vocabulary import vocabulary
from matching.vocabulary.goods import Form, Good, Variety
from matching.vocabulary.lexicon import lexicon
from matching.vocabulary.normalise import fold
from matching.vocabulary.words import phrase

COMMODITIES = 150
VARIETIES_MOST = 6
NAMES_MOST = 7
REGIONS = ("north_mountains", "red_river", "north_central", "south_central", "highlands", "southeast", "mekong")
# Seed and young plants are another trade; what is left are forms that cooperatives and plants deal in.
_OTHER_TRADE = frozenset({"seed", "seedling", "breeding", "oil", "instant", "roasted", "roasted_food"})


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a good or a variety. `marked_only`: without its marks it would name another good as well."""

    text: str
    marked_only: bool = False


@dataclass(frozen=True, slots=True)
class Commodity:
    """A good of the season. `varieties` are names with their spellings, `forms` codes with the words that say them.

    The first form is what the bare name means.
    """

    code: str
    names: tuple[Name, ...]
    varieties: tuple[tuple[str, tuple[Name, ...]], ...]
    forms: tuple[tuple[str | None, str], ...]
    perishability: str
    perennial: bool


@cache
def commodities() -> tuple[Commodity, ...]:
    """`COMMODITIES` goods of our vocabulary, those with most varieties and names first."""
    varieties: dict[str, list[Variety]] = {}
    for variety in vocabulary().varieties:
        if "#" not in variety.name:
            varieties.setdefault(variety.good, []).append(variety)
    names = Counter(code for synonym in vocabulary().synonyms for code in synonym.goods)
    raw = [good for good in vocabulary().goods if good.level == "product" and good.cycle != "processed"]
    raw.sort(key=lambda good: (-min(len(varieties.get(good.code, ())), 8), -names[good.code], good.code))
    return tuple(_commodity(good, varieties.get(good.code, [])) for good in raw[:COMMODITIES])


def _commodity(good: Good, varieties: Iterable[Variety]) -> Commodity:
    kept = sorted(varieties, key=lambda variety: (variety.form is not None, variety.name))[:VARIETIES_MOST]
    return Commodity(
        good.code,
        _names(good),
        tuple((variety.name, _spellings(variety)) for variety in kept),
        _forms(good),
        good.perishability,
        good.cycle == "perennial",
    )


def _spellings(variety: Variety) -> tuple[Name, ...]:
    written = (variety.name, *variety.synonyms[:2])
    return tuple(Name(text, bool(_others(text, variety.good, as_written=False))) for text in written)


def names_another(text: str, code: str) -> bool:
    """Whether these words, as written, are also the name of another good ("sâm Nam" is no variety of sâm)."""
    return bool(_others(text, code, as_written=True))


def _names(good: Good) -> tuple[Name, ...]:
    """The Vietnamese names that mean this good and no other as they are written, the usual one first."""
    others = [
        synonym for synonym in vocabulary().synonyms if synonym.goods == (good.code,) and synonym.language == "vi"
    ]
    written = [good.name_vi, *(other.text for other in others if not (other.first_only or other.forms))]
    clear = [text for text in dict.fromkeys(written) if not _others(text, good.code, as_written=True)]
    return tuple(Name(text, bool(_others(text, good.code, as_written=False))) for text in clear[:NAMES_MOST])


def _others(text: str, code: str, *, as_written: bool) -> set[str]:
    """Other goods the text may name, with its marks or without them."""
    words = phrase(text)
    entries = lexicon().entries.get(tuple(fold(word) for word in words), ())
    return {
        other
        for entry in entries
        if (entry.kind == "good" or entry.alone) and (not as_written or entry.words == words)
        for other in entry.codes
    } - {code}


def _forms(good: Good) -> tuple[tuple[str | None, str], ...]:
    own = [form for form in vocabulary().forms if good.code in form.goods and form.code not in _OTHER_TRADE]
    if good.bare_form is None and own:
        first: tuple[str | None, str] = (own[0].code, "")
        return (first, *((form.code, _word(form)) for form in own[1:3] if form.words_vi))
    if good.bare_form == "fresh" and good.cycle in ("annual", "perennial"):
        return ("fresh", ""), ("dried", "khô"), ("frozen", "đông lạnh")
    return ((good.bare_form, ""),)


def _word(form: Form) -> str:
    return form.words_vi[0]


@dataclass(frozen=True, slots=True)
class Trade:
    """What was invented about each commodity, an entry (or a row) each.

    `popularity` adds up to 1; `base_price` đồng a kilogram; `harvest` first day in the year; `spread` days over which
    harvests begin; `regions` how likely each of REGIONS grows it; `tonnes` the usual amount of one cooperative.
    """

    popularity: Floats
    base_price: Ints
    harvest: Ints
    spread: Ints
    regions: Floats
    tonnes: Floats


@cache
def trade(seed: int) -> Trade:
    """The trade of the season `seed`: who grows what, when, for how much."""
    draw = np.random.default_rng([seed, 0])
    count = len(commodities())
    shares = np.arange(1, count + 1, dtype=np.float64) ** -0.7
    homes = draw.gamma(0.35, size=(count, len(REGIONS))) + 0.01
    return Trade(
        popularity=draw.permutation(shares) / shares.sum(),
        base_price=np.rint(np.exp(draw.uniform(np.log(5_000), np.log(150_000), count))).astype(np.int64),
        harvest=draw.integers(0, 330, count),
        spread=draw.integers(30, 150, count),
        regions=homes / homes.sum(axis=1, keepdims=True),
        tonnes=np.exp(draw.uniform(np.log(8), np.log(120), count)),
    )


def reference_price(seed: int, commodity: Ints, day: Ints) -> Floats:
    """The reference of a commodity on a day (ordinal): its base price and a yearly swing of up to a fifth."""
    base = trade(seed).base_price[commodity]
    phase = (trade(seed).harvest[commodity] + 180) / 365
    return np.asarray(base * (1 + 0.2 * np.cos(2 * np.pi * (day / 365.25 - phase))), dtype=np.float64)
