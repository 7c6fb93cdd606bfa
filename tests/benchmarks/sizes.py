"""Sizes of markets as they are written: 2kx400, 100kx20k, 1Mx100k."""

from __future__ import annotations

import argparse
import re

THOUSANDS = {"": 1, "k": 1_000, "M": 1_000_000}


def market_size(text: str) -> tuple[str, int, int]:
    """The size as written, offers and needs: "100kx20k" is ("100kx20k", 100000, 20000).

    Raises `argparse.ArgumentTypeError` for anything else.
    """
    found = re.fullmatch(r"(\d+)([kM]?)x(\d+)([kM]?)", text)
    if found is None:
        raise argparse.ArgumentTypeError("write offers x needs, as in 100kx20k")
    return text, int(found[1]) * THOUSANDS[found[2]], int(found[3]) * THOUSANDS[found[4]]
