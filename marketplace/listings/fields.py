"""Fields that only the forms of listings need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from wtforms import FieldList, SelectField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.catalogue.fields import CommodityField, NamedThingField, PlaceField
from marketplace.catalogue.models import Commodity, Commune
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.echo import echoable
from marketplace.listings.quantities import countable_units
from marketplace.organisations.models import Organisation, Origin
from marketplace.web.fields import QuantityField
from marketplace.web.formats import format_quantity
from marketplace.web.forms import options
from matching.vocabulary.normalise import fold
from matching.vocabulary.units import unit_for

MOST_CANDIDATES = 8
_NUMBER_AND_WORDS = re.compile(r"([^A-Za-zÀ-ỹ]*[0-9])\s*([A-Za-zÀ-ỹ][^0-9]{0,40})")


def checkboxes(label: Any, **kwargs: Any) -> SelectMultipleField:
    """Several choices as a list of checkboxes."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **kwargs)


class FilterChoice(SelectField):
    """A choice of a GET form: left out of the address means any; what is no choice is refused in words."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class RowList(FieldList):  # type: ignore[type-arg]  # not generic at run time
    """A list of rows whose numbers in the names of fields are plain small numbers; other names are not ours.

    More rows than `most` are kept and shown, and refused in words: `max_entries` would drop what was typed.
    """

    def __init__(self, *args: Any, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    @property
    def has_room(self) -> bool:
        """Whether one more row may be added."""
        return self.most is None or len(self.entries) < self.most

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        return bool(super().validate(form, (*extra_validators, _not_too_many)))

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        start = f"{prefix}-"
        for name in formdata:
            number = name[len(start) :].split("-", 1)[0] if name.startswith(start) else ""
            if number.isascii() and number.isdigit() and len(number) < 5:
                yield int(number)


def _not_too_many(_form: Any, rows: RowList) -> None:
    if rows.most is not None and len(rows.entries) > rows.most:
        words = _l("Nhiều nhất %(most)s dòng, ở đây có %(there)s dòng.", most=rows.most, there=len(rows.entries))
        raise ValidationError(str(words))


class UnitField(SelectField):
    """A unit by code, or by any word for it. What is no unit of ours is refused in words and shown again."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, choices=[], **kwargs)
        self.units = {unit.code: unit for unit in countable_units()}
        self.choices = options((code, unit.name) for code, unit in self.units.items())

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data and self.data not in self.units:
            known = unit_for(str(self.data)[:60])
            if known and known.code in self.units:
                self.data = known.code
            else:
                self.data = echoable(str(self.data))
                named = [(code, unit.name) for code, unit in self.units.items()]
                self.choices = options([*named, (self.data, self.data)])

    def pre_validate(self, _form: Any) -> None:
        if self.data not in self.units:
            unknown = _l("Không biết đơn vị “%(unit)s”. Hãy chọn trong danh sách.", unit=str(self.data)[:60])
            raise ValidationError(str(unknown if self.data else _l("Chưa chọn mục này.")))


class AmountField(QuantityField):
    """A quantity in the unit chosen elsewhere on the page; that unit may be written after the number ("200 tấn").

    `unit_written` is the code of the unit that was written: the form refuses another one through `agree`.
    """

    unit_written: str | None = None

    def read(self, text: str) -> Decimal:
        parts = _NUMBER_AND_WORDS.fullmatch(text)
        if parts is None:
            return super().read(text)
        unit = unit_for(parts[2])
        if unit is None:
            example = format_quantity(Decimal("1234.5"))
            raise ValueError(str(_l("Chỉ ghi số, ví dụ %(example)s. Đơn vị đã chọn cho cả trang.", example=example)))
        value = super().read(parts[1])
        self.unit_written = unit.code
        return value

    def agree(self, unit: UnitField) -> None:
        """Nothing is converted: a number with another unit than that of the page is refused and counts nothing."""
        if self.unit_written and unit.data in unit.units and self.unit_written != unit.data:
            self.data = None
            name = unit.units[unit.data].name
            self.process_errors = [
                str(_l("Chỉ ghi số theo đơn vị đã chọn là %(unit)s, hoặc đổi đơn vị của trang.", unit=name))
            ]


class KeptCommodityField(CommodityField):
    """The good as it was saved needs no second choice, even where its name alone has two meanings."""

    def understand(self, text: str) -> Commodity:
        if isinstance(self.object_data, Commodity) and text == self.object_data.name:
            return self.object_data
        return super().understand(text)


class KeptPlaceField(PlaceField):
    """The place as it was saved needs no second choice."""

    def understand(self, text: str) -> Commune | None:
        if isinstance(self.object_data, Commune) and text == self.object_data.address:
            self.province = self.object_data.province
            return self.object_data
        return super().understand(text)


@dataclass(frozen=True, slots=True)
class OrganisationChoice:
    """An organisation as a candidate below the box; `code` is its public id."""

    code: str
    organisation: Organisation


class OrganisationField(NamedThingField):
    """An organisation by name, tax code or public id, for staff who enter on its behalf; not those of the press."""

    def understand(self, text: str) -> Organisation:
        wanted = sa.select(Organisation).where(
            Organisation.origin != Origin.REPORTED, Organisation.merged_into_id.is_(None)
        )
        sure = sa.or_(Organisation.tax_code == text, Organisation.public_id == text, Organisation.folded == fold(text))
        found = db.session.scalars(wanted.where(sure).limit(MOST_CANDIDATES)).all()
        if len(found) == 1:
            return found[0]
        if not found:
            like = [Organisation.folded.contains(word, autoescape=True) for word in fold(text).split()[:8]]
            found = (
                db.session.scalars(wanted.where(*like).order_by("folded").limit(MOST_CANDIDATES)).all() if like else []
            )
        self.candidates = [OrganisationChoice(one.public_id, one) for one in found]
        if chosen := self.choice():
            self.candidates = [chosen]
            picked: Organisation = chosen.organisation
            return picked
        if self.candidates:
            raise ValueError(str(_l("Chưa rõ là đơn vị nào. Hãy chọn bên dưới.")))
        raise ValueError(str(_l("Không tìm thấy đơn vị “%(text)s”. Hãy lập hồ sơ đơn vị trước.", text=text)))

    def show(self, value: Organisation) -> str:
        return value.name

    def words_for(self, candidate: OrganisationChoice) -> str:
        place = candidate.organisation.province
        return f"{candidate.organisation.name} ({place.name})" if place else candidate.organisation.name
