"""The mail of a scheduled report: the figures in words, where the files are, and how to stop.

The outbox carries words only, so the paper and the workbook are behind a link that asks to sign in.
"""

from __future__ import annotations

from flask_babel import gettext as _

from marketplace.indicators.engine import Figure
from marketplace.indicators.words import gap_words, nothing_words, part_words, value_words
from marketplace.notifications.addresses import absolute
from marketplace.reporting.content import as_of, name_of, source_of, target_words, warnings_of
from marketplace.reporting.models import ReportSchedule
from marketplace.reporting.report import Report
from marketplace.reporting.stopping import stop_token
from marketplace.web.formats import format_date

TOLD = ("I1", "I2a", "I2b", "I3", "I5", "I6", "I7", "I8", "I9")
"""The indicators of the programme; the others stand in the files."""
LONGEST_SUBJECT = 200


def mail_of(schedule: ReportSchedule, report: Report) -> dict[str, str]:
    """Subject and body, in the running locale."""
    day = format_date(report.day)
    subject = _("Liên Kết: báo cáo chỉ tiêu của %(place)s đến %(day)s", place=report.where, day=day)
    told = [one for one in report.figures if one.question.code in TOLD and one.question.organisation_kind is None]
    parts = [
        f"{report.title}\n{report.where}, {as_of(report)}",
        *warnings_of(report),
        "\n".join(_line(figure) for figure in told),
        source_of(report),
        _("Báo cáo để in (PDF) và bảng tính (XLSX), cần đăng nhập: %(link)s", link=_files(schedule, report)),
        _(
            "Thư này được gửi theo lịch: %(rhythm)s. Không nhận nữa: %(link)s",
            rhythm=schedule.rhythm.label,
            link=absolute("reporting.stop", token=stop_token(schedule)),
        ),
    ]
    return {"subject": subject[:LONGEST_SUBJECT], "body": "\n\n".join(str(part) for part in parts)}


def _line(figure: Figure) -> str:
    """`- I1 Name: 37,5% (74 trong 200 …); mục tiêu 50% (2030), còn thiếu …`."""
    start = f"- {figure.question.code} {name_of(figure)}: "
    if figure.value is None:
        return start + nothing_words(figure)
    target, gap = target_words(figure), gap_words(figure)
    words = f"{start}{value_words(figure)} ({part_words(figure)})"
    if not target:
        return f"{words}."
    against = _("mục tiêu %(target)s: %(gap)s.", target=target, gap=gap)
    return f"{words}; {against}"


def _files(schedule: ReportSchedule, report: Report) -> str:
    asked = {"province": schedule.province_code or "", "day": report.day.isoformat(), "language": schedule.language}
    return absolute("reporting.index", **{name: value for name, value in asked.items() if value})
