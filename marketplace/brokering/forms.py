"""Forms of brokering."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.brokering.models import CaseClosing, ConsentHow
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.suggestions.models import RejectionReason
from marketplace.web.fields import (
    DayField,
    LongTextField,
    TextField,
    not_garbled,
)
from marketplace.web.forms import Form, chosen, members, options, required

RECORDED = [(how.value, how.label) for how in (ConsentHow.PHONE, ConsentHow.SIGNED_SHEET)]
CLOSINGS = [(why.value, why.label) for why in CaseClosing if why is not CaseClosing.REFUSED]


NOT_SAID = _l("Không nói rõ")


class TicksField(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OpenForm(Form):
    """Proposing a connection. `offer` and `need` are public ids; the page fixes one and lets the other be chosen."""

    offer = SelectField(_l("Chào bán"), validators=[chosen()])
    need = SelectField(_l("Nhu cầu mua"), validators=[chosen()])
    others = TicksField(_l("Cùng gom đơn với"))
    note = LongTextField(_l("Lời nhắn cho bên kia"), [Optional(), not_garbled()], most=1000)
    consent = BooleanField(_l("Đơn vị tôi đồng ý được giới thiệu và cho bên kia xem thông tin liên hệ"))

    def pool(self, offers: list[tuple[str, str]]) -> None:
        """Offer these further offers (public id and words) to be pooled with the first; none: no such field."""
        if offers:
            self.others.choices = options(offers)
        else:
            del self.others

    def chosen_others(self) -> list[str]:
        """Public ids of the further offers that are ticked."""
        return list(self.others.data or []) if "others" in self else []


class VoiceForm(Form):
    """Whose word, and how it was given. Managers see one side and no more; staff record how and the proof."""

    organisation = RadioField(_l("Trả lời thay cho"), validators=[chosen()])
    how = RadioField(_l("Bên này trả lời bằng cách nào"), choices=options(RECORDED), validators=[chosen()])
    evidence = TextField(_l("Ai trả lời, lúc nào, hoặc số phiếu ký"), [required(), not_garbled()], most=500)

    def offer_sides(self, sides: Iterable[Organisation], *, recorded: bool) -> None:
        """Offer these sides; without `recorded` the word is the person's own and needs no proof."""
        sides = list(sides)
        if not recorded:
            del self.how, self.evidence
        if len(sides) == 1:
            self.organisation.data = sides[0].public_id
        self.organisation.choices = options((side.public_id, side.name) for side in sides)


class AnswerForm(VoiceForm):
    """Yes or no to the introduction."""

    answer = RadioField(
        _l("Trả lời"),
        choices=options(
            [
                ("yes", _l("Đồng ý được giới thiệu; bên kia được xem thông tin liên hệ")),
                ("no", _l("Không đồng ý")),
            ]
        ),
        validators=[chosen()],
    )
    cause = SelectField(_l("Nếu không đồng ý: vì sao?"), choices=members(RejectionReason, nothing=NOT_SAID))
    note = TextField(_l("Ghi chú"), [Optional(), not_garbled()], most=500)
    sheet = FileField(_l("Bản quét phiếu có chữ ký"))

    def offer_sides(self, sides: Iterable[Organisation], *, recorded: bool) -> None:
        """As for every word; only staff upload a signed sheet."""
        super().offer_sides(sides, recorded=recorded)
        if not recorded:
            del self.sheet

    def reason(self) -> RejectionReason | None:
        """Why not, where that was said."""
        return RejectionReason(self.cause.data) if self.cause.data else None


class AcceptForm(VoiceForm):
    """Yes to one revision, named by its number."""

    number = HiddenField(validators=[required()])


class CloseForm(Form):
    """Ending a case without a contract."""

    closing = RadioField(_l("Lý do"), choices=options(CLOSINGS), validators=[chosen()])
    cause = SelectField(_l("Điều gì không phù hợp?"), choices=members(RejectionReason, nothing=NOT_SAID))
    note = TextField(_l("Ghi chú"), [Optional(), not_garbled()], most=500)

    def reason(self) -> RejectionReason | None:
        """What did not fit, where that was said."""
        return RejectionReason(self.cause.data) if self.cause.data else None


class DueForm(Form):
    """By when the case should move on."""

    due_on = DayField(_l("Ngày hẹn"), [required()])
