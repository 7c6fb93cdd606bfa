"""The time limits of the broker's desk, read from `limits.toml` once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from marketplace.brokering.models import CaseStage


@dataclass(frozen=True, slots=True)
class Limits:
    """Spans of time; a stage without an entry has no due day."""

    refusal: timedelta
    due_soon: timedelta
    answer: timedelta
    stages: dict[CaseStage, timedelta]

    def due_on(self, stage: CaseStage, entered: date) -> date | None:
        """The day by which a case that entered the stage should have left it."""
        span = self.stages.get(stage)
        return entered + span if span is not None else None


@cache
def limits() -> Limits:
    """The limits in force."""
    data = tomllib.loads(files("marketplace.brokering").joinpath("limits.toml").read_text(encoding="utf-8"))
    return Limits(
        refusal=timedelta(days=data["refusal_days"]),
        due_soon=timedelta(days=data["due_soon_days"]),
        answer=timedelta(days=data["answer_days"]),
        stages={CaseStage(name): timedelta(days=days) for name, days in data["stage_days"].items()},
    )
