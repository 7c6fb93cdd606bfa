"""The words of the mails of this room, in the reader's language: one line at once, or the lines of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from flask_babel import force_locale

from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.addresses import absolute, at_public_address
from marketplace.notifications.models import Notification, Topic
from marketplace.notifications.readers import Reader
from marketplace.notifications.silencing import token_for
from marketplace.web.formats import format_date

LONGEST_SUBJECT = 100


def one_line(reader: Reader, line: Notification, topic: Topic) -> dict[str, str]:
    """Subject and body of the mail about one line."""
    with force_locale(reader.language):
        start = line.words[:LONGEST_SUBJECT].replace("\n", " ").replace("\r", " ")
        body = f"{line.words}\n{at_public_address(line.path)}"
        return {"subject": f"Liên Kết: {start}", "body": f"{body}\n\n{_foot(reader, [topic])}"}


def lines_of_a_day(reader: Reader, on: date, lines: Sequence[Notification]) -> dict[str, str]:
    """Subject and body of a digest: by topic, a line told several times once."""
    topics = list(Topic)
    ordered = sorted(lines, key=lambda line: (topics.index(line.topic or Topic.TASK), line.id))
    with force_locale(reader.language):
        parts = [_part(topic, own) for topic, own in groupby(ordered, key=lambda line: line.topic or Topic.TASK)]
        subject = str(_l("Liên Kết ngày %(day)s: %(count)s tin mới", day=format_date(on), count=len(lines)))
        foot = _foot(reader, list(dict.fromkeys(line.topic or Topic.TASK for line in ordered)))
    return {"subject": subject, "body": "\n\n".join([*parts, foot])}


def _part(topic: Topic, lines: Iterable[Notification]) -> str:
    told = Counter((line.words, line.path) for line in lines)
    entries = [f"- {_times(sentence, count)}\n  {at_public_address(path)}" for (sentence, path), count in told.items()]
    return "\n".join([str(topic.label).upper(), *entries])


def _times(sentence: str, count: int) -> str:
    return str(_l("%(sentence)s (%(count)s lần)", sentence=sentence, count=count)) if count > 1 else sentence


def _foot(reader: Reader, topics: Sequence[Topic]) -> str:
    names = ", ".join(f"“{topic.label}”" for topic in topics)
    stop = absolute("notifications.silence", token=token_for(reader.public_id, topics))
    choose = str(_l("Chọn cách nhận thư: %(link)s", link=absolute("notifications.preferences")))
    return f"{choose}\n" + str(_l("Không nhận thư về %(topics)s nữa: %(link)s", topics=names, link=stop))
