"""What was shown to whom, written down after the answer has left: it slows no page and no GET waits for a lock.

The log names organisations, never people, holds a pair at most once a day for each, and is deleted after twelve
months (`prune`), because it is only for learning and for showing how good the suggestions are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa
import structlog
from flask import Flask, Response, after_this_request, current_app
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import rankers, weights
from marketplace.suggestions.learning_models import Exposure

KEPT_MONTHS = 12
_log = structlog.get_logger("exposures")


class ShownPart(Protocol):
    """One part of a shown score: its points of at most so many."""

    @property
    def name(self) -> str: ...
    @property
    def points(self) -> Decimal: ...
    @property
    def most(self) -> Decimal: ...


class Shown(Protocol):
    """A line of a shortlist as it was shown."""

    @property
    def offer(self) -> Offer: ...
    @property
    def need(self) -> Need: ...
    @property
    def score(self) -> Decimal: ...
    @property
    def parts(self) -> Sequence[ShownPart]: ...


@dataclass(frozen=True, slots=True)
class Versions:
    """What made the scores and their order."""

    weights: str
    model: str | None


@dataclass(slots=True)
class Note:
    """What was shown of a listing, to be noted once however often it is shown that day."""

    rows: list[dict[str, Any]]

    def after_the_response(self) -> None:
        """Write it down once the response to the running request is closed; nothing when it was written before."""
        if self.rows:
            _write_after_the_response(self)


def note(viewer: Viewer, listing: Need | Offer, lines: Iterable[Shown], *, first_rank: int = 1) -> Note:
    """What there is to note of `lines` shown for `listing` today.

    `lines` in the order shown, the first at `first_rank`. The organisation of `listing` is the one they were shown
    to; a viewer who is none of its people is noted as staff. Asks the database nothing except which versions are in
    force.
    """
    made_by = Versions(weights.version(), rankers.current_version())
    to_staff = listing.organisation_id not in viewer.organisation_ids
    return Note(_rows(listing, lines, to_staff=to_staff, first_rank=first_rank, made_by=made_by))


def seen(viewer: Viewer, listing: Need | Offer, lines: Iterable[Shown]) -> None:
    """Write down, once the response to the running request is closed, that `lines` were shown for `listing`."""
    note(viewer, listing, lines).after_the_response()


def write(rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows in one statement and commit, leaving out what was already noted that day."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_of_one_parameter(), {"rows": json.dumps(list(rows), default=str)})
            return
        insert = sqlite.insert(Exposure).on_conflict_do_nothing()
        # Asked for their ids, rows go in one statement whose words are put together once in the life of a process.
        connection.execute(insert.returning(Exposure.id), list(rows))


@cache
def _of_one_parameter() -> sa.Insert:
    """All rows as one text: hundreds of parameters cost the driver more than the database needs to write the rows."""
    columns = [column for column in Exposure.__table__.columns if not column.primary_key]
    text = sa.cast(sa.bindparam("rows", type_=sa.Text), postgresql.JSON)
    read = sa.func.json_to_recordset(text).table_valued(*(sa.column(one.name, one.type) for one in columns))
    rows = sa.select(*read.render_derived(name="shown", with_types=True).columns)
    insert = postgresql.insert(Exposure).from_select([one.name for one in columns], rows)
    return insert.on_conflict_do_nothing()


def prune(on: date | None = None) -> int:
    """Delete what is older than twelve months on that day (today if None); how many rows that were."""
    deleted = db.session.execute(sa.delete(Exposure).where(Exposure.day < kept_since(on or today())))
    return int(getattr(deleted, "rowcount", 0))


def kept_since(on: date) -> date:
    """The first day whose exposures are still kept on that day."""
    return _months_before(on, KEPT_MONTHS)


def _write_after_the_response(shown: Note) -> None:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def written() -> None:
        rows, shown.rows = shown.rows, []  # another reader of the same list may be about to write them too
        if not rows:
            return
        with app.app_context():
            try:
                write(rows)
            except sa.exc.SQLAlchemyError as problem:  # the page is out: a busy database costs a note, not the page
                shown.rows = rows
                _log.warning("exposures not written", rows=len(rows), error=str(problem.__cause__ or problem))

    def when_closed(response: Response) -> Response:
        if response.status_code == 200:
            response.call_on_close(written)
        return response

    after_this_request(when_closed)


def _rows(
    listing: Need | Offer, lines: Iterable[Shown], *, to_staff: bool, first_rank: int, made_by: Versions
) -> list[dict[str, Any]]:
    return [
        {
            "day": today(),
            "organisation_id": listing.organisation_id,
            "offer_id": line.offer.id,
            "need_id": line.need.id,
            "to_staff": to_staff,
            "rank": rank,
            "tenths": _tenths(line.score),
            "parts": {part.name: [_tenths(part.points), _tenths(part.most)] for part in line.parts},
            "weights_version": made_by.weights,
            "model_version": made_by.model,
        }
        for rank, line in enumerate(lines, start=first_rank)
    ]


def _tenths(points: Decimal) -> int:
    return int((points * 10).to_integral_value())


def _months_before(day: date, months: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, min(day.day, 28))
