"""A site on which something of every kind has happened, made through the actions by the people it takes.

Private fields hold words and prices that stand nowhere else (`CANARIES`), so that a page that shows one of them to
the wrong person can be caught by reading it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from marketplace.accounts import links
from marketplace.accounts.models import LinkPurpose, User
from marketplace.accounts.passwords import hash_password
from marketplace.alerts import actions as alerts
from marketplace.alerts.models import SearchKind, Telling
from marketplace.authorization.roles import Role
from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case, ConsentHow, TalkKind
from marketplace.brokering.voices import Voice
from marketplace.catalogue.models import Commodity, Commune, Season
from marketplace.clock import now, today
from marketplace.contracts import actions as contracts
from marketplace.contracts.actions.declarations import declare_linkage
from marketplace.contracts.actions.printing import print_paper
from marketplace.contracts.actions.projects import ProjectDraft, record_project
from marketplace.contracts.models import AnnexReason, Contract, DocumentKind, ProjectKind
from marketplace.deliveries import actions as deliveries
from marketplace.deliveries.queries import payments_of
from marketplace.extensions import db
from marketplace.files.actions import store
from marketplace.files.models import StoredFile
from marketplace.indicators.actions.counting import count_snapshot
from marketplace.indicators.actions.snapshots import (
    SnapshotDraft,
    approve_snapshot,
    correct_snapshot,
    prepare_snapshot,
)
from marketplace.indicators.actions.targets import TargetFacts, set_target
from marketplace.indicators.models import PeriodKind, TargetKind
from marketplace.indicators.periods import period_of
from marketplace.learning.training import learn
from marketplace.listings.kinds import DeliveryTerm, PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.listings.recurrence import PeriodDraft
from marketplace.needs import actions as needs
from marketplace.needs.conditions import Conditions
from marketplace.needs.models import Need
from marketplace.notifications.models import Notification, Topic
from marketplace.notifications.sharing import share
from marketplace.notifications.silencing import token_for
from marketplace.offers import actions as offers
from marketplace.offers.models import Offer
from marketplace.organisations.attesting import record_observation, record_recognition
from marketplace.organisations.belongings import add_certificate, add_site
from marketplace.organisations.models import (
    CertificateKind,
    ObservationKind,
    Organisation,
    OrganisationKind,
    Origin,
    RecognitionKind,
    SiteKind,
)
from marketplace.organisations.rating import rate_organisation
from marketplace.organisations.tracing import add_traced_product
from marketplace.reporting.actions import ScheduleFacts, make_schedule
from marketplace.reporting.models import Rhythm
from marketplace.reporting.stopping import stop_token
from marketplace.suggestions.actions import reject_suggestion
from marketplace.suggestions.models import RejectionReason
from marketplace.suggestions.queries import pair
from tests.cast import Cast, organisation, user
from tests.factories import plans, pools
from tests.factories.canaries import (
    CANARIES,
    PRICE_OF_CONTRACT,
    PRICE_OF_DELIVERY,
    PRICE_OF_NEED,
    PRICE_OF_OFFER,
    PRICE_OF_TALKS,
)
from tests.factories.listings_by_hand import reported_offer
from tests.factories.needs import complete_need, draft_need, public_need
from tests.factories.offers import complete_offer, draft_offer, public_offer
from tests.factories.papers import upload

PASSWORD = "bốn con trâu qua sông"
NOWHERE = "0" * 32
PLAN_OF_A_PROVINCE = TargetFacts("I1", 2030, TargetKind.TARGET, Decimal(55), "Kế hoạch 12/KH-UBND", province_code="68")


@dataclass
class Populated:
    """Public ids and tokens by name: `site["offer"]`."""

    cast: Cast
    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    def path(self, rule: str, records: Mapping[str, str]) -> str:
        """The address of a URL rule with these records for its places; an unknown name stands for itself."""
        address = rule
        for place, name in records.items():
            for converter in ("string", "path"):
                address = address.replace(f"<{converter}:{place}>", self.ids.get(name, name))
        return address


def populate(cast: Cast) -> Populated:
    """Fill the database and commit; needs an application context."""
    site = Populated(cast)
    _give_passwords(cast)
    _organisations(site)
    _attested(site)
    _listings(site)
    _suggestions_and_links(site)
    _cases(site)
    _pooled(site)
    _contracts(site)
    _deliveries(site)
    _asked(site)
    _snapshots(site)
    site.ids["model"] = learn(by=user(cast.an)).public_id
    season = db.session.query(Season).filter_by(commodity_code="durian").order_by(Season.id).first()
    site.ids["season"] = season.public_id if season else ""
    site.ids["target"] = set_target(by=user(site.cast.thu), facts=PLAN_OF_A_PROVINCE).public_id
    told = db.session.query(Notification).filter_by(user_id=cast.hoa).order_by(Notification.id).first()
    site.ids["notification"] = told.public_id if told else ""
    site.ids["short_code"] = share(f"/cases/{site['case']}").code
    facts = ScheduleFacts("giamdoc@vidu.example", "68", Rhythm.MONTHLY)
    schedule = make_schedule(by=user(cast.thu), facts=facts)
    site.ids |= {"report_schedule": schedule.public_id, "stop_token": stop_token(schedule)}
    _plans(site)
    site.ids["silence_token"] = token_for(user(cast.hoa).public_id, [Topic.CASE])
    db.session.commit()
    return site


def _give_passwords(cast: Cast) -> None:
    stored = hash_password(PASSWORD)
    for name in ("hoa", "lan", "tu", "mai", "minh", "son", "binh", "quan", "thu", "an"):
        user(getattr(cast, name)).password_hash = stored


def _organisations(site: Populated) -> None:
    cast = site.cast
    for name in ("doan_ket", "binh_minh", "moi_lap", "huong_viet", "lua_vang"):
        site.ids[name] = organisation(getattr(cast, name)).public_id
    cooperative = organisation(cast.doan_ket)
    commune = db.session.query(Commune).filter_by(province_code="68").order_by(Commune.code).first()
    assert commune is not None
    cooperative.commune_code, cooperative.phone = commune.code, "02623857413"
    cooperative.private_note = CANARIES["note of an organisation"]
    scan = store(upload(CANARIES["name of a scan"], CANARIES["scan of a certificate"]), by=user(cast.hoa))
    paper = add_certificate(
        by=user(cast.hoa), organisation=cooperative, kind=CertificateKind.VIETGAP, number="VG-2026-17",
        issued_on=today() - timedelta(days=100), expires_on=today() + timedelta(days=500), file=scan,
    )  # fmt: skip
    plant = add_site(
        by=user(cast.minh), organisation=organisation(cast.huong_viet), name="Nhà máy số 1", kind=SiteKind.PLANT,
        commune=commune, throughput_kg_per_day=Decimal(40_000),
    )  # fmt: skip
    site.ids |= {"paper": paper.public_id, "plant": plant.public_id, "lan": user(cast.lan).public_id}


def _attested(site: Populated) -> None:
    """What staff recorded of Đoàn Kết, what it says of itself, and a project of it that waits for Quân or Thu."""
    cast, binh = site.cast, user(site.cast.binh)
    home = organisation(cast.doan_ket)
    scan = upload("cong-nhan.pdf", CANARIES["words of a recognition's file"])
    recognition = record_recognition(
        by=binh, organisation=home, kind=RecognitionKind.HIGH_TECH, since=date(2025, 3, 1), until=None,
        basis="QĐ 77/QĐ-UBND", evidence=CANARIES["evidence of a recognition"], file=store(scan, by=binh),
    )  # fmt: skip
    record_observation(
        by=user(cast.thu), organisation=home, kind=ObservationKind.WORKING, observed_on=date(2026, 5, 4),
        note=CANARIES["note of an observation"],
    )  # fmt: skip
    rate_organisation(
        by=binh, organisation=home, year=2025, score=Decimal(82), grade=None, official=True,
        rater="Sở Nông nghiệp và Môi trường", file=store(upload("xep-loai.pdf", "rating"), by=binh),
    )  # fmt: skip
    durian = db.session.get_one(Commodity, "durian")
    traced = add_traced_product(
        by=user(cast.hoa), organisation=home, commodity=durian, name="Sầu riêng Đoàn Kết", system="Cổng của tỉnh",
        trace_code="8936000000006", since=date(2026, 1, 1), as_printed=True,
    )  # fmt: skip
    declare_linkage(by=user(cast.hoa), organisation=home, year=2026, linked=True, partner="Công ty Hương Việt")
    decision = upload("quyet-dinh.pdf", CANARIES["words of a project's file"])
    project = record_project(by=binh, draft=_decision(home), file=store(decision, by=binh))
    site.ids |= {
        "recognition": recognition.public_id, "traced_product": traced.public_id, "project": project.public_id,
    }  # fmt: skip


def _decision(home: Organisation) -> ProjectDraft:
    return ProjectDraft(
        kind=ProjectKind.PROJECT, name="Dự án liên kết sầu riêng", decision_number="12/QĐ-UBND",
        approved_on=date(2026, 2, 1), approving_body="UBND tỉnh", starts_on=date(2026, 3, 1), ends_on=date(2029, 2, 28),
        members=[home], leads=home,
    )  # fmt: skip


def _span(start: int = 0, days: int = 300, tonnes: str = "60") -> PeriodDraft:
    first = today() + timedelta(days=start)
    return PeriodDraft(first, first + timedelta(days=days), Decimal(tonnes), Decimal(0))


def _listings(site: Populated) -> None:
    cast = site.cast
    offer = public_offer(cast.hoa, cast.doan_ket, _span())
    hidden = Price(basis=PriceBasis.FLOOR, dong_per_kg=PRICE_OF_OFFER, visibility=PriceVisibility.PARTIES)
    offers.price_offer(by=user(cast.hoa), offer=offer, version=None, price=hidden)
    offers.qualify_offer(
        by=user(cast.hoa), offer=offer, version=None, quality="Cơm vàng, hạt lép",
        certificates=organisation(cast.doan_ket).certificates, private_note=CANARIES["note of an offer"],
    )  # fmt: skip
    draft = draft_offer(cast.hoa, cast.doan_ket, good="coffee", as_written=CANARIES["title of a draft"])
    need = public_need(cast.minh, cast.huong_viet, _span(tonnes="200"))
    _describe(need, cast)
    wish = draft_need(cast.minh, cast.huong_viet, good="coffee", as_written=CANARIES["title of a draft"])
    for_others = complete_offer(cast.binh, cast.binh_minh, good="pepper")
    wanted = complete_need(cast.binh, cast.lua_vang, good="pepper")
    press = Organisation(
        kind=OrganisationKind.HTX, name="HTX Vườn Đồi", folded="htx vuon doi", origin=Origin.REPORTED,
        source_url="https://bao.example/tin", source_date="2025-06-01", province_code="68",
    )  # fmt: skip
    db.session.add(press)
    db.session.flush()
    reported = reported_offer(press.id, "linkage-1", commodity="sầu riêng", province="Gia Lai")
    site.ids |= {
        "offer": offer.public_id, "draft_offer": draft.public_id, "staff_offer": for_others.public_id,
        "need": need.public_id, "draft_need": wish.public_id, "staff_need": wanted.public_id,
        "reported_offer": reported.public_id, "press": press.public_id,
    }  # fmt: skip


def _describe(need: Need, cast: Cast) -> None:
    conditions = Conditions(
        site=organisation(cast.huong_viet).sites[0], contract_months=12, nice=frozenset({CertificateKind.VIETGAP}),
        brings_production=True, brings_processing=True,
    )  # fmt: skip
    needs.set_conditions(by=user(cast.minh), need=need, version=None, conditions=conditions)
    hidden = Price(basis=PriceBasis.FIXED, dong_per_kg=PRICE_OF_NEED, visibility=PriceVisibility.PARTIES)
    needs.price_need(by=user(cast.minh), need=need, version=None, price=hidden, private_note=CANARIES["note of a need"])


def _suggestions_and_links(site: Populated) -> None:
    cast = site.cast
    other = public_offer(cast.tu, cast.binh_minh, _span())
    need, offer = pair(site["need"], other.public_id)
    assert need
    assert offer
    reject_suggestion(
        by=user(cast.minh), organisation=organisation(cast.huong_viet), offer=offer, need=need,
        reason=RejectionReason.OTHER, note=CANARIES["reason against a suggestion"],
    )  # fmt: skip
    staff_offer = db.session.query(Offer).filter_by(public_id=site["staff_offer"]).one()
    staff_need = db.session.query(Need).filter_by(public_id=site["staff_need"]).one()
    confirmation = LinkPurpose.CONFIRMATION
    site.ids |= {
        "other_offer": other.public_id,
        "confirm_offer": links.issue(purpose=confirmation, organisation=staff_offer.organisation, subject=staff_offer),
        "confirm_need": links.issue(purpose=confirmation, organisation=staff_need.organisation, subject=staff_need),
        "reset_token": links.issue(purpose=LinkPurpose.RESET, user=user(cast.lan)),
        "invitation_token": links.issue(
            purpose=LinkPurpose.INVITATION, organisation=organisation(cast.doan_ket),
            email="nguoi.moi@vidu.example", role=Role.MEMBER,
        ),
    }  # fmt: skip


def _cases(site: Populated) -> None:
    """One case at each stage, all between Đoàn Kết and Hương Việt but the refused one."""
    cast = site.cast
    need = db.session.query(Need).filter_by(public_id=site["need"]).one()
    offer = db.session.query(Offer).filter_by(public_id=site["offer"]).one()
    spare = public_offer(cast.hoa, cast.doan_ket, _span())
    untaken = cases.open_case(
        by=user(cast.minh), offer=spare, need=need, note=CANARIES["message of a case nobody took"]
    )
    asked = cases.open_case(by=user(cast.binh), offer=offer, need=need, note=CANARIES["message of a case"])
    proof = CANARIES["evidence of a consent"]
    cases.answer(by=user(cast.binh), case=asked, voice=Voice(cast.huong_viet, ConsentHow.PHONE, proof), yes=True)
    talking = _introduced(site)
    cases.propose_terms(by=user(cast.hoa), case=talking, draft=_terms(talking, PRICE_OF_TALKS))
    cases.propose_terms(by=user(cast.minh), case=talking, draft=_terms(talking, PRICE_OF_TALKS, "8"), based_on=1)
    enclosed = upload(CANARIES["name of a message's file"], CANARIES["words of a message's file"])
    said = cases.send_message(by=user(cast.hoa), case=talking, text=CANARIES["message in talks"], uploads=[enclosed])
    agreed = _agreed(site)
    foreign = public_need(cast.son, cast.lua_vang, _span())
    refused = cases.open_case(by=user(cast.binh), offer=public_offer(cast.tu, cast.binh_minh, _span()), need=foreign)
    cases.answer(by=user(cast.son), case=refused, voice=Voice(cast.lua_vang), yes=False)
    site.ids |= {
        "untaken_case": untaken.public_id, "asked_case": asked.public_id, "talking_case": talking.public_id,
        "agreed_case": agreed.public_id, "refused_case": refused.public_id, "message_file": said.files[0].public_id,
    }  # fmt: skip


def _pooled(site: Populated) -> None:
    """A case in talks that Bình minds, which Bình Minh has been asked to join and has not answered."""
    cast, binh = site.cast, user(site.cast.binh)
    need = db.session.query(Need).filter_by(public_id=site["need"]).one()
    case = cases.open_case(by=binh, offer=public_offer(cast.hoa, cast.doan_ket, _span()), need=need)
    cases.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=True)
    sheet = upload(CANARIES["name of a signed sheet"], CANARIES["words of a signed sheet"])
    signed = Voice(cast.huong_viet, ConsentHow.SIGNED_SHEET, "Phiếu số 3")
    given = cases.answer(by=binh, case=case, voice=signed, yes=True, sheet=sheet)
    cases.propose_terms(by=user(cast.hoa), case=case, draft=_terms(case, PRICE_OF_TALKS))
    cases.add_member(by=binh, case=case, offer=public_offer(cast.tu, cast.binh_minh, _span()))
    title = CANARIES["title of a task"]
    task = cases.add_task(by=binh, case=case, title=title, due_on=today(), assignee=user(cast.quan))
    summary = CANARIES["summary of a talk"]
    cases.log_talk(by=binh, case=case, kind=TalkKind.CALL, at=now(), summary=summary, organisation_id=cast.huong_viet)
    stored = db.session.get_one(StoredFile, given.file_id)
    offers = [db.session.query(Offer).filter_by(public_id=site[name]).one() for name in ("offer", "other_offer")]
    pool = pools.by_hand(need, offers, made_by=cast.minh)
    site.ids |= {"pooled_case": case.public_id, "sheet": stored.public_id, "task": task.public_id}
    site.ids |= {"pool": pool.public_id, "invited_pool": pools.invited_by_hand(case, cast.binh).public_id}


def _asked(site: Populated) -> None:
    """What Hoa wants to be told of."""
    hoa, home = user(site.cast.hoa), organisation(site.cast.doan_ket)
    alert, _there = alerts.set_alert(by=hoa, organisation=home, listing=None, at_least=60, telling=Telling.SITE)
    search = alerts.save_search(
        by=hoa, kind=SearchKind.NEEDS, name=CANARIES["name of a saved search"], filters={"commodity": "sau rieng"},
        telling=Telling.SITE,
    )  # fmt: skip
    site.ids |= {"alert": alert.public_id, "search": search.public_id}


def _snapshots(site: Populated) -> None:
    """Two closed periods, the newer one corrected, and one that Thu has prepared."""
    thu = user(site.cast.thu)
    second = User(email="linh@vidu.example", name="Linh", platform_role=Role.OFFICIAL)
    db.session.add(second)
    db.session.flush()
    made = {}
    for name, year, by, approver in (("first_snapshot", 2024, second, thu), ("snapshot", 2025, thu, second)):
        days = period_of(PeriodKind.SYSTEM_YEAR, year)
        made[name] = prepare_snapshot(by=by, draft=SnapshotDraft(PeriodKind.SYSTEM_YEAR, *days, province_code="68"))
        count_snapshot(snapshot_id=made[name].id)
        approve_snapshot(by=approver, snapshot=made[name])
    made["correction"] = correct_snapshot(by=thu, snapshot=made["snapshot"], reason="Bổ sung hồ sơ nộp muộn")
    count_snapshot(snapshot_id=made["correction"].id)
    site.ids |= {name: snapshot.public_id for name, snapshot in made.items()}


def _introduced(site: Populated) -> Case:
    cast = site.cast
    need = db.session.query(Need).filter_by(public_id=site["need"]).one()
    case = cases.open_case(by=user(cast.binh), offer=public_offer(cast.hoa, cast.doan_ket, _span()), need=need)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.answer(by=user(person), case=case, voice=Voice(side), yes=True)
    return case


def _terms(case: Case, price: int, tonnes: str = "10") -> cases.TermsDraft:
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


def _agreed(site: Populated) -> Case:
    cast, case = site.cast, _introduced(site)
    terms = cases.propose_terms(by=user(cast.binh), case=case, draft=_terms(case, PRICE_OF_CONTRACT))
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=case, number=terms.number, voice=Voice(side))
    return case


def _contracts(site: Populated) -> None:
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


def _deliveries(site: Populated) -> None:
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
    cases.propose_terms(by=user(cast.hoa), case=case, draft=_terms(case, PRICE_OF_CONTRACT, "7"), based_on=1)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=case, number=2, voice=Voice(side))
    contracts.add_document(by=user(cast.hoa), contract=contract, upload=upload("phu-luc-1.pdf", "phu luc 1"))
    _sign(contract, cast)
    site.ids |= {"annexed_contract": contract.public_id, "signed_annex": annex.public_id}


def _drafted(site: Populated, words: str) -> tuple[Contract, str]:
    cast, case = site.cast, _agreed(site)
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


def _plans(site: Populated) -> None:
    """A plan with one link and a plant, and one whose search has not begun."""
    offer = db.session.query(Offer).filter_by(public_id=site["offer"]).one()
    need = db.session.query(Need).filter_by(public_id=site["need"]).one()
    plan = plans.solved(site.cast.thu, [(offer, need)], broker_id=site.cast.binh)
    plans.with_plant(plan)
    site.ids |= {"plan": plan.public_id, "waiting_plan": plans.asked(site.cast.thu, name="Chờ tính").public_id}
