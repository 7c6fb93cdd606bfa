"""Which report is wanted, and where one is to go by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from marketplace.accounts.fields import EmailField
from marketplace.catalogue.place_queries import provinces
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.indicators.engine import Place, one_reading
from marketplace.indicators.forms.question import DashboardForm
from marketplace.indicators.models import Snapshot
from marketplace.labels import lazy_gettext as _l
from marketplace.reporting.actions import ScheduleFacts
from marketplace.reporting.models import Rhythm
from marketplace.reporting.queries import locked_snapshots
from marketplace.reporting.report import Report, frozen_report, live_report
from marketplace.web.fields import TextField, not_garbled
from marketplace.web.formats import format_date
from marketplace.web.forms import Form, chosen, members, options, required

LANGUAGE_CHOICES = options([("vi", "Tiếng Việt"), ("en", "English")])


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as its address asks for it: a snapshot's, or of a place on a day."""

    place: Place
    day: date
    snapshot: Snapshot | None
    language: str
    issuer: str

    def report(self) -> Report:
        """It, in the running locale."""
        if self.snapshot is not None:
            return frozen_report(self.snapshot, self.issuer)
        with one_reading():
            return live_report(self.place, self.day, self.issuer)

    def in_its_language(self) -> force_locale:
        """The locale that its files are in."""
        return force_locale(self.language)


class ReportForm(DashboardForm):
    """A GET form: a snapshot, or province and day; the language of the files and who issues them."""

    snapshot = SelectField(_l("Bản chốt số liệu"), description=_l("Chọn bản chốt thì nơi và ngày lấy theo bản chốt."))
    language = SelectField(_l("Ngôn ngữ của tệp"), choices=LANGUAGE_CHOICES)
    issuer = TextField(
        _l("Cơ quan lập báo cáo"), [Optional(), not_garbled()], most=120,
        description=_l("Ghi ở góc trái đầu trang. Để trống thì chừa chỗ điền tay."),
    )  # fmt: skip

    def __init__(self, arguments: MultiDict[str, str]) -> None:
        super().__init__(arguments)
        self._snapshots = {one.public_id: one for one in locked_snapshots()}
        named = ((key, f"{one.title} ({format_date(one.ends_on)})") for key, one in self._snapshots.items())
        self.snapshot.choices = options(named, nothing=_l("Không: tính từ dữ liệu hiện có"))
        self.language.data = self.language.data or "vi"

    @property
    def place_names(self) -> dict[str, str]:
        """The full name of each province by its code."""
        return {one.code: one.full_name for one in self._provinces}

    def wanted(self) -> Wanted:
        """What is asked for; DomainError when a field is wrong (the form then says which)."""
        day = self.day.data or today()
        if day > today():
            raise DomainError(_l("Ngày của báo cáo không được sau hôm nay."), field="day")
        place = self.place()
        snapshot = self._snapshots.get(self.snapshot.data)
        return Wanted(place, day, snapshot, self.language.data, self.issuer.data or "")

    def arguments(self) -> dict[str, str]:
        """The same question as an address; the day always, so that a kept link shows the same report."""
        snapshot = self.snapshot.data or ""
        asked = {
            "snapshot": snapshot,
            "day": "" if snapshot else format_date(self.day.data or today()),
            "province": "" if snapshot else self.province.data,
            "language": self.language.data,
            "issuer": self.issuer.data or "",
        }
        return {name: value for name, value in asked.items() if value}


class ScheduleForm(Form):
    """Where a report goes, of which place, how often."""

    email = EmailField(
        _l("Thư điện tử nhận báo cáo"), [required()],
        description=_l("Người nhận dừng được bất cứ lúc nào bằng liên kết ở cuối thư."),
    )  # fmt: skip
    province = SelectField(_l("Tỉnh, thành phố"))
    rhythm = RadioField(_l("Nhịp gửi"), [chosen()], choices=members(Rhythm))
    language = RadioField(_l("Ngôn ngữ"), [chosen()], choices=LANGUAGE_CHOICES)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.province.choices = options(((one.code, one.full_name) for one in provinces()), nothing=_l("Cả nước"))

    def facts(self) -> ScheduleFacts:
        """The fields of a form that was accepted."""
        return ScheduleFacts(self.email.data, self.province.data or None, Rhythm(self.rhythm.data), self.language.data)
