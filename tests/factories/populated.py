"""A site on which something of every kind has happened, made through the actions by the people it takes.

Private fields hold words and prices that stand nowhere else (`CANARIES`), so that a page that shows one of them to
the wrong person can be caught by reading it.
"""

from __future__ import annotations

from decimal import Decimal

from marketplace.accounts import links
from marketplace.accounts.models import LinkPurpose, User
from marketplace.accounts.passwords import hash_password
from marketplace.alerts import actions as alerts
from marketplace.alerts.models import SearchKind, Telling
from marketplace.authorization.roles import Role
from marketplace.brokering import actions as cases
from marketplace.brokering.models import ConsentHow, TalkKind
from marketplace.brokering.voices import Voice
from marketplace.catalogue.models import Season
from marketplace.clock import now, today
from marketplace.extensions import db
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
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.listings.pricing import Price
from marketplace.needs import actions as needs
from marketplace.needs.conditions import Conditions
from marketplace.needs.models import Need
from marketplace.notifications.models import Notification, Topic
from marketplace.notifications.sharing import share
from marketplace.notifications.silencing import token_for
from marketplace.offers import actions as offers
from marketplace.offers.models import Offer
from marketplace.organisations.models import (
    CertificateKind,
    Organisation,
    OrganisationKind,
    Origin,
)
from marketplace.reporting.actions import ScheduleFacts, make_schedule
from marketplace.reporting.models import Rhythm
from marketplace.reporting.stopping import stop_token
from marketplace.suggestions.actions import reject_suggestion
from marketplace.suggestions.models import RejectionReason
from marketplace.suggestions.queries import pair
from tests.cast import Cast, organisation, user
from tests.factories import plans, pools, unions
from tests.factories.canaries import (
    CANARIES,
    PRICE_OF_NEED,
    PRICE_OF_OFFER,
    PRICE_OF_TALKS,
)
from tests.factories.listings_by_hand import reported_offer
from tests.factories.needs import complete_need, draft_need, public_need
from tests.factories.offers import complete_offer, draft_offer, public_offer
from tests.factories.papers import upload
from tests.factories.populated_contracts import (
    agreed_case,
    introduced,
    make_contracts,
    make_deliveries,
    talk_terms,
)
from tests.factories.populated_organisations import attest, make_organisations
from tests.factories.populated_site import Populated, span

__all__ = ["NOWHERE", "PASSWORD", "Populated", "populate"]

PASSWORD = "bốn con trâu qua sông"
NOWHERE = "0" * 32
PLAN_OF_A_PROVINCE = TargetFacts("I1", 2030, TargetKind.TARGET, Decimal(55), "Kế hoạch 12/KH-UBND", province_code="68")


def populate(cast: Cast) -> Populated:
    """Fill the database and commit; needs an application context."""
    site = Populated(cast)
    _give_passwords(cast)
    make_organisations(site)
    attest(site)
    _listings(site)
    _suggestions_and_links(site)
    _cases(site)
    _pooled(site)
    make_contracts(site)
    make_deliveries(site)
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
    site.ids["union_offer"] = unions.entered(cast).public_id
    site.ids["silence_token"] = token_for(user(cast.hoa).public_id, [Topic.CASE])
    db.session.commit()
    return site


def _give_passwords(cast: Cast) -> None:
    stored = hash_password(PASSWORD)
    for name in ("hoa", "lan", "tu", "mai", "minh", "son", "binh", "quan", "thu", "an"):
        user(getattr(cast, name)).password_hash = stored


def _listings(site: Populated) -> None:
    cast = site.cast
    offer = public_offer(cast.hoa, cast.doan_ket, span())
    hidden = Price(basis=PriceBasis.FLOOR, dong_per_kg=PRICE_OF_OFFER, visibility=PriceVisibility.PARTIES)
    offers.price_offer(by=user(cast.hoa), offer=offer, version=None, price=hidden)
    offers.qualify_offer(
        by=user(cast.hoa), offer=offer, version=None, quality="Cơm vàng, hạt lép",
        certificates=organisation(cast.doan_ket).certificates, private_note=CANARIES["note of an offer"],
    )  # fmt: skip
    draft = draft_offer(cast.hoa, cast.doan_ket, good="coffee", as_written=CANARIES["title of a draft"])
    need = public_need(cast.minh, cast.huong_viet, span(tonnes="200"))
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
    other = public_offer(cast.tu, cast.binh_minh, span())
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
    spare = public_offer(cast.hoa, cast.doan_ket, span())
    untaken = cases.open_case(
        by=user(cast.minh), offer=spare, need=need, note=CANARIES["message of a case nobody took"]
    )
    asked = cases.open_case(by=user(cast.binh), offer=offer, need=need, note=CANARIES["message of a case"])
    proof = CANARIES["evidence of a consent"]
    cases.answer(by=user(cast.binh), case=asked, voice=Voice(cast.huong_viet, ConsentHow.PHONE, proof), yes=True)
    talking = introduced(site)
    cases.propose_terms(by=user(cast.hoa), case=talking, draft=talk_terms(talking, PRICE_OF_TALKS))
    cases.propose_terms(by=user(cast.minh), case=talking, draft=talk_terms(talking, PRICE_OF_TALKS, "8"), based_on=1)
    enclosed = upload(CANARIES["name of a message's file"], CANARIES["words of a message's file"])
    said = cases.send_message(by=user(cast.hoa), case=talking, text=CANARIES["message in talks"], uploads=[enclosed])
    agreed = agreed_case(site)
    foreign = public_need(cast.son, cast.lua_vang, span())
    refused = cases.open_case(by=user(cast.binh), offer=public_offer(cast.tu, cast.binh_minh, span()), need=foreign)
    cases.answer(by=user(cast.son), case=refused, voice=Voice(cast.lua_vang), yes=False)
    site.ids |= {
        "untaken_case": untaken.public_id, "asked_case": asked.public_id, "talking_case": talking.public_id,
        "agreed_case": agreed.public_id, "refused_case": refused.public_id, "message_file": said.files[0].public_id,
    }  # fmt: skip


def _pooled(site: Populated) -> None:
    """A case in talks that Bình minds, which Bình Minh has been asked to join and has not answered."""
    cast, binh = site.cast, user(site.cast.binh)
    need = db.session.query(Need).filter_by(public_id=site["need"]).one()
    case = cases.open_case(by=binh, offer=public_offer(cast.hoa, cast.doan_ket, span()), need=need)
    cases.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=True)
    sheet = upload(CANARIES["name of a signed sheet"], CANARIES["words of a signed sheet"])
    signed = Voice(cast.huong_viet, ConsentHow.SIGNED_SHEET, "Phiếu số 3")
    given = cases.answer(by=binh, case=case, voice=signed, yes=True, sheet=sheet)
    cases.propose_terms(by=user(cast.hoa), case=case, draft=talk_terms(case, PRICE_OF_TALKS))
    cases.add_member(by=binh, case=case, offer=public_offer(cast.tu, cast.binh_minh, span()))
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


def _plans(site: Populated) -> None:
    """A plan with one link and a plant, and one whose search has not begun."""
    offer = db.session.query(Offer).filter_by(public_id=site["offer"]).one()
    need = db.session.query(Need).filter_by(public_id=site["need"]).one()
    plan = plans.solved(site.cast.thu, [(offer, need)], broker_id=site.cast.binh)
    plans.with_plant(plan)
    site.ids |= {"plan": plan.public_id, "waiting_plan": plans.asked(site.cast.thu, name="Chờ tính").public_id}
