"""The forms of seasons: filters of the list, the facts, the reason for ending one."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField

from marketplace.catalogue.actions import SeasonFacts
from marketplace.catalogue.fields import CommodityField
from marketplace.catalogue.models import Grade, SeasonKind
from marketplace.catalogue.month_days import MonthDayField
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import TextField, not_garbled
from marketplace.web.forms import Form, chosen, options, required


def _carried(text: str) -> str:
    """The text without control characters: the box shows it again, and no page can carry them."""
    return "".join(letter for letter in text if letter.isprintable())


class SeasonFilters(Form):
    """Sent by GET, so without a token; `regions` are the choices. A region nobody names narrows nothing."""

    class Meta(Form.Meta):
        csrf = False

    good = TextField(_l("Mặt hàng"), description=_l("Tên nào cũng được, có dấu hay không dấu."), most=100)
    region = SelectField(_l("Vùng"), validate_choice=False)
    ended = BooleanField(_l("Kể cả vụ đã ngừng dùng"))

    def __init__(self, regions: list[str]) -> None:
        super().__init__(MultiDict({name: _carried(text) for name, text in request.args.items()}))
        self.region.choices = options(((name, name) for name in regions), nothing=_l("Mọi vùng"))
        if self.region.data not in regions:
            self.region.data = ""

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(bool(field.data) for field in (self.good, self.region, self.ended))


class OfGood:
    """Mixin of a form that also asks for the good; written first, because fields stand in the order they were made."""

    good = CommodityField(_l("Mặt hàng"), [required()], groups=False)


class SeasonForm(Form):
    """What is said of a season."""

    region = TextField(
        _l("Vùng"),
        [required(), not_garbled()],
        most=60,
        description=_l("Vùng, tỉnh hoặc nơi cụ thể, ví dụ: Tây Nguyên."),
    )
    name = TextField(
        _l("Tên vụ"), [required(), not_garbled()], most=60, description=_l("Ví dụ: đông xuân; chính vụ, Robusta.")
    )
    kind = RadioField(_l("Việc"), [chosen()], choices=SeasonKind.choices())
    start = MonthDayField(_l("Từ ngày"), [required()], description=_l("Ngày/tháng dương lịch, ví dụ 10/10."))
    end = MonthDayField(
        _l("Đến ngày"), [required()], description=_l("Sớm hơn ngày bắt đầu nghĩa là sang năm sau, ví dụ 15/01.")
    )
    grade = RadioField(_l("Độ tin cậy của nguồn"), [chosen()], choices=Grade.choices())
    source = TextField(
        _l("Nguồn"),
        [required(), not_garbled()],
        most=300,
        description=_l("Địa chỉ trang, tên và ngày văn bản, hoặc ai cho biết."),
    )

    def facts(self) -> SeasonFacts:
        """The fields of a form that was accepted."""
        said: dict[str, Any] = {name: self[name].data for name in ("start", "end")}
        said |= {name: " ".join((self[name].data or "").split()) for name in ("region", "name", "source")}
        return SeasonFacts(kind=SeasonKind(self.kind.data), grade=Grade(self.grade.data), **said)


class NewSeasonForm(OfGood, SeasonForm):
    """A season that is not in the catalogue yet."""


class Opened:
    """Mixin of forms about a saved season: they know which version they were opened on."""

    version = HiddenField()

    @property
    def opened_on(self) -> int:
        """The version; 0, which no record has, for anything that is no version."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class EditSeasonForm(Opened, SeasonForm):
    """A season that staff correct."""


class EndSeasonForm(Opened, Form):
    """Why a season is no longer used."""

    reason = TextField(
        _l("Lý do"), [required(), not_garbled()], most=300, description=_l("Ví dụ: trùng dòng khác, nguồn đã rút.")
    )
