"""What a variant demands of the group as a whole: papers of everybody or of a share, and whether a part will do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect


@dataclass(frozen=True, slots=True)
class Demands:
    """`certificates` (kinds) are held by every supplier, those of `shares` by suppliers of at least so many percent of
    all that is supplied (1..100); with `all_or_nothing` a group that leaves anything open is none."""

    certificates: tuple[str, ...] = ()
    shares: Mapping[str, int] = field(default_factory=dict)
    all_or_nothing: bool = False

    @property
    def kept(self) -> dict[str, Any]:
        """As it is stored and told in the history."""
        return {
            "certificates": list(self.certificates),
            "shares": dict(self.shares),
            "all_or_nothing": self.all_or_nothing,
        }


def read_demands(kept: Mapping[str, Any] | Sequence[str]) -> Demands:
    """What is stored; a mere list, as the first pools have it, names what every supplier must hold."""
    if not isinstance(kept, Mapping):
        return Demands(tuple(kept))
    return Demands(tuple(kept["certificates"]), dict(kept["shares"]), bool(kept["all_or_nothing"]))


class DemandsColumn(sa.TypeDecorator[Demands]):
    """Demands in a column of JSON."""

    impl = sa.JSON
    cache_ok = True

    def process_bind_param(self, value: Demands | None, _dialect: Dialect) -> dict[str, Any]:
        return (value or Demands()).kept

    def process_result_value(self, value: Any, _dialect: Dialect) -> Demands:
        return read_demands(value or ())
