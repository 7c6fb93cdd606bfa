"""Every write to targets: set one, end one, draw the yearly steps. Nothing is overwritten; the old stays as history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.audit import events
from marketplace.audit.record import Actor, record
from marketplace.catalogue.models import Province
from marketplace.clock import now
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Indicator, Unit
from marketplace.indicators.models import Target, TargetKind
from marketplace.indicators.paths import straight_steps
from marketplace.indicators.targets import KEY, targets_of
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind
from marketplace.web.formats import format_quantity

FIRST_YEAR, LAST_YEAR = 2000, 2100
BY_KIND = "I6"
KINDS_OF_I6 = (OrganisationKind.THT, OrganisationKind.HTX, OrganisationKind.LHHTX)
MOST_PERCENT = Decimal(100)
NO_TARGET_HERE = _l(
    "Tỉnh này chưa có mục tiêu riêng cho chỉ tiêu này, nên mốc từng năm của tỉnh không dẫn đến đâu: con số của tỉnh "
    "đang được so với mục tiêu của cả nước. Hãy đặt mục tiêu của tỉnh trước."
)
NO_COUNT_HERE = _l(
    "Tỉnh này chưa có mục tiêu riêng cho chỉ tiêu này, nên mốc từng năm của tỉnh không dẫn đến đâu: chỉ tiêu này đếm "
    "số lượng, nên mục tiêu của cả nước không phải là của tỉnh nào. Hãy đặt mục tiêu của tỉnh trước."
)
NO_TARGET_AT_ALL = _l("Cả nước chưa có mục tiêu cho chỉ tiêu này. Hãy đặt mục tiêu trước, rồi mới đến mốc từng năm.")
OF_FILE = _l("Dòng này từ tệp nguồn kèm hệ thống. Muốn thay, hãy đặt số mới có nguồn.")


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """What an authority set out to reach by the end of a year; in the indicator's unit, percent from 0 to 100."""

    indicator: str
    year: int
    kind: TargetKind
    value: Decimal
    source: str
    province_code: str | None = None
    organisation_kind: OrganisationKind | None = None


def set_target(*, by: Actor, facts: TargetFacts) -> Target:
    """Enter a baseline, a step or a target; the row it takes the place of is ended and kept.

    DomainError names the field: indicator, value (percent above 100, a count that is not whole, zero, less than is set
    for an earlier year or more than for a later one), year, province (a step where no target is set), organisation_kind
    (only I6 has targets by kind, and has no other), source.
    """
    _check(facts)
    beside = [row for row in targets_of(facts.indicator, facts.province_code) if _is_beside(row, facts)]
    _check_order(facts, beside)
    _check_climb(facts, beside)
    return _enter(by, facts)


def end_target(*, by: Actor, target: Target, reason: str) -> None:
    """Let a row that a person entered stand no longer; DomainError for no reason, WrongStateError for other rows.

    A row of the file is never ended: it is set anew, and stands again when the new row ends.
    """
    target = _locked(target)
    if target.entered_by_id is None:
        raise WrongStateError(OF_FILE)
    if target.ended_at is not None:
        raise WrongStateError(_l("Dòng này đã thôi dùng."))
    if not reason.strip():
        raise DomainError(_l("Chưa điền mục này."), field="reason")
    _end(by, target, reason=reason)


def draw_steps(*, by: Actor, target: Target) -> list[Target]:
    """A step for each year between the baseline and the target, on the straight line; years that have one keep it.

    A share is rounded to 0.1 percent points, a count to a whole one. DomainError without a baseline, WrongStateError
    for a row that is no standing target.
    """
    rows = [row for row in targets_of(target.indicator, target.province_code) if _is_beside(row, target)]
    if target.kind is not TargetKind.TARGET or target.id not in {row.id for row in rows}:
        raise WrongStateError(_l("Chỉ chia mốc từng năm cho một mục tiêu đang dùng."))
    before = [row for row in rows if row.kind is TargetKind.BASELINE and row.year < target.year]
    if not before:
        raise DomainError(_l("Chưa có mức khởi đầu trước năm của mục tiêu. Hãy nhập mức khởi đầu rồi chia mốc."))
    start = before[-1]
    has_one = {row.year for row in rows if row.kind is TargetKind.STEP}
    share = INDICATORS[target.indicator].unit is Unit.PERCENT
    facts = TargetFacts(
        indicator=target.indicator,
        year=target.year,
        kind=TargetKind.STEP,
        value=target.value,
        source=_line_words(start, target),
        province_code=target.province_code,
        organisation_kind=target.organisation_kind,
    )
    steps = straight_steps((start.year, start.value), (target.year, target.value), share=share)
    return [_enter(by, replace(facts, year=year, value=value)) for year, value in steps if year not in has_one]


def _check(facts: TargetFacts) -> None:
    indicator = INDICATORS.get(facts.indicator)
    if indicator is None:
        raise DomainError(_l("Không có chỉ tiêu %(code)s.", code=facts.indicator), field="indicator")
    _check_value(facts.value, indicator)
    if not FIRST_YEAR <= facts.year <= LAST_YEAR:
        raise DomainError(
            _l("Năm phải từ %(first)s đến %(last)s.", first=FIRST_YEAR, last=LAST_YEAR),
            field="year",
        )
    if facts.province_code is not None and db.session.get(Province, facts.province_code) is None:
        raise DomainError(_l("Không có tỉnh mang mã %(code)s.", code=facts.province_code), field="province")
    _check_kind(facts)
    if not facts.source.strip():
        raise DomainError(_l("Chưa điền mục này."), field="source")


