"""Making, ending and serving schedules of reports. Each write has its event; nothing is sent twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import force_locale

from marketplace.audit import events
from marketplace.audit.record import Actor, record
from marketplace.catalogue.models import Province
from marketplace.clock import now
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.engine import COUNTRY, Place
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import queue_mail
from marketplace.reporting.mails import mail_of
from marketplace.reporting.models import ReportSchedule, ReportSending, Rhythm
from marketplace.reporting.queries import due_day, same_schedule
from marketplace.reporting.report import live_report

LANGUAGES = ("vi", "en")


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """Where a report goes, of which place (None: the country), how often, in which language."""

    email: str
    province_code: str | None
    rhythm: Rhythm
    language: str = "vi"


def make_schedule(*, by: Actor, facts: ScheduleFacts) -> ReportSchedule:
    """Begin to send; an ended schedule of the same address, place and rhythm begins anew.

    DomainError names the field: email (such a schedule runs already, or was made at the same moment), province,
    language.
    """
    if facts.province_code is not None and db.session.get(Province, facts.province_code) is None:
        raise DomainError(_l("Không có tỉnh, thành phố có mã %(code)s.", code=facts.province_code), field="province")
    if facts.language not in LANGUAGES:
        raise DomainError(_l("Báo cáo có tiếng Việt và tiếng Anh."), field="language")
    found = same_schedule((facts.email, facts.province_code, facts.rhythm))
    if found is not None and found.ended_at is None:
        raise _runs_already()
    schedule = found or ReportSchedule(email=facts.email, province_code=facts.province_code, rhythm=facts.rhythm)
    schedule.language, schedule.made_by_id, schedule.made_at, schedule.ended_at = facts.language, by.id, now(), None
    _keep(schedule)
    record(
        events.REPORT_SCHEDULED, schedule, by=by, email=facts.email, province=facts.province_code,
        rhythm=facts.rhythm.value, language=facts.language,
    )  # fmt: skip
    return schedule


def _keep(schedule: ReportSchedule) -> None:
    """Two who make the same schedule at once: the database lets one of them through."""
    try:
        with db.session.begin_nested():
            db.session.add(schedule)
            db.session.flush()
    except sa.exc.IntegrityError as problem:
        raise _runs_already() from problem


def _runs_already() -> DomainError:
    return DomainError(_l("Địa chỉ này đã nhận báo cáo của nơi này theo nhịp này."), field="email")


def end_schedule(*, by: Actor | None, schedule: ReportSchedule) -> None:
    """Send no more; `by` None: whoever holds the mailbox asked for it by the link in the mail. Ended stays ended."""
    if schedule.ended_at is None:
        schedule.ended_at = now()
        db.session.flush()
        record(events.REPORT_SCHEDULE_ENDED, schedule, by=by, by_link=by is None)


def send_due_report(*, schedule: ReportSchedule, today: date) -> bool:
    """Put the due report into the outbox; whether one was due. However often it is called, each goes out once."""
    day = due_day(schedule, today)
    if day is None or not _claimed(schedule, day):
        return False
    with force_locale(schedule.language):
        place = COUNTRY if schedule.province_code is None else Place.province(schedule.province_code)
        queue_mail(
            recipient=schedule.email,
            key=f"report:{schedule.public_id}:{day.isoformat()}",
            **mail_of(schedule, live_report(place, day)),
        )
    record(events.REPORT_SENT, schedule, by=None, as_of=day)
    return True


def _claimed(schedule: ReportSchedule, day: date) -> bool:
    """Whether this transaction is the one that sends: the row of a day can be written once."""
    values = {"schedule_id": schedule.id, "as_of": day, "sent_at": now()}
    try:
        with db.session.begin_nested():
            db.session.execute(sa.insert(ReportSending).values(**values))
    except sa.exc.IntegrityError:
        return False
    return True
