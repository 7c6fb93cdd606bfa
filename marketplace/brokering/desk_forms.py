"""Forms of the broker's desk: the list's filters, tasks, calls and meetings, hand-over, members."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional

from marketplace.accounts.models import User
from marketplace.brokering.models import CaseStage, LeavingReason, TalkKind
from marketplace.brokering.pooling import Candidate
from marketplace.brokering.queries import Order, Wanted
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.web.fields import DayField, LongTextField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, options, required

PARTINGS = [reason for reason in LeavingReason if reason is not LeavingReason.REFUSED]
ANYBODY = ("", _l("Không riêng bên nào"))


class ListForm(Form):
    """Filters and order of the list of cases; what makes no sense is no filter."""

    stage = SelectField(_l("Bước"), choices=members(CaseStage, nothing=_l("Mọi bước")))
    good = SelectField(_l("Mặt hàng"))
    order = SelectField(_l("Sắp xếp"), choices=Order.choices())
    mine = BooleanField(_l("Chỉ vụ việc tôi phụ trách hoặc đã mở"))
    late = BooleanField(_l("Chỉ vụ việc quá hẹn"))
    soe = BooleanField(_l("Chỉ bên mua là doanh nghiệp Nhà nước"))

    def offer_goods(self, goods: Iterable[tuple[str, str]]) -> None:
        """Offer these goods to filter by."""
        self.goods = list(goods)
        self.good.choices = options(self.goods, nothing=_l("Mọi mặt hàng"))

    def wanted(self) -> Wanted:
        """What was asked for."""
        goods = {code for code, _words in self.goods}
        return Wanted(
            stage=CaseStage(self.stage.data) if self.stage.data in set(CaseStage) else None,
            mine=bool(self.mine.data),
            late=bool(self.late.data),
            state_owned=bool(self.soe.data),
            good=self.good.data if self.good.data in goods else "",
            order=Order(self.order.data) if self.order.data in set(Order) else Order.DUE,
        )

    @property
    def active(self) -> int:
        """How many filters are on."""
        wanted = self.wanted()
        return sum(map(bool, (wanted.stage, wanted.mine, wanted.late, wanted.state_owned, wanted.good)))


class TaskForm(Form):
    """Something to do for a case."""

    title = TextField(_l("Việc cần làm"), [required(), not_garbled()], most=200)
    task_due_on = DayField(_l("Xong trước ngày"), [required()])
    assignee = SelectField(_l("Người làm"), validators=[chosen()])

    def offer_people(self, self_id: str, people: Iterable[User]) -> None:
        """Offer the reader and these colleagues."""
        others = [(person.public_id, person.name) for person in people]
        self.assignee.choices = options([(self_id, _l("Tôi")), *others])


class TalkForm(Form):
    """A call or meeting that took place."""

    kind = RadioField(_l("Hình thức"), choices=TalkKind.choices(), default=TalkKind.CALL.value, validators=[chosen()])
    day = DayField(_l("Ngày"), [required()])
    hour = TextField(
        _l("Giờ"), [Optional(), not_garbled()], most=5, description=_l("Ví dụ 14:30; để trống nếu không nhớ.")
    )
    organisation = SelectField(_l("Với bên nào"))
    spoken_with = TextField(_l("Người đã trao đổi"), [Optional(), not_garbled()], most=120)
    summary = LongTextField(_l("Nội dung, điều đã hẹn"), [required(), not_garbled()], most=4000)

    def offer_sides(self, sides: Iterable[Organisation]) -> None:
        """Offer these sides, or none in particular."""
        self.organisation.choices = options([ANYBODY, *((side.public_id, side.name) for side in sides)])


class HandoverForm(Form):
    """Passing a case to a colleague."""

    taker = SelectField(_l("Bàn giao cho"), validators=[chosen()])
    note = LongTextField(_l("Điều người nhận cần biết"), [required(), not_garbled()], most=2000)

    def offer_people(self, people: Iterable[User]) -> None:
        """Offer these colleagues."""
        self.taker.choices = options(((person.public_id, person.name) for person in people), nothing=_l("Chọn cán bộ"))


class MemberForm(Form):
    """One more cooperative for a case."""

    offer = RadioField(_l("Chào bán"), validators=[chosen()])

    def offer_these(self, found: Iterable[Candidate]) -> None:
        """Offer these."""
        self.offer.choices = options((one.offer.public_id, one.words) for one in found)


class LeavingForm(Form):
    """Why a cooperative is taken out of a case."""

    because = RadioField(_l("Lý do"), choices=members(PARTINGS), validators=[chosen()])
