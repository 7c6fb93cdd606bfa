"""The first look of an alert for a whole organisation: the pairs of up to two hundred lists, beside the request."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.alerts.messages import note_known, pairs_reaching
from marketplace.alerts.models import ScoreAlert
from marketplace.alerts.queries import covered
from marketplace.extensions import db
from marketplace.suggestions.lines import Line


def read_alert(alert_id: int) -> None:
    """Note the pairs that were there when it was asked for. Nothing for an alert that was read already.

    What was published or changed since is left to the feed: rather told twice than never.
    """
    alert = db.session.get(ScoreAlert, alert_id)
    if alert is None or not alert.is_unread:
        return
    at_least = alert.at_least
    lines = pairs_reaching(covered(alert), at_least)
    db.session.refresh(alert, with_for_update=True)
    if alert.is_unread and alert.at_least == at_least:  # else somebody changed it meanwhile and asked again
        note_known(alert, [line for line in lines if _was_there(line, alert.since)])


def _was_there(line: Line, asked_at: datetime) -> bool:
    return line.offer.changed_at <= asked_at and line.need.changed_at <= asked_at


def read_alerts() -> int:
    """The same for every alert whose own job was lost, a commit each; how many they were."""
    waiting = db.session.scalars(sa.select(ScoreAlert.id).filter_by(is_unread=True, removed_at=None)).all()
    for alert_id in waiting:
        read_alert(alert_id)
        db.session.commit()
    return len(waiting)
