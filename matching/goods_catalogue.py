"""The catalogue the matcher asks, answered from the vocabulary of goods."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from matching.catalogue import NEAREST, GoodFacts, Nearness, rows
from matching.vocabulary import vocabulary

# Groups whose members are close enough that another member is worth showing as "same group only".
# Between two kinds of fruit or fish a buyer does not switch; between two leafy vegetables some do.
_SWITCHING = frozenset({"vegetables", "medicinal_plants", "mushrooms", "seaweed", "spices", "citrus"})


_FITS: dict[str, Nearness | None] = {"loose": "loose", "group_only": "group_only", "never": None}


class VocabularyCatalogue:
    """Facts and relations of goods from `vocabulary()`; every answer is remembered."""

    def facts(self, code: str) -> GoodFacts:
        """Facts of one good. An unknown code is a storable annual under its own code."""
        return _facts(code)

    def relatives(self, code: str, buyer_kind: str | None) -> Mapping[str, Nearness]:
        """Codes worth a look for a need of `code`, each with the nearest relation; an unknown code has only itself."""
        return _relatives(code, buyer_kind)


@cache
def _facts(code: str) -> GoodFacts:
    known = {good.code: good for good in vocabulary().goods}
    if code not in known:
        return GoodFacts(code, code, code, "storable", perennial=False)
    good = known[code]
    line = {code, *_ancestors(code)}
    flags = [row for row in rows("goods.csv") if row["code"] in line]
    return GoodFacts(
        code=code,
        name_vi=good.name_vi,
        name_en=good.name_en,
        perishability=good.perishability,
        perennial=good.cycle == "perennial",
        exportable=any(row["exportable"] == "yes" for row in flags),
        cheap=any(row["cheap"] == "yes" for row in flags),
        fresh_as=next((row["fresh_as"] for row in flags if row["fresh_as"]), "fresh"),
    )


@cache
def _relatives(code: str, buyer_kind: str | None) -> dict[str, Nearness]:
    found: dict[str, Nearness] = {code: "same"}
    lines = _lines()
    if code not in lines:
        return found
    above, switching = lines[code], _SWITCHING & lines[code]
    for other, line in lines.items():
        if other == code:
            continue
        if code in line:
            if (fit := _fit(code, other, buyer_kind)) is not None:
                found[other] = fit
        elif other in above and other in _SWITCHING:
            found[other] = "group_offer"
        elif not switching.isdisjoint(line):
            found[other] = "group_only"
    for other, nearness in _loose_in(code, buyer_kind):
        found.setdefault(other, nearness)
    return dict(sorted(found.items(), key=lambda item: (NEAREST.index(item[1]), item[0])))


@cache
def _lines() -> dict[str, frozenset[str]]:
    """The groups above every good."""
    return {good.code: frozenset(_ancestors(good.code)) for good in vocabulary().goods}


def _loose_in(group: str, buyer_kind: str | None) -> list[tuple[str, Nearness]]:
    """Goods that are no members of a group but are often meant with it."""
    named = {row["good"] for row in rows("fits.csv") if row["group"] == group}
    members = [good.code for good in vocabulary().goods if named & {good.code, *_ancestors(good.code)}]
    return [(code, fit) for code in members if (fit := _fit(group, code, buyer_kind)) is not None]


def _fit(group: str, code: str, buyer_kind: str | None) -> Nearness | None:
    """How well a member fits a need that names only its group; None where nobody means it."""
    line = {code, *_ancestors(code)}
    for row in rows("fits.csv"):
        if row["group"] == group and row["good"] in line and row["buyer_kind"] in ("any", buyer_kind):
            return _FITS[row["fit"]]
    return "in_group"


@cache
def _ancestors(code: str) -> tuple[str, ...]:
    """Groups above a good, nearest first."""
    found: list[str] = []
    above = vocabulary().parent(code)
    while above is not None and above not in found:
        found.append(above)
        above = vocabulary().parent(above)
    return tuple(found)
