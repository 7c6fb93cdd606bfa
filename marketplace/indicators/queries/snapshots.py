"""Closed periods: who may read which, their figures and rows, and the links they kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commune, Province
from marketplace.clock import now
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Choice, Definition, Denominator, Indicator, Unit
from marketplace.indicators.engine import Figure, LeftOut, Question
from marketplace.indicators.freezing import is_usual, keeps_rows
from marketplace.indicators.models import Snapshot, SnapshotFigure, SnapshotRow
from marketplace.organisations.models import OrganisationKind
from marketplace.web.pagination import page_of

ROWS_ON_A_PAGE = 50
NEWEST_FIRST = (Snapshot.ends_on.desc(), Snapshot.prepared_at.desc(), Snapshot.id.desc())


@dataclass(frozen=True, slots=True)
class FrozenFigure:
    """A figure as it was closed, answered again by the engine's own arithmetic; `place` None where nobody knows."""

    figure: Figure
    version: str
    place_code: str
    place: str | None = None

    @property
    def indicator(self) -> Indicator:
        return self.figure.question.indicator

    @property
    def is_amount(self) -> bool:
        """Whether its parts are sums of money between two parties: only what follows from them is told."""
        return self.indicator.confidential

    @property
    def is_hidden(self) -> bool:
        """Whether its value is kept back, so that nobody can tell what a few contracts agreed."""
        return LeftOut.SUPPRESSED in self.figure.left_out

    @property
    def has_definition(self) -> bool:
        return self.indicator.understands(Choice.DEFINITION)

    @property
    def has_denominator(self) -> bool:
        return self.indicator.understands(Choice.DENOMINATOR)

    @property
    def lacks_denominator(self) -> bool:
        """Whether something was counted of a whole that nobody has stated: there is a sentence, and no zero."""
        return self.indicator.unit is Unit.PERCENT and not self.figure.denominator and bool(self.figure.numerator)

    @property
    def is_usual(self) -> bool:
        """Whether it is the indicator's own figure, not one under another choice."""
        return is_usual(self.figure.question)

    @property
    def has_rows(self) -> bool:
        """Whether its rows were kept."""
        return keeps_rows(self.figure.question)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it apart from other figures of its place."""
        asked = self.figure.question
        kind = asked.organisation_kind.value if asked.organisation_kind else ""
        return asked.code, asked.definition.value, asked.denominator.value, kind


def snapshots_for(viewer: Viewer, province_code: str | None = None) -> Pagination:
    """A page of snapshots, the newest period first: locked ones, and every other for those who open rows."""
    asked = sa.select(Snapshot).order_by(*NEWEST_FIRST)
    if not reads_all(viewer):
        asked = asked.where(Snapshot.approved_at.is_not(None))
    if province_code:
        asked = asked.where(Snapshot.province_code == province_code)
    return page_of(asked)


def snapshot_for(viewer: Viewer, public_id: str) -> Snapshot:
    """The snapshot; NotFoundError for none, and for one that is not locked and none of the viewer's business."""
    found = db.session.scalar(sa.select(Snapshot).where(Snapshot.public_id == public_id))
    if found is None or not (found.is_public or reads_all(viewer)):
        raise NotFoundError
    return found


def reads_all(viewer: Viewer) -> bool:
    """Whether the viewer opens rows, and so sees snapshots that nobody has approved yet."""
    return can(viewer, Permission.INDICATOR_ROWS)


def figures_of(snapshot: Snapshot) -> list[FrozenFigure]:
    """The figures of the whole place, in the order in which they were counted."""
    return _answered(snapshot, SnapshotFigure.place_code == "")


def places_of(snapshot: Snapshot, code: str) -> list[FrozenFigure]:
    """An indicator's own figure in each place below the snapshot's, by name; the unknown place comes last."""
    usual = SnapshotFigure.definition.in_(("", Definition.L1.value)), SnapshotFigure.organisation_kind == ""
    denominator = SnapshotFigure.denominator_choice.in_(("", Denominator.D1.value))
    below = SnapshotFigure.place_code != ""
    found = _answered(snapshot, SnapshotFigure.indicator == code, *usual, denominator, below)
    return sorted(found, key=lambda one: (one.place is None, one.place or ""))


def parts_of(snapshot: Snapshot) -> list[FrozenFigure]:
    """All figures of the places below its own."""
    return _answered(snapshot, SnapshotFigure.place_code != "")


def every_figure_of(snapshot: Snapshot) -> list[FrozenFigure]:
    """All figures, of the whole and of each place below it."""
    return _answered(snapshot)


def _answered(snapshot: Snapshot, *chosen: sa.ColumnElement[bool]) -> list[FrozenFigure]:
    asked = sa.select(SnapshotFigure).where(SnapshotFigure.snapshot_id == snapshot.id, *chosen)
    lines = db.session.scalars(asked.order_by(SnapshotFigure.id)).all()
    names = place_names(snapshot) if any(line.place_code for line in lines) else {}
    return [
        FrozenFigure(_figure(snapshot, line), line.version, line.place_code, names.get(line.place_code))
        for line in lines
        if line.indicator in INDICATORS
    ]


