"""Ways of needs and pieces of contracts set down row by row, on the days a test names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, CaseStage, Stage, TermsPeriod
from marketplace.clock import VIETNAM
from marketplace.contracts.models import Contract, ContractDocument, DocumentKind, StateRecord
from marketplace.deliveries.models import Delivery
from marketplace.extensions import db
from marketplace.files.models import StoredFile
from marketplace.needs.models import Need
from marketplace.organisations.models import Organisation
from marketplace.oversight.scope import Scope
from tests.cast import Cast, organisation
from tests.factories import contracts_by_hand, listings_by_hand
from tests.factories.contracts_by_hand import Deal

YEAR = Scope(date(2026, 1, 1), date(2026, 12, 31), None, "Cả nước")
TONNE = Decimal(1000)


def noon(day: date) -> datetime:
    """Midday in Viet Nam."""
    return datetime.combine(day, time(12), VIETNAM).astimezone(UTC)


def official(cast: Cast) -> Viewer:
    """Thu."""
    return Viewer(cast.thu, Role.OFFICIAL)


def broker(cast: Cast) -> Viewer:
    """Quân, who checks."""
    return Viewer(cast.quan, Role.BROKER)


def contract(
    cast: Cast, seller: Organisation | None = None, buyer: Organisation | None = None, **deal: object
) -> Contract:
    """Bình's contract of Đoàn Kết and Hương Việt (unless others are named), verified by Quân long after."""
    sides = seller or organisation(cast.doan_ket), buyer or organisation(cast.huong_viet)
    made = contracts_by_hand.contract(Deal(*sides, **deal), entered_by=cast.binh, verified_by=cast.quan)  # type: ignore[arg-type]
    states = db.session.query(StateRecord).filter_by(contract_id=made.id)
    for state in states:
        state.recorded_at = noon(date(2026, 1, 2))
    db.session.flush()
    return made


def way(
    cast: Cast, posted: date, *, introduced: date | None = None, signed: date | None = None, province: str | None = "68"
) -> Need:
    """A need of Hương Việt's that came so far, by these days."""
    if signed is not None:
        case = contract(cast, signed=signed).case
    elif introduced is not None:
        case = _talks(cast)
    else:
        return _posted(listings_by_hand.need(cast.huong_viet), posted, province)
    if introduced is not None:
        db.session.add(Stage(case_id=case.id, stage=CaseStage.NEGOTIATION, entered_at=noon(introduced)))
        db.session.flush()
    return _posted(case.need, posted, province)


def _talks(cast: Cast) -> Case:
    offer, need = listings_by_hand.offer(cast.doan_ket), listings_by_hand.need(cast.huong_viet)
    case = Case(
        offer_id=offer.id, need_id=need.id, seller_id=cast.doan_ket, buyer_id=cast.huong_viet, broker_id=cast.binh,
        stage=CaseStage.NEGOTIATION, opened_by_id=cast.binh,
    )  # fmt: skip
    db.session.add(case)
    db.session.flush()
    return case


def _posted(need: Need, posted: date, province: str | None) -> Need:
    need.published_at, need.province_code = noon(posted), province
    db.session.flush()
    return need


def contract_of(need: Need) -> Contract:
    """The contract that the need came to."""
    return db.session.query(Contract).join(Case).filter(Case.need_id == need.id).one()


def delivered(made: Contract, day: date, *, tonnes: int = 1, accepted: int | None = None) -> Delivery:
    """What the contract's first producer delivered on a day, all accepted unless told."""
    accepted_kg = (tonnes if accepted is None else accepted) * TONNE
    entry = Delivery(
        contract_id=made.id, organisation_id=made.case.seller_id, period_start=day, period_end=day, delivered_on=day,
        delivered_kg=tonnes * TONNE, accepted_kg=accepted_kg, entered_for_id=made.case.buyer_id,
        reject_cause=None if accepted is None else "grade", entered_by_id=made.entered_by_id,
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    return entry


def periods(made: Contract, spans: Sequence[tuple[date, date]], tonnes: int = 10) -> None:
    """What its first producer is to deliver, so many tonnes a period."""
    for start, end in spans:
        kilograms = tonnes * TONNE
        share = TermsPeriod(
            terms_id=made.terms_id, organisation_id=made.case.seller_id, start=start, end=end, quantity_kg=kilograms
        )
        db.session.add(share)
    db.session.flush()


def document(made: Contract, digest: str, by: int, kind: DocumentKind = DocumentKind.SIGNED_SCAN) -> ContractDocument:
    """A file with such a fingerprint under the contract."""
    kept = StoredFile(
        sha256=(digest * 64)[:64],
        size=10,
        content_type="application/pdf",
        original_name="hop-dong.pdf",
        uploaded_by_id=by,
    )
    db.session.add(kept)
    db.session.flush()
    made_of = ContractDocument(
        contract_id=made.id, file_id=kept.id, kind=kind, sha256=kept.sha256, terms_id=made.terms_id, uploaded_by_id=by
    )
    db.session.add(made_of)
    db.session.flush()
    return made_of
