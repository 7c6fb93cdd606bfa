"""What the populated site has of contracts: one at each stage, with papers, an annex, deliveries and payments."""

from __future__ import annotations

from decimal import Decimal

from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case, ConsentHow
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions as contracts
from marketplace.contracts.actions.printing import print_paper
from marketplace.contracts.models import AnnexReason, Contract, DocumentKind
from marketplace.deliveries import actions as deliveries
from marketplace.deliveries.queries import payments_of
from marketplace.extensions import db
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.needs.models import Need
from tests.cast import Cast, organisation, user
from tests.factories.canaries import (
    CANARIES,
    PRICE_OF_CONTRACT,
    PRICE_OF_DELIVERY,
)
from tests.factories.offers import public_offer
from tests.factories.papers import upload
from tests.factories.populated_site import Populated, span


def introduced(site: Populated) -> Case:
    cast = site.cast
    need = db.session.query(Need).filter_by(public_id=site["need"]).one()
    case = cases.open_case(by=user(cast.binh), offer=public_offer(cast.hoa, cast.doan_ket, span()), need=need)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.answer(by=user(person), case=case, voice=Voice(side), yes=True)
    return case


def talk_terms(case: Case, price: int, tonnes: str = "10") -> cases.TermsDraft:
    period = case.offer.periods[0]
    return cases.TermsDraft(
        commodity_code="durian",
        effective_from=today(),
        effective_to=period.end,
        periods=[cases.PeriodDraft(period.start, period.end, Decimal(tonnes) * 1000)],
        stage_production=True,
        price_basis=PriceBasis.FLOOR,
        price_dong_per_kg=price,
        delivery_term=DeliveryTerm.FARM_GATE,
        delivery_place=CANARIES["place of delivery in talks"],
        payment_days=15,
    )


def agreed_case(site: Populated) -> Case:
    cast, case = site.cast, introduced(site)
    terms = cases.propose_terms(by=user(cast.binh), case=case, draft=talk_terms(case, PRICE_OF_CONTRACT))
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=case, number=terms.number, voice=Voice(side))
    return case


def make_contracts(site: Populated) -> None:
    """A draft with a file, a signed one that waits for its check, and a verified one."""
    cast = site.cast
    draft, file = _drafted(site, "draft")
    signed, signed_file = _drafted(site, "signed")
    verified, verified_file = _drafted(site, "verified")
    for contract in (signed, verified):
        _sign(contract, cast)
    site.ids["print"] = print_paper(by=user(cast.hoa), contract=signed).public_id
    contracts.verify_contract(by=user(cast.quan), contract=verified, checks=list(contracts.CHECKS))
    annex = contracts.open_annex(
        by=user(cast.hoa), contract=verified, reason=AnnexReason.PRICE, note=CANARIES["note of an annex"]
    )
    site.ids["annex"] = annex.public_id
    _annexed(site)
    site.ids |= {
        "draft_contract": draft.public_id, "draft_file": file, "signed_contract": signed.public_id,
        "signed_file": signed_file, "contract": verified.public_id, "file": verified_file,
        "draft_case": draft.case.public_id, "signed_case": signed.case.public_id, "case": verified.case.public_id,
    }  # fmt: skip


def make_deliveries(site: Populated) -> None:
    """One delivery confirmed and paid, one that waits for Hoa, and Hoa's words about it all."""
    cast = site.cast
    contract = db.session.query(Contract).filter_by(public_id=site["contract"]).one()
    period, buyer = contract.terms.periods[0], deliveries.Speaker(cast.huong_viet)
    stated = deliveries.DeliveryDraft(
        cast.doan_ket, period.start, today(), Decimal(4000), price_dong_per_kg=PRICE_OF_DELIVERY, invoice="PC-07",
    )  # fmt: skip
    paid = deliveries.enter_delivery(by=user(cast.minh), contract=contract, draft=stated, speaker=buyer)
    deliveries.answer_delivery(by=user(cast.hoa), delivery=paid, voice=Voice(cast.doan_ket), agrees=True)
    payment = payments_of(contract)[0]
    deliveries.record_payment(
        by=user(cast.minh), payment=payment, paid_on=today(), reference=CANARIES["evidence of a payment"], speaker=buyer
    )
    slip = upload("phieu-can.pdf", CANARIES["words of a delivery's file"])
    waiting = deliveries.enter_delivery(by=user(cast.minh), contract=contract, draft=stated, speaker=buyer, upload=slip)
    deliveries.reply_to_track(by=user(cast.hoa), organisation=organisation(cast.doan_ket), text="Mưa bão tháng mười.")
    site.ids |= {
        "paid_delivery": paid.public_id, "delivery": waiting.public_id, "payment": payment.public_id,
    }  # fmt: skip


def _annexed(site: Populated) -> None:
    """A verified contract whose first annex is signed and waits for Quân."""
    cast = site.cast
    contract, _file = _drafted(site, "annexed")
    _sign(contract, cast)
    contracts.verify_contract(by=user(cast.quan), contract=contract, checks=list(contracts.CHECKS))
    annex = contracts.open_annex(
        by=user(cast.hoa), contract=contract, reason=AnnexReason.PRICE, note="Giá phân bón tăng."
    )
    case = contract.case
    cases.propose_terms(by=user(cast.hoa), case=case, draft=talk_terms(case, PRICE_OF_CONTRACT, "7"), based_on=1)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=case, number=2, voice=Voice(side))
    contracts.add_document(by=user(cast.hoa), contract=contract, upload=upload("phu-luc-1.pdf", "phu luc 1"))
    _sign(contract, cast)
    site.ids |= {"annexed_contract": contract.public_id, "signed_annex": annex.public_id}


def _drafted(site: Populated, words: str) -> tuple[Contract, str]:
    cast, case = site.cast, agreed_case(site)
    signer = contracts.Signer("Nguyễn Thị Hoa", "Giám đốc", CANARIES["authority of a signer"])
    contract = contracts.draft_contract(
        by=user(cast.binh), case=case, number=f"{case.id}/HĐLK",
        signers={case.seller_id: signer, case.buyer_id: contracts.Signer("Trần Văn Minh", "Giám đốc")},
    )  # fmt: skip
    scan = upload(CANARIES["name of a contract's file"], CANARIES["words of a contract's file"] + " " + words)
    made = contracts.add_document(by=user(cast.binh), contract=contract, upload=scan)
    annex = upload("phu-luc.pdf", f"annex {words}")
    contracts.add_document(by=user(cast.binh), contract=contract, upload=annex, kind=DocumentKind.OTHER)
    return contract, made.public_id


def _sign(contract: Contract, cast: Cast) -> None:
    contracts.confirm_signing(
        by=user(cast.hoa), contract=contract, voice=Voice(cast.doan_ket), signed_on=today(), signer="Nguyễn Thị Hoa"
    )
    proof = Voice(cast.huong_viet, ConsentHow.SIGNED_SHEET, CANARIES["evidence of a signature"])
    contracts.confirm_signing(
        by=user(cast.binh), contract=contract, voice=proof, signed_on=today(), signer="Trần Văn Minh"
    )
