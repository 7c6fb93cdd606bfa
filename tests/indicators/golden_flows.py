"""A small province (68) and a neighbour (01), set down row by row: what was signed, delivered, paid, wanted, certified.

contract  seller  buyer        good     kg       ha  đồng/kg  term                    what became of it
c1        a       private      durian   100 000  12  20 000   01/01/2026–31/12/2026
c2        a       state        durian    50 000  10  30 000   01/03/2026–28/02/2027
c3        b       third        coffee    30 000  –   –        01/01/2026–31/12/2026
c4        b       private      rice      20 000   5  9 000    01/01/2026–31/12/2026   nobody verified it
c5        far     state        coffee    70 000   8  40 000   01/01/2026–31/12/2026
c6        a       private      rice      10 000   3  9 000    01/01/2026–31/12/2026   breach on 10/05/2026
c7        b       third        durian    15 000   4  10 000   01/07/2025–28/02/2026   expired
c8        a       private      pepper     1 000   1  1 000    01/01/2026–31/12/2026   a mere sale
c9        far     third        coffee    10 000   2  50 000   01/01/2026–31/12/2026
c10       b       private      pepper     5 000   1  –        01/01/2026–31/12/2026   completed on 10/06/2026
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from marketplace.brokering.models import Case, CaseStage, ConsentHow, Terms, TermsPeriod
from marketplace.contracts.models import Contract, ContractParty, ContractState, PartyRole, StateRecord, linkage_form
from marketplace.deliveries.models import Delivery, DeliveryAnswer, Payment, PaymentAnswer, PaymentKind, RejectCause
from marketplace.extensions import db
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferKind, OfferPeriod, ServiceKind
from marketplace.organisations.models import (
    Certificate,
    CertificateKind,
    Organisation,
    OrganisationKind,
    Origin,
    TracedProduct,
)
from tests.cast import Cast
from tests.cast import organisation as of_cast
from tests.factories.contracts_by_hand import organisation

HERE, FAR = "68", "01"
POSTED = datetime(2025, 6, 1, tzinfo=UTC)
NEW_YEAR, LAST_DAY = date(2026, 1, 1), date(2026, 12, 31)
Span = tuple[date, date]


@dataclass(frozen=True)
class Deal:
    """A contract before it becomes rows; `periods` are (first day, last day, kilograms)."""

    seller: Organisation
    buyer: Organisation
    good: str
    kg: int
    area: int | None = None
    price: int | None = None
    starts: date = NEW_YEAR
    ends: date = LAST_DAY
    periods: Sequence[tuple[date, date, int]] = ()
    became: tuple[ContractState, date] | None = None
    verified: bool = True
    linkage: bool = True
    need: Need | None = None
    signed: date | None = None


@dataclass
class Scene:
    """Puts rows down; knows who entered and who checked."""

    cast: Cast

    def coop(self, name: str, province: str = HERE, *, verified: bool = True) -> Organisation:
        return organisation(name, verifier_id=self.cast.quan if verified else None, province=province)

    def buyer(self, name: str) -> Organisation:
        return organisation(name, kind=OrganisationKind.ENTERPRISE, verifier_id=self.cast.quan, province=FAR)

    def contract(self, deal: Deal) -> Contract:
        offer = Offer(organisation_id=deal.seller.id, commodity_code=deal.good, published_at=POSTED)
        need = deal.need or Need(organisation_id=deal.buyer.id, commodity_code=deal.good, published_at=POSTED)
        db.session.add_all([offer, need])
        db.session.flush()
        case = Case(
            offer_id=offer.id, need_id=need.id, seller_id=deal.seller.id, buyer_id=deal.buyer.id,
            stage=CaseStage.CONTRACTED, opened_by_id=self.cast.binh,
        )  # fmt: skip
        db.session.add(case)
        db.session.flush()
        common = {
            "case_id": case.id, "commodity_code": deal.good, "effective_from": deal.starts,
            "effective_to": deal.ends, "stage_inputs": False, "stage_production": deal.linkage,
            "stage_processing": False,
        }  # fmt: skip
        terms = self._terms(deal, common)
        return self._signed(deal, common, terms)

    def _terms(self, deal: Deal, common: dict[str, object]) -> Terms:
        basis = PriceBasis.FIXED if deal.price else PriceBasis.TO_AGREE
        terms = Terms(
            **common, number=1, price_basis=basis, price_dong_per_kg=deal.price,
            area_ha=None if deal.area is None else Decimal(deal.area), delivery_term=DeliveryTerm.TO_AGREE,
            proposed_by_id=self.cast.binh,
        )  # fmt: skip
        shares = deal.periods or [(deal.ends, deal.ends, deal.kg)]
        terms.periods = [
            TermsPeriod(organisation_id=deal.seller.id, start=first, end=last, quantity_kg=Decimal(kg))
            for first, last, kg in shares
        ]
        db.session.add(terms)
        db.session.flush()
        return terms

    def _signed(self, deal: Deal, common: dict[str, object], terms: Terms) -> Contract:
        signed = deal.signed or deal.starts - timedelta(days=5)
        history = [(ContractState.SIGNED, signed), *([deal.became] if deal.became else [])]
        made = Contract(
            **common, terms_id=terms.id, state=history[-1][0], signed_on=signed, entered_by_id=self.cast.binh,
            linkage_form=linkage_form(inputs=False, production=deal.linkage, processing=False),
            verified_at=POSTED if deal.verified else None, verified_by_id=self.cast.quan if deal.verified else None,
        )  # fmt: skip
        made.parties = [
            ContractParty(organisation_id=deal.seller.id, role=PartyRole.PRODUCER),
            ContractParty(organisation_id=deal.buyer.id, role=PartyRole.BUYER),
        ]
        made.states = [
            StateRecord(state=state, valid_from=day, recorded_by_id=self.cast.binh) for state, day in history
        ]
        db.session.add(made)
        db.session.flush()
        return made

    def delivery(
        self, contract: Contract, period: Span, on: date, kg: int, *, accepted: int | None = None,
        agrees: bool = True, replaces: Delivery | None = None,
    ) -> Delivery:  # fmt: skip
        seller = contract.case.seller_id
        made = Delivery(
            contract_id=contract.id, organisation_id=seller, period_start=period[0], period_end=period[1],
            delivered_on=on, delivered_kg=Decimal(kg), accepted_kg=Decimal(kg if accepted is None else accepted),
            reject_cause=None if accepted is None else RejectCause.MOISTURE, entered_for_id=contract.case.buyer_id,
            entered_by_id=self.cast.binh, replaces_id=replaces and replaces.id,
        )  # fmt: skip
        made.answers = [
            DeliveryAnswer(organisation_id=seller, agrees=agrees, note=None if agrees else "thiếu cân",
                           how=ConsentHow.ONLINE, by_id=self.cast.binh)
        ]  # fmt: skip
        db.session.add(made)
        db.session.flush()
        return made

    def payment(
        self, contract: Contract, thousands: int, due: date | None, paid: date | None, *, received: bool = True
    ) -> None:
        made = Payment(
            contract_id=contract.id, organisation_id=contract.case.seller_id, kind=PaymentKind.ADVANCE,
            amount_dong=thousands * 1000, due_on=due, paid_on=paid, paid_by_id=paid and self.cast.binh,
            entered_by_id=self.cast.binh, entered_at=datetime(2026, 2, 1, tzinfo=UTC),
        )  # fmt: skip
        if not received:
            made.answers = [PaymentAnswer(agrees=False, note="chưa nhận", how=ConsentHow.ONLINE, by_id=self.cast.binh)]
        db.session.add(made)
        db.session.flush()

    def need(self, owner: Organisation, posted: datetime, *periods: tuple[date, date, int], **more: object) -> Need:
        made = Need(organisation_id=owner.id, commodity_code="durian", province_code=HERE, published_at=posted, **more)
        made.periods = [NeedPeriod(start=first, end=last, quantity_kg=Decimal(kg)) for first, last, kg in periods]
        db.session.add(made)
        db.session.flush()
        return made

    def offer(self, owner: Organisation, period: Span, firm: int, flexible: int = 0, **more: object) -> None:
        made = Offer(organisation_id=owner.id, commodity_code="durian", province_code=HERE, published_at=POSTED, **more)
        made.periods = [
            OfferPeriod(start=period[0], end=period[1], firm_kg=Decimal(firm), flexible_kg=Decimal(flexible))
        ]
        db.session.add(made)
        db.session.flush()

    def paper(self, owner: Organisation, kind: CertificateKind, expires: date, **more: object) -> None:
        verified = more.pop("verified", True)
        db.session.add(
            Certificate(
                organisation_id=owner.id, kind=kind, issued_on=date(2024, 1, 1), expires_on=expires,
                verified_at=POSTED if verified else None, verified_by_id=self.cast.quan if verified else None, **more,
            )
        )  # fmt: skip
        db.session.flush()

    def product(self, owner: Organisation, good: str, code: str, since: date, until: date | None = None) -> None:
        db.session.add(
            TracedProduct(
                organisation_id=owner.id, commodity_code=good, name=code, system="thử", trace_code=code, since=since,
                until=until, recorded_by_id=self.cast.binh, confirmed_at=POSTED, confirmed_by_id=self.cast.binh,
            )
        )  # fmt: skip
        db.session.flush()


def set_down(cast: Cast) -> None:
    """The whole scene, in the running session."""
    scene = Scene(cast)
    a, b, far = scene.coop("HTX a"), scene.coop("HTX b"), scene.coop("HTX far", FAR)
    private, state = of_cast(cast.huong_viet), of_cast(cast.lua_vang)  # Lúa Vàng: 65 % of the State
    third = scene.buyer("Công ty thứ ba")
    spring, summer = (NEW_YEAR, date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 6, 30))
    may = (date(2026, 3, 1), date(2026, 5, 31))
    june = (date(2026, 6, 1), date(2026, 6, 20))
    old = (date(2025, 7, 1), date(2025, 9, 30))
    breach = (ContractState.TERMINATED_FOR_BREACH, date(2026, 5, 10))
    deals = [
        Deal(a, private, "durian", 100_000, 12, 20_000, periods=[(*spring, 40_000), (*summer, 60_000)]),
        Deal(a, state, "durian", 50_000, 10, 30_000, date(2026, 3, 1), date(2027, 2, 28), [(*may, 50_000)]),
        Deal(b, third, "coffee", 30_000, periods=[(NEW_YEAR, date(2026, 4, 30), 30_000)]),
        Deal(b, private, "rice", 20_000, 5, 9_000, periods=[(NEW_YEAR, date(2026, 6, 30), 20_000)], verified=False),
        Deal(far, state, "coffee", 70_000, 8, 40_000),
        Deal(a, private, "rice", 10_000, 3, 9_000, periods=[(*spring, 10_000)], became=breach),
        Deal(b, third, "durian", 15_000, 4, 10_000, date(2025, 7, 1), date(2026, 2, 28), [(*old, 15_000)]),
        Deal(a, private, "pepper", 1_000, 1, 1_000, linkage=False),
        Deal(far, third, "coffee", 10_000, 2, 50_000),
        Deal(b, private, "pepper", 5_000, 1, periods=[(*june, 5_000)],
             became=(ContractState.COMPLETED, date(2026, 6, 10))),
    ]  # fmt: skip
    c1, c2, c3, c4, _c5, _c6, c7, _c8, _c9, c10 = [scene.contract(deal) for deal in deals]
    _book(scene, (c1, c2, c7, c10), (spring, summer, may, old, june))
    _payments(scene, c1, c2, c3, c4, c7)
    _listings(scene, a, far, private)
    _papers(scene, a, b)


def _book(scene: Scene, contracts: Sequence[Contract], spans: Sequence[Span]) -> None:
    c1, c2, c7, c10 = contracts
    spring, summer, may, old, june = spans
    wrong = scene.delivery(c1, spring, date(2026, 3, 1), 45_000)
    scene.delivery(c1, spring, date(2026, 3, 1), 39_000, accepted=38_000, replaces=wrong)
    scene.delivery(c1, summer, date(2026, 5, 20), 30_000)
    scene.delivery(c1, summer, date(2026, 7, 5), 20_000)  # after its period
    scene.delivery(c2, may, date(2026, 4, 1), 50_000, agrees=False)
    scene.delivery(c7, old, date(2025, 8, 1), 15_000)
    scene.delivery(c10, june, date(2026, 6, 5), 5_000)  # before the contract was completed, for a period after it


def _payments(scene: Scene, c1: Contract, c2: Contract, c3: Contract, c4: Contract, c7: Contract) -> None:
    scene.payment(c7, 2_000, date(2026, 3, 31), date(2026, 3, 20))  # in time
    scene.payment(c1, 700, date(2026, 4, 15), date(2026, 4, 15))  # in time, on the day
    scene.payment(c1, 300, date(2026, 5, 15), date(2026, 5, 20))  # late
    scene.payment(c2, 1_000, date(2026, 6, 1), None)  # never
    scene.payment(c3, 5_000, date(2026, 6, 1), date(2026, 6, 1), received=False)
    scene.payment(c3, 5_000, None, None)  # no day was agreed
    scene.payment(c4, 5_000, date(2026, 6, 1), date(2026, 6, 1))  # of a contract nobody verified


def _listings(scene: Scene, a: Organisation, far: Organisation, private: Organisation) -> None:
    june = (date(2026, 6, 1), date(2026, 6, 30))
    wanted = scene.need(private, datetime(2026, 5, 10, tzinfo=UTC), (*june, 30_000))
    scene.need(private, datetime(2026, 5, 31, 17, 30, tzinfo=UTC))  # 00:30 on 1 June in Viet Nam
    scene.need(private, datetime(2026, 4, 30, 18, tzinfo=UTC), (date(2026, 6, 16), date(2026, 7, 15), 3_000))
    scene.need(scene.coop("HTX mới", verified=False), datetime(2026, 5, 10, tzinfo=UTC), (*june, 9_000))
    scene.need(private, datetime(2026, 5, 10, tzinfo=UTC), (*june, 9_000), origin=Origin.REPORTED)
    sale = Deal(far, private, "durian", 1_000, linkage=False, need=wanted, signed=date(2026, 6, 20))
    scene.contract(sale)
    scene.offer(a, june, 10_000, 2_000)
    scene.offer(a, june, 8_000, closed_at=datetime(2026, 6, 10, tzinfo=UTC))
    scene.offer(a, june, 7_000, kind=OfferKind.SERVICE, service=ServiceKind.DRYING)


def _papers(scene: Scene, a: Organisation, b: Organisation) -> None:
    for expires in (date(2026, 6, 30), date(2026, 9, 28), date(2026, 9, 29)):
        scene.paper(a, CertificateKind.OCOP, expires)
    scene.paper(a, CertificateKind.OCOP, date(2026, 8, 1), revoked_on=date(2026, 7, 5))
    scene.paper(a, CertificateKind.OCOP, date(2026, 8, 1), suspended_on=date(2026, 6, 1))
    scene.paper(a, CertificateKind.OCOP, date(2026, 8, 1), verified=False)
    scene.paper(a, CertificateKind.FOOD_SAFETY, date(2028, 1, 1), commodity_code="fruit")
    scene.paper(b, CertificateKind.HACCP, date(2026, 6, 29))
    scene.paper(b, CertificateKind.VIETGAP, date(2028, 1, 1), verified=False)
    scene.product(a, "durian", "t1", NEW_YEAR)
    scene.product(a, "coffee", "t2", NEW_YEAR)
    scene.product(b, "rice", "t3", NEW_YEAR)
    scene.product(b, "durian", "t4", date(2026, 8, 1))
    scene.product(a, "durian", "t5", NEW_YEAR, date(2026, 5, 31))
