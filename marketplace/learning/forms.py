"""The forms of weights and models: whole points by part, and the reason that every decision needs."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from marketplace.labels import lazy_gettext as _l
from marketplace.suggestions.lines import PARTS
from marketplace.suggestions.weights import ADJUSTABLE, OPTIONAL, WHOLE, Weights, whole_points
from marketplace.suggestions.weights_actions import MOST_SOE
from marketplace.web.fields import CountField, LongTextField, not_garbled
from marketplace.web.forms import Form, required

WEIGHTS = tuple(f"weight_{name}" for name in ADJUSTABLE)
TRIED = (*WEIGHTS, "soe_points", "soe_always", "reason")  # what a preview carries in its address


class ReasonForm(Form):
    """A decision with its reason; `based_on` is what was in force when the page was opened."""

    based_on = HiddenField()
    reason = LongTextField(
        _l("Lý do"),
        [required(), not_garbled()],
        most=500,
        description=_l("Ai xem lịch sử cũng đọc được: vì sao đổi, dựa vào số liệu nào."),
    )


class _Points(Form):
    """Fields `weight_<part>` for every part that always counts."""

    def points(self) -> dict[str, int]:
        """What was typed, a whole number a part."""
        return {name: self[f"weight_{name}"].data or 0 for name in ADJUSTABLE}


for _name in ADJUSTABLE:
    setattr(_Points, f"weight_{_name}", CountField(PARTS[_name], [required()], least=0, most=WHOLE))


class WeightsForm(_Points):
    """All points, the optional part, and why. The reason is asked for when it is saved, not when it is tried."""

    based_on = HiddenField()
    soe_points = CountField(
        PARTS[OPTIONAL],
        [required()],
        least=0,
        most=MOST_SOE,
        description=_l("Số điểm của phần này khi được tính; các phần khác khi đó co lại cho tổng vẫn là 100."),
    )
    soe_always = BooleanField(_l("Luôn tính phần ưu tiên này, không đợi người xem chọn"))
    reason = LongTextField(
        _l("Lý do"),
        [not_garbled()],
        most=500,
        description=_l("Cần có khi lưu. Ai xem lịch sử cũng đọc được: vì sao đổi, dựa vào số liệu nào."),
    )

    @classmethod
    def of(cls, chosen: Weights, **more: Any) -> WeightsForm:
        """The form with these weights in it, or with what was sent."""
        points = {f"weight_{name}": number for name, number in chosen.points.items()}
        data = {**points, "soe_points": chosen.soe_points, "soe_always": chosen.soe_always, **more}
        return cls(data={"based_on": chosen.version, **data})

    def asked(self) -> Weights | None:
        """What is asked for, brought to whole points that add up to 100; None when no part has a point."""
        points = self.points()
        if not sum(points.values()):
            return None
        return Weights("", whole_points(points), bool(self.soe_always.data), self.soe_points.data or 0)

    @classmethod
    def typed_in(cls, address: MultiDict[str, str], based_on: str) -> WeightsForm:
        """The form with what stands in an address, complaints beside it; nothing is changed by such a look."""
        form = cls(address, data={"based_on": based_on})
        tried = cls(address, meta={"csrf": False})
        tried.validate()
        form.form_errors = tried.form_errors
        for field in tried:
            form[field.name].errors = field.errors
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: all parts add up to 100, and the sentence says how far from it they are."""
        return bool(super().validate(extra_validators)) and self._adds_up()

    def _adds_up(self) -> bool:
        total = sum(self.points().values())
        first = self[f"weight_{ADJUSTABLE[0]}"]
        if not total:
            first.errors = [*first.errors, str(_l("Mọi phần đều là 0. Cần chia 100 điểm cho các phần."))]
        elif total > WHOLE:
            more = _l("Các phần cộng lại là %(total)s: hãy bớt %(points)s điểm.", total=total, points=total - WHOLE)
            self.form_errors.append(str(more))
        elif total < WHOLE:
            less = _l("Các phần cộng lại là %(total)s: hãy thêm %(points)s điểm.", total=total, points=WHOLE - total)
            self.form_errors.append(str(less))
        return total == WHOLE

    def is_whole(self) -> bool:
        """Whether these points can be tried: every field was read, and they add up to 100."""
        return not (set(self.errors) - {"reason"} or self.form_errors) and sum(self.points().values()) == WHOLE

    def scaled(self) -> dict[str, int] | None:
        """Fields brought to 100 points, for points that were read but add up to something else; else None."""
        asked = self.asked()
        if asked is None or sum(self.points().values()) == WHOLE or any(self[name].errors for name in WEIGHTS):
            return None
        return {f"weight_{name}": number for name, number in asked.points.items()}
