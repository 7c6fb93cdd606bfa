"""An indicator as people read it; the engine holds its arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import LazyString

from marketplace.indicators.definitions.choices import Choice, Definition, Denominator, Subject, Unit
from marketplace.organisations.models import OrganisationKind

COOPERATIVES = (OrganisationKind.HTX, OrganisationKind.LHHTX, OrganisationKind.THT)


@dataclass(frozen=True, slots=True)
class Indicator:
    """Name, formula, words and sources, and which choices have a meaning for it.

    `numerator_words` say what is counted and `denominator_words` of what, as parts of a sentence; `counted` holds the
    latter for each denominator that can be chosen. A `windowed` indicator counts what happened between two days, any
    other what holds on one, and in the `days_ahead` after it. `begins` is where its window begins when nobody says
    and it is not 1 January. `apart` tells it from another figure that people take for the same. The amounts of a
    `confidential` one are đồng of single contracts: its rows tell what counts, never how much. The value of a
    `difference` is its numerator less its denominator.
    """

    code: str
    version: str
    name: LazyString
    formula: LazyString
    explanation: LazyString
    numerator_words: LazyString
    denominator_words: LazyString
    sources: tuple[str, ...]
    unit: Unit = Unit.PERCENT
    subject: Subject = Subject.ORGANISATION
    choices: frozenset[Choice] = frozenset()
    definitions: tuple[Definition, ...] = tuple(Definition)
    counted: Mapping[Denominator, LazyString] = field(default_factory=dict)
    kinds: tuple[OrganisationKind, ...] = COOPERATIVES
    windowed: bool = False
    days_ahead: int = 0
    begins: date | None = None
    higher_is_better: bool = True
    confidential: bool = False
    difference: bool = False
    apart: LazyString | None = None

    @property
    def has_denominator(self) -> bool:
        """Whether there is a number below the line; mere counts and amounts have none."""
        return self.unit is Unit.PERCENT or self.difference

    def understands(self, choice: Choice) -> bool:
        """Whether a question may be narrowed or changed by it."""
        return choice in self.choices

    def counted_of(self, denominator: Denominator) -> LazyString:
        """What the figure is counted of, under a denominator."""
        return self.counted.get(denominator, self.denominator_words)
