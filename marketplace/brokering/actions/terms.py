"""Proposing a revision of the terms, and accepting one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering import ledger
from marketplace.brokering.actions.cases import lock_case, move_case, tell_parties
from marketplace.brokering.models import Acceptance, Case, CaseStage, Terms, TermsPeriod
from marketplace.brokering.overlaps import overlapping
from marketplace.brokering.voices import Voice, check_voice
from marketplace.brokering.wording import fingerprint
from marketplace.errors import DomainError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.organisations.models import Organisation

TALKING = {CaseStage.NEGOTIATION, CaseStage.AGREED}


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """A delivery period as typed; kilograms."""

    start: date
    end: date
    quantity_kg: Decimal


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """All terms of a revision to be. Unknown is None: it will stand as a blank in the paper."""

    commodity_code: str
    effective_from: date
    effective_to: date
    periods: Sequence[PeriodDraft]
    stage_inputs: bool = False
    stage_production: bool = False
    stage_processing: bool = False
    form_code: str | None = None
    variety: str | None = None
    quality: str | None = None
    price_basis: PriceBasis = PriceBasis.TO_AGREE
    price_dong_per_kg: int | None = None
    price_rule: str | None = None
    vat_included: bool | None = None
    tolerance_pct: Decimal | None = None
    delivery_term: DeliveryTerm = DeliveryTerm.TO_AGREE
    delivery_place: str | None = None
    payment_days: int | None = None
    deposit_pct: Decimal | None = None
    penalty_pct: Decimal | None = None
    disputes: str | None = None
    other: str | None = None


def check_talking(case: Case) -> None:
    """WrongStateError unless both sides are introduced and nothing is signed: only then may terms be drafted."""
    if case.stage not in TALKING:
        raise WrongStateError(_l("Chỉ soạn điều khoản sau khi hai bên đã đồng ý kết nối và trước khi ký hợp đồng."))


def propose_terms(*, by: User, case: Case, draft: TermsDraft, based_on: int = 0) -> Terms:
    """The next numbered revision, by either side or the owning broker. Nothing agreed before is undone by it.

    `based_on` is the number of the revision the author had before their eyes (0: none); StaleError when
    somebody proposed another one since. Periods outside the term, overlapping or spanning several offer
    periods raise DomainError on `periods`; NotEnoughLeftError when the offer has too little left for them.
    """
    case = lock_case(case)
    authorize(by.viewer(), Permission.CASE_VIEW, case)
    check_talking(case)
    latest = len(case.revisions)
    if based_on != latest:
        raise StaleError(
            _l("Đã có bản điều khoản số %(number)s do người khác vừa đề nghị. Hãy xem bản đó trước.", number=latest)
        )
    values = {name: value for name, value in asdict(draft).items() if name != "periods"}
    terms = Terms(number=latest + 1, proposed_by_id=by.id, periods=_periods(case, draft), **values)
    ledger.check_left(terms, instead_of=case.agreed_terms if case.stage is CaseStage.AGREED else None)
    case.revisions.append(terms)
    db.session.flush()
    record(events.TERMS_PROPOSED, case, by=by, after={"number": terms.number, "sha256": fingerprint(terms)})
    tell_parties(
        case,
        by=by,
        key=f"terms:{terms.number}",
        sentence=_l("Có bản điều khoản số %(number)s chờ đơn vị bạn xem.", number=terms.number),
    )
    return terms


def _periods(case: Case, draft: TermsDraft) -> list[TermsPeriod]:
    if draft.effective_to < draft.effective_from:
        raise DomainError(_l("Ngày kết thúc trước ngày bắt đầu."), field="effective_to")
    if not draft.periods:
        raise DomainError(_l("Cần ít nhất một kỳ giao."), field="periods")
    ordered = sorted(draft.periods, key=lambda period: (period.start, period.end))
    for number, period in enumerate(ordered, start=1):
        _check_period(number, period, ordered[number - 2] if number > 1 else None, draft)
    return [_period(number, period, case) for number, period in enumerate(ordered, start=1)]


def _check_period(number: int, period: PeriodDraft, before: PeriodDraft | None, draft: TermsDraft) -> None:
    if period.end < period.start:
        raise DomainError(_l("Kỳ %(number)s: ngày cuối trước ngày đầu.", number=number), field="periods")
    if period.quantity_kg <= 0:
        raise DomainError(_l("Kỳ %(number)s: khối lượng phải lớn hơn 0.", number=number), field="periods")
    if not draft.effective_from <= period.start <= period.end <= draft.effective_to:
        raise DomainError(_l("Kỳ %(number)s nằm ngoài thời hạn hợp đồng.", number=number), field="periods")
    if before is not None and period.start <= before.end:
        raise DomainError(_l("Kỳ %(number)s trùng ngày với kỳ trước.", number=number), field="periods")


def _period(number: int, period: PeriodDraft, case: Case) -> TermsPeriod:
    offered = overlapping(case.offer.periods, period.start, period.end)
    needed = overlapping(case.need.periods, period.start, period.end)
    if len(offered) > 1:
        raise DomainError(
            _l(
                "Kỳ %(number)s trải qua %(count)s kỳ của chào bán; hãy tách thành từng kỳ để giữ chỗ cho đúng.",
                number=number,
                count=len(offered),
            ),
            field="periods",
        )
    return TermsPeriod(
        organisation_id=case.seller_id,
        start=period.start,
        end=period.end,
        quantity_kg=period.quantity_kg,
        offer_period_id=offered[0].id if offered else None,
        need_period_id=needed[0].id if needed else None,
    )


def accept_terms(*, by: User, case: Case, number: int, voice: Voice) -> Acceptance:
    """A side's yes to exactly this revision. When both have said it, the quantities are reserved.

    Raises StaleError when a newer revision is on the table, NotEnoughLeftError (with `left_kg`) when the
    offer has too little left by now: then nothing is agreed.
    """
    case = lock_case(case)
    check_voice(by, case, voice, case.party_organisation_ids)
    if case.stage not in TALKING:
        raise WrongStateError(_l("Vụ việc không ở bước thương lượng."))
    terms = case.revisions[-1] if case.revisions else None
    if terms is None or terms.number != number:
        raise StaleError(_l("Bản điều khoản này không phải bản mới nhất. Hãy xem bản mới nhất trước khi trả lời."))
    if terms.accepted_by(voice.organisation_id):
        raise WrongStateError(_l("Bên này đã chấp nhận bản số %(number)s rồi.", number=number))
    # After a contract was voided the old agreement holds nothing any more; only AGREED has reservations.
    reserved_before = case.agreed_terms if case.stage is CaseStage.AGREED else None
    given = Acceptance(
        organisation_id=voice.organisation_id, how=voice.how, evidence=voice.evidence or None, by_id=by.id
    )
    terms.acceptances.append(given)
    db.session.flush()
    side = db.session.get_one(Organisation, voice.organisation_id)
    record(
        events.TERMS_ACCEPTED, case, by=by, on_behalf_of=side,
        after={"number": number, "sha256": fingerprint(terms), "how": voice.how},
    )  # fmt: skip
    if terms.is_agreed:
        ledger.reserve(terms, by=by, instead_of=reserved_before)
        move_case(case, "agree", by=by)
        tell_parties(
            case, by=by, key=f"agreed:{number}",
            sentence=_l("Hai bên đã thống nhất bản điều khoản số %(number)s.", number=number),
        )  # fmt: skip
    return given
