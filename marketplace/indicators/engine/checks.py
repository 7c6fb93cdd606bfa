"""Whether a question makes sense; if not, a sentence that says which choices there are."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.definitions import Choice, Definition, Denominator, Indicator
from marketplace.indicators.engine.places import Level, Place
from marketplace.indicators.engine.question import Question
from marketplace.labels import lazy_gettext as _l

USUAL = Question(day=None)  # type: ignore[arg-type]  # only its defaults are read


def check(question: Question) -> None:
    """DomainError, naming the field, for a question without a meaning."""
    check_places([question.place])
    check_choices(question)


def check_places(places: Iterable[Place]) -> None:
    """DomainError for a place that is none; one look for each."""
    for place in places:
        _check_place(place)


def check_choices(question: Question) -> None:
    """All but the place, which many questions have in common."""
    indicator = question.indicator
    for choice in Choice:
        if choice not in indicator.choices and getattr(question, choice.value) != getattr(USUAL, choice.value):
            raise DomainError(_no_choice(indicator, choice), field=choice.value)
    _check_days(question)
    _check_chosen(question, indicator)
    if question.commodity_group is not None and db.session.get(Commodity, question.commodity_group) is None:
        raise DomainError(
            _l("Không có mặt hàng hoặc nhóm hàng có mã %(code)s.", code=question.commodity_group),
            field="commodity_group",
        )
    if question.areas is Level.DISTRICT and Choice.AREAS in indicator.choices and question.commune_code is not None:
        raise DomainError(_l("Một xã không chứa huyện (cũ) nào; hãy đếm theo xã hoặc chọn tỉnh."), field="areas")


def _check_days(question: Question) -> None:
    if question.since is not None and question.since > question.day:
        raise DomainError(
            _l("Ngày đầu kỳ phải trước hoặc trùng ngày cuối kỳ; hãy đổi một trong hai ngày."), field="since"
        )


def _check_chosen(question: Question, indicator: Indicator) -> None:
    kinds = (None, *indicator.kinds)
    if question.organisation_kind not in kinds:
        words = ", ".join(str(kind.label) for kind in indicator.kinds)
        raise DomainError(
            _l("Chỉ tiêu %(code)s chỉ tính các loại tổ chức: %(kinds)s.", code=indicator.code, kinds=words),
            field="organisation_kind",
        )
    if question.denominator not in {Denominator.D1, *indicator.counted}:
        words = ", ".join(str(one) for one in indicator.counted)
        raise DomainError(
            _l("Chỉ tiêu %(code)s chỉ chia được cho: %(choices)s.", code=indicator.code, choices=words),
            field="denominator",
        )
    if question.areas not in {Level.DISTRICT, Level.COMMUNE}:
        raise DomainError(_l("Địa bàn được đếm là huyện (cũ) hoặc xã."), field="areas")
    _check_narrowing(question)


def _check_narrowing(question: Question) -> None:
    """Projects have neither buyer nor price, and a declaration tells not even the goods."""
    if question.state_owned is not None and not question.definition.is_of_contracts:
        raise DomainError(
            _l("Cách tính %(definition)s không dựa vào hợp đồng nên không chọn được doanh nghiệp nhà nước.",
               definition=question.definition.value),
            field="state_owned",
        )  # fmt: skip
    if question.commodity_group is not None and question.definition is Definition.L5:
        raise DomainError(
            _l("Bản tự khai không nêu mặt hàng nên không chọn được nhóm hàng với cách tính L5."),
            field="commodity_group",
        )


def _check_place(place: Place) -> None:
    if place.level is Level.COUNTRY:
        return
    if place.level is Level.DISTRICT:
        known = sa.select(Commune.code).where(Commune.former_district_code == place.code).limit(1)
        found = db.session.scalar(known) is not None
    else:
        found = db.session.get(Province if place.level is Level.PROVINCE else Commune, place.code or "") is not None
    if not found:
        raise DomainError(
            _l("Không có %(level)s nào có mã %(code)s.", level=place.level.label, code=place.code or ""), field="place"
        )


def _no_choice(indicator: Indicator, choice: Choice) -> object:
    words = ", ".join(str(one.label) for one in Choice if one in indicator.choices)
    if not words:
        return _l("Chỉ tiêu %(code)s chỉ chọn được ngày và địa bàn.", code=indicator.code)
    return _l(
        "Chỉ tiêu %(code)s không chọn được “%(choice)s”; ngoài ngày và địa bàn, các lựa chọn là: %(choices)s.",
        code=indicator.code, choice=choice.label, choices=words,
    )  # fmt: skip
