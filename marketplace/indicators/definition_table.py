"""One figure under every definition of "linked" and every denominator: why officials' shares differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from marketplace.indicators.definitions import Choice, Definition, Denominator
from marketplace.indicators.engine import Figure, Question, compute_many


@dataclass(frozen=True, slots=True)
class Compared:
    """`figures` hold a list for each definition, in the order of `denominators`."""

    definitions: Sequence[Definition]
    denominators: Sequence[Denominator]
    figures: Sequence[Sequence[Figure]]


def compare_definitions(question: Question) -> Compared:
    """All of them at the question's day and place; a choice of the question that only some have is left aside."""
    asked = replace(question, commodity_group=None, state_owned=None)
    definitions = list(asked.indicator.definitions)
    has_choice = asked.indicator.understands(Choice.DENOMINATOR)
    denominators = list(asked.indicator.counted or Denominator) if has_choice else [Denominator.D1]
    found = compute_many(
        [replace(asked, definition=one, denominator=other) for one in definitions for other in denominators]
    )
    width = len(denominators)
    return Compared(definitions, denominators, [found[at : at + width] for at in range(0, len(found), width)])
