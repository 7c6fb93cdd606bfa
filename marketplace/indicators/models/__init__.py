"""The tables of indicators."""

from marketplace.indicators.models.external import ExternalFigure
from marketplace.indicators.models.snapshots import (
    PeriodKind,
    Snapshot,
    SnapshotFigure,
    SnapshotLink,
    SnapshotRow,
    SnapshotState,
)
from marketplace.indicators.models.stamps import PlaceMonth, PlaceParts, Stamp, UnitChanges
from marketplace.indicators.models.targets import Target, TargetKind

__all__ = [
    "ExternalFigure",
    "PeriodKind",
    "PlaceMonth",
    "PlaceParts",
    "Snapshot",
    "SnapshotFigure",
    "SnapshotLink",
    "SnapshotRow",
    "SnapshotState",
    "Stamp",
    "Target",
    "TargetKind",
    "UnitChanges",
]
