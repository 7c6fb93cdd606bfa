"""The files of `matching pool` and `matching plan`: one JSON object, checked field by field.

A pool: {"asks": [{"start", "end", "wanted_kg"}], "candidates": [{"code", "firm_kg": [one for each ask], …}],
"limits": {"maximum_suppliers", "largest_share", "certificates", "certificate_shares" ({kind: share}),
"maximum_distance_km", "latest", "all_or_nothing"}, "weights": {…}, "locked": [{"code", "ask" (from 0), "kg"}],
"locked_in": [], "locked_out": []}.
A plan: {"cooperatives": [{"code", "commune", "linked", "size", "goods"}], "needs": [{"code", "good", "kg",
"most_links", "desk"}], "chances": [{"cooperative", "need", "kg", "likelihood", "pressing"}], "target": 0.5,
"workload": {desk: most}, "weights": {…}}. Kilograms and đồng are numbers or decimal texts, days are ISO 8601; names
are those of `matching.pooling` and `matching.planning`, and what a record may leave out may be left out.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from marketplace.cli.problems import WrongUse
from matching.errors import MatchingError

if TYPE_CHECKING:
    from matching.planning import PlanProblem
    from matching.pooling import PoolProblem

T = TypeVar("T")


class Locked(BaseModel):
    """A cell that a person decided."""

    model_config = ConfigDict(extra="forbid")

    code: str
    ask: int = Field(ge=0)
    kg: Decimal


def text_of(file: TextIO) -> str:
    """All of a file; WrongUse when it is no text."""
    try:
        return file.read()
    except UnicodeDecodeError as problem:
        raise WrongUse("That is no text in UTF-8.") from problem


def pool_problem(text: str) -> PoolProblem:
    """The pooling problem of a file; WrongUse names the field that is wrong."""
    from matching.pooling import Ask, Candidate, Limits, PoolProblem, Weights

    given = _object(text, {"asks", "candidates", "limits", "weights", "locked", "locked_in", "locked_out"})
    locked = _read(list[Locked], given.get("locked", []), "locked")
    return _made(
        PoolProblem,
        asks=_read(tuple[Ask, ...], given.get("asks", []), "asks"),
        candidates=_read(tuple[Candidate, ...], given.get("candidates", []), "candidates"),
        limits=_read(Limits, given.get("limits", {}), "limits"),
        weights=_read(Weights, given.get("weights", {}), "weights"),
        locked_kg={(cell.code, cell.ask): cell.kg for cell in locked},
        locked_in=_read(frozenset[str], given.get("locked_in", []), "locked_in"),
        locked_out=_read(frozenset[str], given.get("locked_out", []), "locked_out"),
    )


def plan_problem(text: str) -> PlanProblem:
    """The planning problem of a file; WrongUse names the field that is wrong."""
    from matching.planning import Chance, Cooperative, Opening, PlanProblem, PlanWeights

    given = _object(text, {"cooperatives", "needs", "chances", "target", "workload", "weights"})
    return _made(
        PlanProblem,
        cooperatives=_read(tuple[Cooperative, ...], given.get("cooperatives", []), "cooperatives"),
        needs=_read(tuple[Opening, ...], given.get("needs", []), "needs"),
        chances=_read(tuple[Chance, ...], given.get("chances", []), "chances"),
        target=_read(Decimal, given.get("target"), "target"),
        workload=_read(dict[str, int], given.get("workload", {}), "workload"),
        weights=_read(PlanWeights, given.get("weights", {}), "weights"),
    )


def _object(text: str, names: set[str]) -> dict[str, Any]:
    try:
        given = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as problem:
        raise WrongUse(f"That is no JSON: {problem}.") from problem
    if not isinstance(given, dict):
        raise WrongUse("The file holds one JSON object.")
    if unknown := sorted(set(given) - names):
        raise WrongUse(f"There is no {unknown[0]!r}; there is {', '.join(sorted(names))}.")
    return given


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _read(kind: Any, value: Any, name: str) -> Any:
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(part) for part in (name, *first["loc"]))
        raise WrongUse(f"{place}: {first['msg']}.") from problem
    except MatchingError as problem:
        raise WrongUse(f"{name}: {problem}.") from problem


def _made(kind: type[T], **fields: Any) -> T:
    try:
        return kind(**fields)
    except MatchingError as problem:
        raise WrongUse(f"{problem}.") from problem
