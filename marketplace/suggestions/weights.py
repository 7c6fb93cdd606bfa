"""The weights in force: the newest version kept by people, or those that ship with the matcher."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

import sqlalchemy as sa
from flask import g, has_request_context

from marketplace.extensions import db
from marketplace.suggestions import moment
from marketplace.suggestions.learning_models import WeightsVersion
from matching.parameters import PARTS, Parameters, optional_points, parameters, with_weights

OPTIONAL = "soe"
ADJUSTABLE = tuple(name for name in PARTS if name != OPTIONAL)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class Weights:
    """What one version says. `points` are whole numbers that add up to 100 over `ADJUSTABLE`."""

    version: str
    points: Mapping[str, int]
    soe_always: bool
    soe_points: int


def current(*, soe: bool = False) -> Parameters:
    """The parameters in force; with `soe` (or where it always counts) the optional part has its points too."""
    chosen = in_force()
    return parameters_of(chosen, soe=soe)


def version() -> str:
    """The name of the weights in force."""
    return in_force().version


def in_force() -> Weights:
    """The newest version, else the shipped one. Asked once a request."""
    if has_request_context() and "weights_in_force" in g:
        known: Weights = g.weights_in_force
        return known
    now = moment.known()
    found = shipped() if now is not None and now.weights_id is None else _as_weights(newest())
    if has_request_context():
        g.weights_in_force = found
    return found


def forget() -> None:
    """Ask again within this request: a new version was made."""
    if has_request_context():
        g.pop("weights_in_force", None)


def shipped() -> Weights:
    """The weights that come with the matcher."""
    base = parameters()
    points = {name: int(base.weights.get(name, Decimal(0))) for name in ADJUSTABLE}
    return Weights(str(base.version), points, soe_always=False, soe_points=int(optional_points()[OPTIONAL]))


def parameters_of(chosen: Weights, *, soe: bool = False) -> Parameters:
    """The matcher's parameters for these weights; equal weights give one object."""
    key = tuple(chosen.points[name] for name in ADJUSTABLE)
    return _parameters(chosen.version, key, chosen.soe_points if soe or chosen.soe_always else 0)


def newest() -> WeightsVersion | None:
    """The last version people made."""
    return db.session.scalar(sa.select(WeightsVersion).order_by(WeightsVersion.id.desc()).limit(1))


def named(name: str) -> Weights | None:
    """A version by its name, the shipped one among them."""
    found = db.session.scalar(sa.select(WeightsVersion).filter_by(version=name))
    if found is not None:
        return _as_weights(found)
    return shipped() if name == shipped().version else None


def history() -> Sequence[WeightsVersion]:
    """All versions people made, newest first."""
    return db.session.scalars(sa.select(WeightsVersion).order_by(WeightsVersion.id.desc())).all()


def whole_points(asked: Mapping[str, int]) -> dict[str, int]:
    """`asked` brought to whole numbers that add up to 100, by largest remainders; ValueError when all are zero."""
    total = sum(asked.values())
    if total <= 0 or min(asked.values()) < 0:
        raise ValueError("weights are zero or more, and not all zero")
    exact = {name: divmod(points * WHOLE, total) for name, points in asked.items()}
    made = {name: whole for name, (whole, _) in exact.items()}
    by_rest = sorted(exact, key=lambda name: (-exact[name][1], ADJUSTABLE.index(name)))
    for name in by_rest[: WHOLE - sum(made.values())]:
        made[name] += 1
    return made


def next_version(day: datetime) -> str:
    """A name nobody has used: the month and a running number."""
    month = f"{day:%Y-%m}"
    taken = {shipped().version, *db.session.scalars(sa.select(WeightsVersion.version))}
    return next(name for number in range(1, len(taken) + 2) if (name := f"{month}-{number}") not in taken)


def _as_weights(kept: WeightsVersion | None) -> Weights:
    if kept is None:
        return shipped()
    points = {name: int(kept.points.get(name, 0)) for name in ADJUSTABLE}
    return Weights(kept.version, points, soe_always=kept.soe_always, soe_points=kept.soe_points)


@lru_cache(maxsize=256)
def _parameters(name: str, points: tuple[int, ...], soe_points: int) -> Parameters:
    asked: dict[str, Decimal | int] = dict(zip(ADJUSTABLE, points, strict=True))
    if soe_points:
        asked[OPTIONAL] = soe_points
    return replace(with_weights(parameters(), asked), version=name)
