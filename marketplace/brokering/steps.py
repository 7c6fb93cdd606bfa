"""What to do next in a case, for this reader: one sentence and one button, the same on the page and in lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString

from marketplace.accounts.models import User
from marketplace.brokering.models import Case, CaseStage
from marketplace.brokering.voices import sides_open_to
from marketplace.labels import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class NextStep:
    """A sentence, and where to go; without an address there is only waiting."""

    sentence: LazyString
    url: str = ""
    words: LazyString | str = ""


Continuation = Callable[[Case, User], NextStep | None]
_continuations: list[Continuation] = []


def continues(step: Continuation) -> Continuation:
    """Register how a later room, which this one does not know, takes a case further."""
    _continuations.append(step)
    return step


def continuation(case: Case, reader: User) -> NextStep | None:
    """Where a later room has taken the case, as far as this reader may see; None when it has not yet."""
    return next((step for go_on in _continuations if (step := go_on(case, reader))), None)


def next_step(case: Case, reader: User) -> NextStep:
    """The one thing this reader should do now, or whom the case waits for."""
    settled = case.stage is CaseStage.AGREED and case.revisions[-1].is_agreed
    if (settled or case.stage is CaseStage.CONTRACTED) and (beyond := continuation(case, reader)):
        return beyond
    step = _STEPS[case.stage](case, sides_open_to(reader, case, case.party_organisation_ids))
    if case.is_live and case.broker_id is None and not step.url:
        return NextStep(_l("Đang chờ một cán bộ của liên minh nhận hỗ trợ vụ việc này."))
    return step


def _ask(case: Case, sides: list[int]) -> NextStep:
    open_sides = [side for side in sides if case.consent_of(side) is None]
    if open_sides:
        return NextStep(
            _l("Đang chờ trả lời: có đồng ý được giới thiệu không?"),
            url_for("brokering.consent", public_id=case.public_id),
            _l("Trả lời"),
        )
    return NextStep(_l("Đang chờ các bên khác trả lời. Thông tin liên hệ hiện ra khi tất cả đồng ý."))


def _negotiate(case: Case, sides: list[int]) -> NextStep:
    unasked = [side for side in sides if not case.has_consented(side)]
    if unasked and len(unasked) == len(sides):  # a cooperative that joined while the others talk
        return _ask(case, sides)
    if not case.revisions or _is_spent(case):
        return NextStep(
            _l("Các bên đã đồng ý kết nối. Hãy ghi lại các điều khoản để cùng thống nhất.")
            if not case.revisions
            else _l("Bản điều khoản trước không còn dùng được. Hãy soạn bản mới."),
            url_for("brokering.propose", public_id=case.public_id),
            _l("Soạn điều khoản"),
        )
    latest = case.revisions[-1]
    if [side for side in sides if not latest.accepted_by(side) and case.has_consented(side)]:
        return NextStep(
            _l("Bản điều khoản số %(number)s đang chờ trả lời.", number=latest.number),
            url_for("brokering.accept", public_id=case.public_id),
            _l("Xem và chấp nhận"),
        )
    return NextStep(_l("Đang chờ các bên khác xem bản điều khoản số %(number)s.", number=latest.number))


def _is_spent(case: Case) -> bool:
    """Whether the latest revision binds nobody any more: its contract was undone, or somebody in it has left."""
    latest, sides = case.revisions[-1], case.party_organisation_ids
    gone = any(period.organisation_id not in sides for period in latest.periods)
    return gone or (case.stage is CaseStage.NEGOTIATION and latest.is_agreed)


def _draw_up(case: Case, sides: list[int]) -> NextStep:
    latest = case.revisions[-1]
    if not latest.is_agreed:
        return _negotiate(case, sides)
    if len(sides) == len(case.party_organisation_ids):  # the owning broker
        return NextStep(
            _l("Các bên đã thống nhất bản số %(number)s. Hãy lập hợp đồng để ký.", number=latest.number),
            url_for("contracts.new", case=case.public_id),
            _l("Lập hợp đồng"),
        )
    return NextStep(_l("Các bên đã thống nhất. Cán bộ phụ trách sẽ lập hợp đồng để các bên ký."))


def _contracted(case: Case, sides: list[int]) -> NextStep:
    if case.amending_since is not None and sides and not any(side in case.introduced_ids for side in sides):
        return _ask(case, sides)  # a cooperative that an annex is to bring in
    if case.amending_since is not None and case.revisions[-1].created_at >= case.amending_since:
        return _negotiate(case, sides)
    return NextStep(_l("Hợp đồng đã ký."), url_for("contracts.index"), _l("Xem hợp đồng"))


def _closed(_case: Case, _sides: list[int]) -> NextStep:
    return NextStep(_l("Vụ việc đã đóng."))


_STEPS = {
    CaseStage.PROPOSED: _ask,
    CaseStage.CONSENT: _ask,
    CaseStage.NEGOTIATION: _negotiate,
    CaseStage.AGREED: _draw_up,
    CaseStage.CONTRACTED: _contracted,
    CaseStage.CLOSED: _closed,
}
