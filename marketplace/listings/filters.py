"""Narrowing the public lists: the GET form, and what it means as SQL for any kind of listing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, ValidationError

from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity
from marketplace.catalogue.naming import codes_for
from marketplace.catalogue.places import resolve_place
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from marketplace.listings.echo import make_echoable
from marketplace.listings.fields import FilterChoice
from marketplace.listings.visibility import price_is_visible
from marketplace.organisations.models import CertificateKind, Organisation, OrganisationKind
from marketplace.web.fields import DayField, MoneyField, TextField
from marketplace.web.forms import Form, members
from matching.vocabulary.normalise import fold

MOST_WORDS = 8
ALL = _l("Tất cả")


class FilterForm(FlaskForm):
    """Filters of a list. A value that cannot be read is complained of beside its field and narrows nothing.

    Filled from the address, or from `filled`, as filters that were kept are.
    """

    class Meta(Form.Meta):
        csrf = False

    commodity = TextField(
        _l("Mặt hàng"), description=_l("Gõ có dấu hay không dấu, tên nào cũng được: khoai mì, bap…"), most=120
    )
    place = TextField(_l("Nơi"), description=_l("Tỉnh hoặc xã, tên cũ hay mới."), most=120)
    from_day = DayField(_l("Giao từ ngày"))
    to_day = DayField(_l("Đến ngày"))
    certificate = FilterChoice(_l("Giấy chứng nhận"), choices=members(CertificateKind, nothing=ALL))
    organisation_kind = FilterChoice(_l("Loại tổ chức"), choices=members(OrganisationKind, nothing=ALL))
    price = MoneyField(_l("Giá tối đa (₫/kg)"))
    q = TextField(_l("Từ khóa"), description=_l("Tên đơn vị, giống, vụ…"), most=120)
    past = BooleanField(_l("Kể cả đã qua thời gian"))

    def __init__(self, filled: MultiDict[str, str] | None = None, **kwargs: Any) -> None:
        self.filled = request.args if filled is None else filled
        super().__init__(self.filled, **kwargs)
        make_echoable(self)

    def validate_to_day(self, to_day: DayField) -> None:
        """The window must not end before it starts."""
        first = self.from_day.data
        if first and to_day.data and to_day.data < first:
            raise ValidationError(str(_l("Ngày kết thúc phải từ ngày bắt đầu trở đi.")))

    @property
    def typed(self) -> dict[str, str]:
        """What was typed into each field, as it stands in the address; empty fields are left out."""
        return {name: self.filled[name] for name in self._fields if self.filled.get(name)}

    @property
    def active(self) -> int:
        """How many filters are on."""
        return sum(bool(self[name].data) for name in self._fields)


@dataclass(slots=True)
class Wanted:
    """What a reader of a list looks for; None and empty mean anything. Price in đồng a kilogram."""

    codes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    written: str = ""
    province_code: str | None = None
    commune_codes: list[str] = field(default_factory=list)
    from_day: date | None = None
    to_day: date | None = None
    certificate: CertificateKind | None = None
    organisation_kind: OrganisationKind | None = None
    price: int | None = None
    past: bool = False


def read_filters(form: FilterForm) -> Wanted:
    """The form as a question. What is unknown gets its complaint beside the field."""
    form.validate()
    wanted = Wanted(past=bool(form.past.data))
    _read_goods(form, wanted)
    _read_place(form, wanted)
    if not form.q.errors:
        wanted.words = fold(form.q.data or "").split()[:MOST_WORDS]
    if not form.from_day.errors and not form.to_day.errors:
        wanted.from_day, wanted.to_day = form.from_day.data, form.to_day.data
    if not form.certificate.errors and form.certificate.data:
        wanted.certificate = CertificateKind(form.certificate.data)
    if not form.organisation_kind.errors and form.organisation_kind.data:
        wanted.organisation_kind = OrganisationKind(form.organisation_kind.data)
    if not form.price.errors:
        wanted.price = form.price.data
    return wanted


def _read_goods(form: FilterForm, wanted: Wanted) -> None:
    """All goods the words may mean; words that are no good are looked for as they were typed, and said so."""
    text = form.commodity.data or ""
    if form.commodity.errors or not text:
        return
    wanted.codes = codes_for(text)
    if not wanted.codes:
        wanted.written = fold(text)
        message = _l("Danh mục không có mặt hàng “%(text)s”; đang tìm theo đúng chữ này.", text=text)
        form.commodity.errors = [str(message)]


def _read_place(form: FilterForm, wanted: Wanted) -> None:
    text = form.place.data or ""
    if form.place.errors or not text:
        return
    named = resolve_place(text)
    if named.commune:
        wanted.commune_codes = [named.commune.code]
    elif named.candidates:
        wanted.commune_codes = [commune.code for commune in named.candidates]
    elif named.province:
        wanted.province_code = named.province.code
    else:
        message = _l("Không tìm thấy nơi “%(text)s”. Hãy ghi tỉnh hoặc xã, tên cũ hay mới.", text=text)
        form.place.errors = [str(message)]


def conditions(
    model: type[Listing], period: Any, wanted: Wanted, viewer: Viewer, *, at_most: bool
) -> list[sa.ColumnElement[bool]]:
    """What all kinds of listings share: goods, words, place, days, kind of organisation, price.

    `period` is the model of the periods; `at_most` says whether the price asked is the most (offers) or the least.
    """
    found = [*_goods(model, wanted), *_place(model, wanted), *_days(model, period, wanted)]
    for word in wanted.words:
        named = sa.select(Organisation.id).where(Organisation.folded.contains(word, autoescape=True))
        good = sa.select(Commodity.code).where(Commodity.folded.contains(word, autoescape=True))
        written = model.folded.contains(word, autoescape=True)
        found.append(sa.or_(written, model.organisation_id.in_(named), model.commodity_code.in_(good)))
    if wanted.organisation_kind:
        of_kind = sa.select(Organisation.id).where(Organisation.kind == wanted.organisation_kind)
        found.append(model.organisation_id.in_(of_kind))
    if wanted.price is not None:
        price = model.price_dong_per_kg
        found.append(price <= wanted.price if at_most else price >= wanted.price)
        found.append(price_is_visible(model, viewer))
    return found


def _goods(model: type[Listing], wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    if wanted.codes:
        return [model.commodity_code.in_(wanted.codes)]
    return [model.folded.contains(wanted.written, autoescape=True)] if wanted.written else []


def _place(model: type[Listing], wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    if wanted.commune_codes:
        return [model.commune_code.in_(wanted.commune_codes)]
    return [model.province_code == wanted.province_code] if wanted.province_code else []


def _days(model: type[Listing], period: Any, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Some period meets the days asked for; by default one that is not past, or nothing is known of periods."""
    found = []
    if wanted.from_day or wanted.to_day:
        meets = model.periods.any(  # type: ignore[attr-defined]
            sa.and_(period.end >= (wanted.from_day or date.min), period.start <= (wanted.to_day or date.max))
        )
        found.append(meets)
    elif not wanted.past:
        coming = model.periods.any(period.end >= today())  # type: ignore[attr-defined]
        found.append(sa.or_(coming, ~model.periods.any()))  # type: ignore[attr-defined]
    return found
