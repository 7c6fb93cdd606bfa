"""Forms of the inbox's room."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField

from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.habits import DEFAULTS
from marketplace.notifications.models import MailHabit, Topic
from marketplace.web.forms import Form, chosen


def _asks(topic: Topic, hint: Any) -> RadioField:
    return RadioField(topic.label, validators=[chosen()], choices=MailHabit.choices(), description=hint)


class HabitsForm(Form):
    """One choice for each topic; the fields are called as the topics are."""

    task = _asks(Topic.TASK, _l("Ngày hẹn của vụ việc, việc được giao, đề nghị chờ trả lời."))
    contract = _asks(Topic.CONTRACT, _l("Ký, xác minh, phụ lục, thay đổi tình trạng."))
    case = _asks(Topic.CASE, _l("Đề nghị kết nối mới, điều khoản mới, tin nhắn."))
    delivery = _asks(Topic.DELIVERY, _l("Lần giao chờ xác nhận, kỳ giao sắp tới, khoản đến hạn trả."))
    organisation = _asks(Topic.ORGANISATION, _l("Kết quả xác minh đơn vị, gộp hồ sơ."))

    def habits(self) -> dict[Topic, MailHabit]:
        """What was chosen."""
        return {topic: MailHabit(self._fields[topic.value].data) for topic in DEFAULTS}
