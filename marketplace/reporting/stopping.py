"""The link at the foot of a report's mail, which ends its schedule once the button on its page is pressed.

It works without signing in and can do nothing else; it is signed, so nobody can make one.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.reporting.models import ReportSchedule

SALT = "reporting.stop"


def stop_token(schedule: ReportSchedule) -> str:
    """What stands in the link."""
    return str(_signer().dumps(schedule.public_id))


def schedule_of(token: str) -> ReportSchedule:
    """The schedule that the link ends; NotFoundError for a link that we did not make."""
    try:
        public_id = _signer().loads(token)
    except BadSignature:
        raise NotFoundError from None
    found = db.session.scalar(sa.select(ReportSchedule).filter_by(public_id=public_id))
    if found is None:
        raise NotFoundError
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=SALT)