def _check_value(value: Decimal, indicator: Indicator) -> None:
    if value < 0:
        raise DomainError(_l("Số không được âm."), field="value")
    if indicator.unit is Unit.PERCENT and value > MOST_PERCENT:
        raise DomainError(
            _l(
                "Chỉ tiêu này tính bằng phần trăm, nên nhiều nhất là 100; đang nhập %(value)s.",
                value=format_quantity(value),
            ),
            field="value",
        )
    if indicator.unit is Unit.COUNT and value != value.to_integral_value():
        raise DomainError(_l("Chỉ tiêu này đếm số lượng, nên cần một số nguyên."), field="value")


def _check_kind(facts: TargetFacts) -> None:
    if facts.indicator == BY_KIND and facts.organisation_kind not in KINDS_OF_I6:
        raise DomainError(_l("Mục tiêu thành lập mới đặt riêng cho từng loại tổ chức."), field="organisation_kind")
    if facts.indicator != BY_KIND and facts.organisation_kind is not None:
        raise DomainError(_l("Chỉ tiêu này không đặt mục tiêu theo loại tổ chức."), field="organisation_kind")


def _check_order(facts: TargetFacts, beside: Sequence[Target]) -> None:
    """A baseline lies before the target it leads to, a step before the last target; a step needs one of its place."""
    last = max((row.year for row in beside if row.kind is TargetKind.TARGET), default=None)
    if facts.kind is not TargetKind.TARGET and last is not None and facts.year >= last:
        raise DomainError(_l("Năm phải trước năm đến hạn của mục tiêu (%(year)s).", year=last), field="year")
    if facts.kind is TargetKind.STEP and last is None:
        share = INDICATORS[facts.indicator].unit is Unit.PERCENT
        of_province = NO_TARGET_HERE if share else NO_COUNT_HERE
        raise DomainError(of_province if facts.province_code else NO_TARGET_AT_ALL, field="province")


def _check_climb(facts: TargetFacts, beside: Sequence[Target]) -> None:
    """What is asked of a year is never less than what was asked of one before, and never nothing."""
    if facts.kind is TargetKind.BASELINE or not INDICATORS[facts.indicator].higher_is_better:
        return
    if not facts.value:
        raise DomainError(_l("Bằng 0 thì không đòi hỏi gì: mục tiêu và mốc từng năm phải lớn hơn 0."), field="value")
    asked = [row for row in beside if row.kind is not TargetKind.BASELINE]
    for row in asked:
        if row.year < facts.year and row.value > facts.value:
            raise DomainError(
                _l("Năm %(year)s đã đặt %(value)s; năm sau không thể đòi ít hơn năm trước. Nếu kế hoạch đã hạ, hãy đặt "
                   "lại số của năm %(year)s trước.", year=row.year, value=_value_words(row)),
                field="value",
            )  # fmt: skip
        if row.year > facts.year and row.value < facts.value:
            raise DomainError(
                _l("Năm %(year)s chỉ đặt %(value)s; năm trước không thể đòi nhiều hơn năm sau. Nếu kế hoạch đã nâng, "
                   "hãy đặt lại số của năm %(year)s trước.", year=row.year, value=_value_words(row)),
                field="value",
            )  # fmt: skip


def _value_words(row: Target) -> str:
    return format_quantity(row.value) + ("%" if INDICATORS[row.indicator].unit is Unit.PERCENT else "")


def _is_beside(row: Target, other: Target | TargetFacts) -> bool:
    return (row.province_code, row.organisation_kind) == (other.province_code, other.organisation_kind)


def _enter(by: Actor, facts: TargetFacts) -> Target:
    target = Target(
        indicator=facts.indicator,
        organisation_kind=facts.organisation_kind,
        province_code=facts.province_code,
        year=facts.year,
        kind=facts.kind,
        value=facts.value,
        source=" ".join(facts.source.split()),
        entered_by_id=by.id,
    )
    for earlier in _same_said(target):
        _end(by, earlier, reason=str(_l("Đã đặt số mới.")))
    db.session.add(target)
    db.session.flush()
    record(events.TARGET_SET, target, by=by, **_facts(target))
    return target


def _same_said(target: Target) -> list[Target]:
    """Rows of people that still stand at the key of a new one."""
    same = (column.is_not_distinct_from(getattr(target, column.key)) for column in KEY)
    mine = sa.select(Target).where(*same, Target.ended_at.is_(None), Target.entered_by_id.is_not(None))
    return list(db.session.scalars(mine.with_for_update()))


def _end(by: Actor, target: Target, *, reason: str) -> None:
    target.ended_at = now()
    db.session.flush()
    record(events.TARGET_ENDED, target, by=by, reason=reason, **_facts(target))


def _locked(target: Target) -> Target:
    question = sa.select(Target).where(Target.id == target.id).with_for_update()
    return db.session.scalars(question.execution_options(populate_existing=True)).one()


def _facts(target: Target) -> dict[str, Any]:
    """What an event keeps; a place or kind only where there is one."""
    said = {
        "indicator": target.indicator,
        "kind": target.kind,
        "year": target.year,
        "value": target.value,
        "province": target.province_code,
        "organisation_kind": target.organisation_kind,
        "source": target.source,
    }
    return {name: value for name, value in said.items() if value is not None}


def _line_words(start: Target, end: Target) -> str:
    """Where a drawn step comes from; kept as data, so in the language of whoever drew it."""
    return str(
        _l(
            "Chia đều trên đường thẳng từ %(low)s (năm %(first)s) đến %(high)s (năm %(last)s), làm tròn.",
            low=format_quantity(start.value),
            first=start.year,
            high=format_quantity(end.value),
            last=end.year,
        )
    )
