"""Names of goods, places and units as people write them, read as codes.

`vocabulary()` is the catalogue of goods and its resolver; places, units, numbers and periods have modules of their
own. Tables are read on first use, nothing at import.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matching.vocabulary.facade import Vocabulary

__all__ = ["vocabulary"]


@cache
def vocabulary() -> Vocabulary:
    """The one vocabulary of the process."""
    from matching.vocabulary.facade import Vocabulary

    return Vocabulary()
