"""Parts about the goods themselves: product, and form with variety, growing system and place of origin."""

from __future__ import annotations

import numpy as np

from matching.arrays import UNKNOWN, Floats, Ints, Rows
from matching.asking import Ask, full
from matching.catalogue import form_gap

# Kinds of small and serious gaps inside form_variety; a line's note adds up the bits of what it lacks.
FORM, VARIETY_SILENT, VARIETY_OTHER, SYSTEM_SILENT, SYSTEM_PART, SYSTEM_OTHER, ORIGIN, OPEN = (
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
)

# Systems nobody can add afterwards: without a sign of them the gap is serious.
STRICT_SYSTEMS = frozenset({"organic"})
# Systems close enough to a strict one to be a small gap.
CLOSE_SYSTEMS = frozenset({"rice_shrimp", "ecological"})


# Notes of the product part.
MIXED, UNSURE = 1, 2


def product(lines: Rows, ask: Ask) -> tuple[Floats, Ints]:
    """How near the offered good is; the note adds MIXED for one crop of many and UNSURE for an unsettled word."""
    nearness = {
        "same": 1.0,
        "in_group": 1.0,
        "loose": ask.value("loose"),
        "group_offer": ask.value("group_offer"),
        "group_only": ask.value("group_only"),
    }[ask.nearness]
    mixed = lines["crops"] >= ask.parameters.crops_in_mixed_row
    unsure = lines["unsure"] | ask.good.unsure
    values = np.where(mixed | unsure, min(nearness, ask.value("loose")), nearness)
    return values, MIXED * mixed.astype(np.int64) + UNSURE * unsure.astype(np.int64)


def form_variety(lines: Rows, ask: Ask) -> tuple[Floats, Ints]:
    """How well form, variety, growing system and origin agree; the note holds the bits of the gaps."""
    notes = np.zeros(len(lines), dtype=np.int64)
    gaps = np.zeros(len(lines), dtype=np.int64)
    for mask, size, bit in _gaps(lines, ask):
        gaps += np.where(mask, size, 0)
        notes |= np.where(mask, bit, 0)
    scale = np.array([1.0, ask.value("minor"), 0.12, ask.value("serious")])
    if ask.of_group and ask.good.system is None:
        # A bare group asks for no form and no variety: nothing is fulfilled by that, so it counts as unknown.
        return np.where(gaps == 0, ask.value("unknown"), scale[np.minimum(gaps, 3)]), notes | np.where(gaps, 0, OPEN)
    return scale[np.minimum(gaps, 3)], notes


def _gaps(lines: Rows, ask: Ask) -> list[tuple[np.ndarray, int, int]]:
    everywhere = np.ones(len(lines), dtype=bool)
    found: list[tuple[np.ndarray, int, int]] = []
    if ask.nearness == "same":
        if gap := form_gap(ask.good.form, ask.offered_form):
            found.append((everywhere, gap, FORM))
        if ask.good.variety is not None:
            found += _variety_gaps(lines, ask)
        if ask.good.origin_province is not None:
            elsewhere = (lines["province"] != ask.origin) & (lines["province"] != UNKNOWN)
            found.append((elsewhere & (lines["origin"] != ask.origin), 1, ORIGIN))
    if ask.good.system is not None:
        found += _system_gaps(lines, ask)
    elif ask.good.level == "product" and ask.nearness == "same":
        rotation = lines["system"] == ask.codes["system"].find("rice_shrimp")
        wide = any(spot.level in (1, 2) for spot in ask.sites)
        if ask.facts.perishability == "grain" and not wide and ask.good.variety is None:
            found.append((rotation, 1, SYSTEM_OTHER))
    return found


def _variety_gaps(lines: Rows, ask: Ask) -> list[tuple[np.ndarray, int, int]]:
    """A fruit tree's variety stands for years; an annual's may change with the seed the buyer brings."""
    silent = lines["variety"] == UNKNOWN
    other = ~silent & (lines["variety"] != ask.variety)
    lasting = ask.facts.perennial
    return [(silent, 1 if lasting else 0, VARIETY_SILENT), (other, 2 if lasting else 1, VARIETY_OTHER)]


def _system_gaps(lines: Rows, ask: Ask) -> list[tuple[np.ndarray, int, int]]:
    strict = ask.good.system in STRICT_SYSTEMS
    close = np.isin(lines["system"], [ask.codes["system"].find(name) for name in sorted(CLOSE_SYSTEMS)])
    number = ask.codes["system"].find
    same = lines["system"] == ask.system
    if ask.good.system == "ecological":
        same |= lines["system"] == number("rice_shrimp")
    part = (same & lines["system_part"]) | (close & ~same & strict)
    # Organic goods may be grown in any other way as well, so they are silent about it, not against it.
    silent = np.isin(lines["system"], [UNKNOWN, number("organic")]) & ~same & ~part
    other = ~same & ~silent & ~part
    return [
        (part, 1, SYSTEM_PART),
        (silent, 2 if strict else 1, SYSTEM_SILENT),
        (other, 2, SYSTEM_OTHER),
    ]


def neutral(lines: Rows, ask: Ask) -> Floats:
    """The value of what nobody knows, for every line."""
    return full(lines, ask.value("unknown"))
