"""The filters of the list. A bad value says so and filters nothing."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Optional

from marketplace.catalogue.fields import PlaceField
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import AgriculturalType, OrganisationKind, Origin
from marketplace.organisations.queries import Wanted
from marketplace.web.fields import TextField
from marketplace.web.forms import Form, members, options


class OrganisationFilters(Form):
    """Sent by GET, so without a token."""

    class Meta(Form.Meta):
        csrf = False

    q = TextField(_l("Tên, có dấu hoặc không dấu"), [Optional()], most=100)
    kind = SelectField(_l("Loại tổ chức"), [Optional()], choices=members(OrganisationKind, nothing=_l("Tất cả")))
    place = PlaceField(
        _l("Xã hoặc tỉnh, tên cũ hay mới"), [Optional()], province_is_enough=True, district_is_enough=True
    )
    line = SelectField(_l("Lĩnh vực"), [Optional()], choices=members(AgriculturalType, nothing=_l("Tất cả")))
    verified = SelectField(
        _l("Xác minh"),
        [Optional()],
        choices=options((("yes", _l("Đã xác minh")), ("no", _l("Chưa xác minh"))), nothing=_l("Tất cả")),
    )
    origin = SelectField(_l("Nguồn"), [Optional()], choices=members(Origin, nothing=_l("Tất cả")))

    def wanted(self) -> Wanted:
        """The fields that were read without complaint."""
        self.validate()
        good = {name: field.data for name, field in self._fields.items() if not field.errors and field.data}
        place = None if self.place.errors else self.place
        return Wanted(
            words=good.get("q", ""),
            kind=OrganisationKind(good["kind"]) if "kind" in good else None,
            commune_code=place.data.code if place and place.data else None,
            province_code=place.province.code if place and place.province and not place.data else None,
            agricultural_type=AgriculturalType(good["line"]) if "line" in good else None,
            verified={"yes": True, "no": False}.get(good.get("verified", "")),
            origin=Origin(good["origin"]) if "origin" in good else None,
        )

    @property
    def active(self) -> int:
        """How many filters are on, the words aside."""
        names = ("kind", "place", "line", "verified", "origin")
        return sum(bool(self._fields[name].data or getattr(self._fields[name], "typed", None)) for name in names)
