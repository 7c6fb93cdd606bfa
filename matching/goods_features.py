"""Parts about the goods themselves: product, and form with variety, growing system and place of origin.

Lines of a bucket have few different profiles, so both are worked out for each ask and profile only.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import UNKNOWN, Bools, Columns, Ints, one_of
from matching.block import Array, Block
from matching.manners import GRAIN, KEEPS, LASTING
from matching.part import PartScore

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

# What two small gaps leave.
TWO_GAPS = 0.12
# Systems close enough to a strict one to be a small gap.
CLOSE_SYSTEMS = ("ecological", "rice_shrimp")

# Notes of the product part.
MIXED, UNSURE = 1, 2

Gaps = list[tuple[Array, Array | int, int]]


def product(block: Block) -> PartScore:
    """How near the offered good is; the note adds MIXED for one crop of many and UNSURE for an unsettled word."""
    kinds, which = block.kinds
    nearness = block.question.worth[block.asks["nearness"]]
    mixed = kinds["crops"] >= block.question.parameters.crops_in_mixed_row
    unsure = (kinds["unsure"] == 1) | block.asks["unsure"]
    values = np.where(mixed | unsure, np.minimum(nearness, block.question.value("loose")), nearness)
    return PartScore(values, which, {"product": MIXED * mixed + UNSURE * unsure})


def form_variety(block: Block) -> PartScore:
    """How well form, variety, growing system and origin agree; the note holds the bits of the gaps."""
    kinds, which = block.kinds
    if (block.asks["same"] & (block.asks["origin"] != UNKNOWN)).any():
        # The place of origin is judged line by line.
        kinds, which = {name: column[which] for name, column in kinds.items()}, np.arange(len(which))
    shape = (block.shape[0], len(kinds["variety"]))
    gaps, notes = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for mask, size, bit in _gaps(block, kinds):
        gaps += np.where(mask, size, 0)
        notes |= np.where(mask, bit, 0)
    value = block.question.value
    values = np.array([1.0, value("minor"), TWO_GAPS, value("serious")])[np.minimum(gaps, 3)]
    # A bare group asks for no form and no variety: nothing is fulfilled by that, so it counts as unknown.
    bare = block.asks["of_group"] & (block.asks["system"] == UNKNOWN) & (gaps == 0)
    return PartScore(np.where(bare, value("unknown"), values), which, {"form_variety": notes | np.where(bare, OPEN, 0)})


def _gaps(block: Block, kinds: Columns) -> Gaps:
    asks = block.asks
    found: Gaps = []
    if asks["form_gap"].any():
        found.append((asks["form_gap"] > 0, asks["form_gap"], FORM))
    varied = asks["same"] & (asks["variety"] != UNKNOWN)
    if varied.any():
        found += _variety_gaps(block, kinds, varied)
    rooted = asks["same"] & (asks["origin"] != UNKNOWN)
    if rooted.any():
        province = block.line("province")
        elsewhere = (province != asks["origin"]) & (province != UNKNOWN) & (kinds["origin"] != asks["origin"])
        found.append((rooted & elsewhere, 1, ORIGIN))
    return found + _system_gaps(block, kinds) + _rotation_gaps(block, kinds)


def _variety_gaps(block: Block, kinds: Columns, varied: Bools) -> Gaps:
    """A fruit tree's variety stands for years; an annual's may change with the seed the buyer brings."""
    silent = varied & (kinds["variety"] == UNKNOWN)
    other = varied & (kinds["variety"] != UNKNOWN) & (kinds["variety"] != block.asks["variety"])
    lasting = block.having(lambda manner: bool(manner & LASTING))
    return [(silent, np.where(lasting, 1, 0), VARIETY_SILENT), (other, np.where(lasting, 2, 1), VARIETY_OTHER)]


def _system_gaps(block: Block, kinds: Columns) -> Gaps:
    asks, number = block.asks, block.question.codes["system"].find
    wanted = asks["system"] != UNKNOWN
    if not wanted.any():
        return []
    strict, system = asks["strict_system"], kinds["system"]
    close = one_of(system, [number(name) for name in CLOSE_SYSTEMS])
    same = (system == asks["system"]) | (asks["ecological"] & (system == number("rice_shrimp")))
    part = (same & (kinds["system_part"] == 1)) | (close & ~same & strict)
    # Organic goods may be grown in any other way as well, so they are silent about it, not against it.
    silent = one_of(system, [UNKNOWN, number("organic")]) & ~same & ~part
    other = ~same & ~silent & ~part
    return [
        (part & wanted, 1, SYSTEM_PART),
        (silent & wanted, np.where(strict, 2, 1), SYSTEM_SILENT),
        (other & wanted, 2, SYSTEM_OTHER),
    ]


def _rotation_gaps(block: Block, kinds: Columns) -> Gaps:
    """Who asks for plain paddy of one place does not mean the paddy of shrimp ponds."""
    asks = block.asks
    grain = block.having(lambda manner: manner & KEEPS == GRAIN)
    if not grain.any():
        return []
    plain = grain & asks["of_product"] & asks["same"] & asks["narrow"]
    plain = plain & (asks["system"] == UNKNOWN) & (asks["variety"] == UNKNOWN)
    rotation: Ints = kinds["system"] == block.question.codes["system"].find("rice_shrimp")
    return [(plain & rotation, 1, SYSTEM_OTHER)] if plain.any() else []
