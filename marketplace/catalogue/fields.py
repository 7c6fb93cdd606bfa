"""Form fields for goods and places: what people call them goes in, our record comes out.

A doubtful name makes an error that lists candidates as radio choices below the box; sending the form again with
one chosen settles it. A choice counts only while it fits the text it was offered for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from wtforms.widgets import TextInput

from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.catalogue.naming import NamedGood, resolve_good
from marketplace.catalogue.places import NamedPlace, resolve_place
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import TypedField
from marketplace.web.text import TextError, clean_text
from matching.vocabulary.resolver import ResolvedGood

MOST_LETTERS = 200


class ChoiceBelow(TextInput):
    """The text box, and below it the candidates or what the text was understood as."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs.setdefault("autocomplete", "off")
        kwargs.setdefault("maxlength", MOST_LETTERS)
        box = super().__call__(field, **kwargs)
        note = Markup('<p class="field-hint">{}</p>').format(field.note) if field.note else Markup()
        return box + note + (self._choices(field) if field.candidates else Markup())

    def _choices(self, field: Any) -> Markup:
        lines = Markup().join(self._choice(field, number, one) for number, one in enumerate(field.candidates))
        legend = Markup('<legend class="field-label">{}</legend>').format(_l("Ý bạn là:"))
        return Markup('<fieldset class="candidates mt-2">') + legend + lines + Markup("</fieldset>")

    def _choice(self, field: Any, number: int, candidate: Any) -> Markup:
        return Markup(
            '<div class="choice"><input type="radio" name="{name}" id="{name}-{number}" value="{code}"{checked}>'
            '<label for="{name}-{number}">{words}</label></div>'
        ).format(
            name=field.choice_name,
            number=number,
            code=candidate.code,
            words=field.words_for(candidate),
            checked=Markup(" checked") if field.chosen_code == candidate.code else "",
        )


class NamedThingField(TypedField):
    """Mother of the two fields below. `candidates` wait for a choice, `note` says how the text was read."""

    widget = ChoiceBelow()
    candidates: Sequence[Any] = ()
    note: Any = ""
    chosen_code: str = ""

    @property
    def choice_name(self) -> str:
        """The name under which the choice of a candidate is sent."""
        return f"{self.name}-choice"

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.chosen_code = (formdata.get(self.choice_name) or "")[:60] if formdata else ""
        super().process(formdata, *args, **kwargs)

    def read(self, text: str) -> Any:
        try:
            text = clean_text(text)
        except TextError as problem:
            raise ValueError(str(problem.message)) from problem
        if len(text) > MOST_LETTERS:
            raise ValueError(str(_l("Nhiều nhất %(most)s ký tự; đang có %(now)s.", most=MOST_LETTERS, now=len(text))))
        return self.understand(text)

    def choice(self) -> Any | None:
        """The candidate that was chosen, None while none of them is."""
        return next((one for one in self.candidates if one.code == self.chosen_code), None)

    def understand(self, text: str) -> Any:
        raise NotImplementedError

    def words_for(self, candidate: Any) -> str:
        raise NotImplementedError


class CommodityField(NamedThingField):
    """A good by any of its names: `data` is the Commodity. `resolved` keeps the variety and form that were named."""

    named: NamedGood | None = None
    resolved: ResolvedGood | None = None

    def __init__(self, label: Any = None, validators: Any = None, *, groups: bool = True, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.groups = groups

    def understand(self, text: str) -> Commodity:
        self.named = named = resolve_good(text)
        if named.certain:
            self.resolved = named.certain
            return self._allowed(_commodity(named.certain.code))
        self.candidates = [one for one in named.candidates if self.groups or one.level == "product"]
        chosen: Commodity | None = self.choice()
        if chosen is not None:
            # When the form is shown again for another reason, the box keeps what was typed and the choice stays.
            self.candidates, self.resolved = [chosen], named.readings.get(chosen.code)
            return chosen
        if self.candidates:
            raise ValueError(str(_l("Chưa rõ “%(text)s” là mặt hàng nào. Hãy chọn bên dưới.", text=text)))
        raise ValueError(str(_l("Không tìm thấy mặt hàng “%(text)s”. Hãy thử tên khác, ví dụ “khoai mì”.", text=text)))

    def _allowed(self, good: Commodity) -> Commodity:
        if good.level == "group" and not self.groups:
            raise ValueError(str(_l("“%(name)s” là một nhóm hàng. Hãy nêu một mặt hàng.", name=good.name)))
        return good

    def show(self, value: Commodity) -> str:
        return value.name

    def words_for(self, candidate: Commodity) -> str:
        return candidate.name


class PlaceField(NamedThingField):
    """A commune by its old or new name: `data` is the Commune, `province` its Province.

    With `province_is_enough` a text that names only a province is accepted: `data` stays None, `province` is set.
    A former district is asked about, unless `district_is_enough` takes the whole province for it, as filters may.
    """

    named: NamedPlace | None = None
    province: Province | None = None

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        province_is_enough: bool = False,
        district_is_enough: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.province_is_enough, self.district_is_enough = province_is_enough, district_is_enough

    def understand(self, text: str) -> Commune | None:
        self.named = named = resolve_place(text)
        self.candidates = named.candidates
        commune = named.commune or self.choice()
        if commune is not None:
            return self._take(commune, named)
        if named.province and self._wide_enough(named):
            self.province, self.candidates = named.province, ()
            return None
        raise ValueError(self._complaint(named))

    def _wide_enough(self, named: NamedPlace) -> bool:
        if named.is_district:
            return self.district_is_enough
        return self.province_is_enough and not named.candidates and not named.open_names

    def _take(self, commune: Commune, named: NamedPlace) -> Commune:
        self.province = commune.province
        self.candidates = [commune] if named.commune is None else []
        if named.by_former_name or named.commune is None:
            self.note = _l("Nay là %(name)s.", name=commune.address)
        return commune

    def _complaint(self, named: NamedPlace) -> str:
        if named.is_district:
            return str(_l("Từ 01/07/2025 không còn cấp huyện. Hãy chọn xã bên dưới, hoặc ghi thêm tên xã."))
        if named.candidates:
            return str(_l("Chưa rõ “%(text)s” là nơi nào. Hãy chọn bên dưới, hoặc ghi thêm tỉnh.", text=named.text))
        if named.open_names and named.province:
            return str(
                _l(
                    "Chưa rõ “%(text)s” là nơi nào ở %(name)s. Hãy xem lại tên xã.",
                    text=named.text,
                    name=named.province.full_name,
                )
            )
        if named.open_names:
            names = ", ".join(named.open_names)
            return str(_l("“%(text)s” nay có thể là: %(names)s. Hãy ghi tên hiện nay.", text=named.text, names=names))
        if named.province:
            return str(_l("%(name)s là một tỉnh, thành phố. Hãy ghi thêm tên xã.", name=named.province.full_name))
        return str(_l("Không tìm thấy nơi “%(text)s”. Hãy ghi xã và tỉnh, tên cũ hay mới đều được.", text=named.text))

    def show(self, value: Commune) -> str:
        return value.address

    def words_for(self, candidate: Commune) -> str:
        return candidate.address


def _commodity(code: str) -> Commodity:
    """The good of a code the vocabulary gave. ValueError when our table does not have it in use."""
    good = db.session.get(Commodity, code)
    if good is None or good.ended_on is not None:
        raise ValueError(str(_l("Mặt hàng này chưa có trong danh mục.")))
    return good


__all__ = ["CommodityField", "PlaceField"]