def _figure(snapshot: Snapshot, line: SnapshotFigure) -> Figure:
    question = Question(
        day=snapshot.ends_on,
        code=line.indicator,
        organisation_kind=OrganisationKind(line.organisation_kind) if line.organisation_kind else None,
        definition=Definition(line.definition) if line.definition else Definition.L1,
        denominator=Denominator(line.denominator_choice) if line.denominator_choice else Denominator.D1,
    )
    left_out = {LeftOut(code): count for code, count in line.left_out.items()}
    return Figure(question, line.numerator, line.denominator, line.demonstration, left_out)


def place_names(snapshot: Snapshot) -> dict[str, str]:
    """Code and full name of each place below the snapshot's own."""
    if snapshot.province_code is None:
        return dict(db.session.execute(sa.select(Province.code, Province.full_name)).all())
    inside = sa.select(Commune.code, Commune.full_name).where(Commune.province_code == snapshot.province_code)
    return dict(db.session.execute(inside).all())


def place_name(snapshot: Snapshot) -> str | None:
    """The full name of its province; None for the country."""
    return names_of_provinces([snapshot]).get(snapshot.province_code or "")


def names_of_provinces(snapshots: Sequence[Snapshot]) -> dict[str, str]:
    """Code and full name of the snapshots' provinces."""
    codes = {one.province_code for one in snapshots} - {None}
    asked = sa.select(Province.code, Province.full_name).where(Province.code.in_(codes))
    return dict(db.session.execute(asked).all()) if codes else {}


def rows_of(viewer: Viewer, snapshot: Snapshot, code: str, definition: str, denominator: str) -> Pagination:
    """A page of the rows behind a closed figure, those above the line first; NotFoundError for who opens none."""
    if not reads_all(viewer):
        raise NotFoundError
    asked = sa.select(SnapshotRow).where(
        SnapshotRow.snapshot_id == snapshot.id, SnapshotRow.indicator == code,
        SnapshotRow.definition == definition, SnapshotRow.denominator_choice == denominator,
    )  # fmt: skip
    return page_of(asked.order_by(SnapshotRow.numerator.desc(), SnapshotRow.id), size=ROWS_ON_A_PAGE)


def corrections_of(snapshot: Snapshot) -> Sequence[Snapshot]:
    """What corrects it and was not dropped, the oldest first."""
    asked = sa.select(Snapshot).where(Snapshot.corrects_id == snapshot.id, Snapshot.dropped_at.is_(None))
    return db.session.scalars(asked.order_by(Snapshot.id)).all()


def counted_snapshots(public_id: str | None = None) -> Sequence[Snapshot]:
    """Every snapshot with a hash, in the order in which they were prepared; or the one that is named."""
    asked = sa.select(Snapshot).where(Snapshot.sha256.is_not(None)).order_by(Snapshot.id)
    return db.session.scalars(asked.where(Snapshot.public_id == public_id) if public_id else asked).all()


def waiting_for_figures(since: timedelta) -> Sequence[int]:
    """The numbers of snapshots that were prepared so long ago and are not counted yet."""
    asked = sa.select(Snapshot.id).where(
        Snapshot.counted_at.is_(None), Snapshot.dropped_at.is_(None), Snapshot.prepared_at < now() - since
    )
    return db.session.scalars(asked.order_by(Snapshot.id)).all()


def overlapping(snapshot: Snapshot) -> Sequence[Snapshot]:
    """Other snapshots of the place whose periods share days with it; a correction and what it corrects are one."""
    asked = _sharing_days(snapshot.starts_on, snapshot.ends_on, snapshot.province_code).where(
        Snapshot.id.not_in([snapshot.id, snapshot.corrects_id or snapshot.id]),
        sa.or_(Snapshot.corrects_id.is_(None), Snapshot.corrects_id != snapshot.id),
    )
    return db.session.scalars(asked).all()


def sharing_days(starts_on: date, ends_on: date, province_code: str | None) -> Sequence[Snapshot]:
    """Snapshots of a place (None: the country) that were not dropped and share days with a period, none a correction.

    For who prepares one and so may see them all; a correction has the days of what it corrects.
    """
    asked = _sharing_days(starts_on, ends_on, province_code).where(Snapshot.corrects_id.is_(None))
    return db.session.scalars(asked).all()


def _sharing_days(starts_on: date, ends_on: date, province_code: str | None) -> sa.Select[Snapshot]:
    asked = sa.select(Snapshot).where(
        Snapshot.province_code.is_not_distinct_from(province_code),
        Snapshot.dropped_at.is_(None),
        Snapshot.starts_on <= ends_on,
        Snapshot.ends_on >= starts_on,
    )
    return asked.order_by(*NEWEST_FIRST)


def comparable(viewer: Viewer, snapshot: Snapshot) -> Sequence[Snapshot]:
    """Other counted snapshots of the same place, the newest first."""
    asked = sa.select(Snapshot).where(
        Snapshot.id != snapshot.id,
        Snapshot.province_code.is_not_distinct_from(snapshot.province_code),
        Snapshot.counted_at.is_not(None),
        Snapshot.dropped_at.is_(None),
    )
    if not reads_all(viewer):
        asked = asked.where(Snapshot.approved_at.is_not(None))
    return db.session.scalars(asked.order_by(*NEWEST_FIRST)).all()
