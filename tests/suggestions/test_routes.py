"""Who sees a shortlist, that it is always of now, that a private price stays private, and judging."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.brokering.actions import close_case, open_case
from marketplace.brokering.models import Case, CaseClosing
from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.needs.models import Need, NeedPlace
from marketplace.offers.models import Offer
from marketplace.organisations.models import OrganisationKind, Origin
from marketplace.suggestions.models import SuggestionFeedback
from tests.cast import Cast, user
from tests.client import XHTML, Browser, Page
from tests.factories.contracts_by_hand import organisation
from tests.factories.listings_by_hand import Goods, need, offer, reported_offer
from tests.suggestions.conftest import Market

SELLER = "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết"
BUYER = "Công ty TNHH Chế biến Hương Việt"
Open = Callable[..., Browser]
Change = Callable[[Callable[[Offer, Need], None]], None]


def parts_of(page: Page) -> tuple[list[Decimal], Decimal]:
    """The points of the parts and their total, as the page shows them."""
    assert page.tree is not None
    table = next(t for t in page.tree.iter(f"{XHTML}table") if "reasons" in t.get("class", ""))
    body, foot = (next(table.iter(XHTML + name)) for name in ("tbody", "tfoot"))
    return [_points(row) for row in body.iter(f"{XHTML}tr")], _points(foot)


def _points(row: Element) -> Decimal:
    words = "".join(next(c for c in row.iter(f"{XHTML}td") if c.get("class") == "num").itertext())
    return Decimal(words.split("/")[0].strip().replace(",", "."))


def test_both_owners_and_the_broker_see_a_pair_and_nobody_else(market: Market, cast: Cast, browser: Open) -> None:
    assert SELLER in browser(cast.minh).get(market.for_need).words()
    assert BUYER in browser(cast.hoa).get(market.for_offer).words()
    assert SELLER in browser(cast.binh).get(market.for_need).words()
    for person in (cast.tu, cast.son, cast.thu, cast.an):
        for page in (market.for_need, market.for_offer, market.pair):
            browser(person).get(page, status=404)
    browser(cast.hoa).get(market.for_need, status=404)
    browser(cast.minh).get(market.for_offer, status=404)
    browser().get(market.for_need, status=404)


def test_a_pair_with_an_open_case_leads_to_it_instead_of_offering_another(
    app: Flask, market: Market, cast: Cast, browser: Open
) -> None:
    buyer, seller = browser(cast.minh), browser(cast.hoa)
    pages = ((buyer, market.for_need), (buyer, market.pair), (seller, market.for_offer))
    assert all("Đề nghị kết nối" in reader.get(page).words() for reader, page in pages)
    with app.app_context():
        offered = db.session.scalars(sa.select(Offer).filter_by(public_id=market.offer)).one()
        wanted = db.session.scalars(sa.select(Need).filter_by(public_id=market.need)).one()
        case = open_case(by=user(cast.minh), offer=offered, need=wanted, note="Xin mua.")
        db.session.commit()
        address = f"/cases/{case.public_id}"
    for reader, page in pages:
        read = reader.get(page)
        assert "Hai bên đã có vụ việc đang mở." in read.words()
        assert "Đề nghị kết nối" not in read.words()
        assert address in read.text
    with app.app_context():
        made = db.session.scalars(sa.select(Case)).one()
        close_case(by=user(cast.minh), case=made, closing=CaseClosing.GONE)
        db.session.commit()
    assert "Đề nghị kết nối" in buyer.get(market.pair).words()


def test_the_parts_on_the_page_add_up_to_the_score(market: Market, cast: Cast, browser: Open) -> None:
    page = browser(cast.minh).get(market.pair)
    parts, total = parts_of(page)
    assert len(parts) >= 8
    assert sum(parts) == total > 0
    assert f"{str(total.normalize()).replace('.', ',')} trên 100 điểm" in page.words()
    lifted = re.search(r"Tăng lên ([\d,]+) nếu có VietGAP", page.words())
    assert lifted is not None
    assert Decimal(lifted[1].replace(",", ".")) > total


def test_a_price_for_parties_is_in_no_score_and_on_no_page(
    market: Market, change: Change, cast: Cast, browser: Open
) -> None:
    without = parts_of(browser(cast.minh).get(market.pair))

    def priced(visibility: PriceVisibility) -> Callable[[Offer, Need], None]:
        def how(found: Offer, wanted: Need) -> None:
            for listing, price in ((found, 87654), (wanted, 51234)):
                listing.price_basis, listing.price_dong_per_kg = PriceBasis.FIXED, price
                listing.price_visibility = visibility

        return how

    change(priced(PriceVisibility.PARTIES))
    hidden = browser(cast.minh).get(market.pair)
    assert parts_of(hidden) == without
    pages = [hidden, browser(cast.minh).get(market.for_need), browser(cast.hoa).get(market.for_offer)]
    assert not any(digits in page.text for page in pages for digits in ("87.654", "87654", "51.234", "51234"))
    change(priced(PriceVisibility.PUBLIC))
    shown = browser(cast.minh).get(market.pair)
    assert "87.654 đ/kg" in shown.words()
    assert parts_of(shown) != without


def close(found: Offer, _wanted: Need) -> None:
    found.closed_at, found.close_reason = now(), "Đã bán hết"


def unpublish(found: Offer, _wanted: Need) -> None:
    found.published_at = None


def unverify(found: Offer, _wanted: Need) -> None:
    found.organisation.verified_at = found.organisation.verified_by_id = None


def let_it_pass(found: Offer, _wanted: Need) -> None:
    found.periods[0].start, found.periods[0].end = today() - timedelta(days=40), today() - timedelta(days=1)


def promise_everything(found: Offer, _wanted: Need) -> None:
    found.periods[0].contracted_kg = found.periods[0].firm_kg


def test_a_line_leads_to_a_proposal_and_a_filled_need_says_so(
    market: Market, change: Change, cast: Cast, browser: Open
) -> None:
    assert "Đề nghị kết nối" in browser(cast.minh).get(market.for_need).words()

    def fill(_found: Offer, wanted: Need) -> None:
        wanted.periods[0].contracted_kg = wanted.periods[0].quantity_kg

    change(fill)
    words = browser(cast.minh).get(market.for_need).words()
    assert "Nhu cầu này đã được ký hợp đồng đủ" in words
    assert "Hãy nới điều kiện" not in words


@pytest.mark.parametrize("how", [close, unpublish, unverify, let_it_pass, promise_everything])
def test_what_is_no_longer_offered_is_out_at_the_next_request(
    market: Market, change: Change, cast: Cast, browser: Open, how: Callable[[Offer, Need], None]
) -> None:
    buyer = browser(cast.minh)
    assert SELLER in buyer.get(market.for_need).words()
    change(how)
    assert SELLER not in buyer.get(market.for_need).words()
    buyer.get(market.pair, status=404)


def test_a_rejection_moves_the_pair_aside_and_its_withdrawal_brings_it_back(
    app: Flask, market: Market, cast: Cast, browser: Open
) -> None:
    buyer = browser(cast.minh)
    unchosen = buyer.submit(f"{market.pair}/rejection", status=422)
    assert "Không phù hợp vì" in unchosen.words()
    buyer.submit(f"{market.pair}/rejection", reason="distance", note="Đường đèo, xe lớn không lên được")
    aside = buyer.get(market.for_need).words()
    assert aside.index("Đã gạt sang bên (1)") < aside.index(SELLER) < aside.index("Đường đèo, xe lớn không lên được")
    why = buyer.get(market.pair).words()
    assert "Đơn vị đã gạt gợi ý này sang bên" in why
    assert "Đường đèo, xe lớn không lên được" in why
    assert "Đề nghị kết nối" not in why
    assert "gạt" not in browser(cast.hoa).get(market.pair).words(), "what one side said is its own"
    assert BUYER in browser(cast.hoa).get(market.for_offer).words(), "the other side's list is its own"
    buyer.post(f"{market.pair}/rejection/withdrawal")
    back = buyer.get(market.for_need).words()
    assert SELLER in back
    assert "Đã gạt sang bên" not in back
    with app.app_context():
        told = db.session.scalars(sa.select(AuditEvent).filter_by(name=events.SUGGESTION_JUDGED)).all()
        assert [event.actor_id for event in told] == [cast.minh, cast.minh]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SuggestionFeedback)) == 0


def test_only_the_sides_and_their_broker_judge(market: Market, cast: Cast, browser: Open) -> None:
    for person in (cast.tu, cast.son, cast.thu):
        browser(person).post(f"{market.pair}/rejection", {"reason": "price"}, status=404)
        browser(person).post(f"{market.pair}/rejection/withdrawal", status=404)
    browser(cast.minh).post(f"{market.pair}/rejection/withdrawal", status=404)


def test_a_reported_offer_carries_its_label(app: Flask, market: Market, cast: Cast, browser: Open) -> None:
    with app.app_context():
        press = organisation("HTX Sầu riêng Krông Pắc", verifier_id=None, province="66")
        press.origin = Origin.REPORTED
        facts = {"cooperative_name": press.name, "commodity_as_written": "sầu riêng", "coop_province": "Đắk Lắk"}
        reported_offer(press.id, "bao-1", **facts)
        db.session.commit()
    words = browser(cast.minh).get(market.for_need).words()
    at = words.index("HTX Sầu riêng Krông Pắc")
    assert "Báo chí, chưa kiểm chứng" in words[at : at + 200]


def test_a_buyer_whose_place_is_measured_to_is_not_told_as_unknown(app: Flask, cast: Cast, browser: Open) -> None:
    """A need without a place of its own lies where its buyer collects, as far as the score knows."""
    with app.app_context():
        wanted = need(cast.huong_viet, Goods(province=None))
        wanted.places.append(NeedPlace(as_written="Đồng Tháp"))
        made = offer(cast.doan_ket)
        db.session.commit()
        path = f"/suggestions/offers/{made.public_id}"
    told = browser(cast.hoa).get(path).words()
    assert "Đồng Tháp" in told
    assert "Chưa rõ nơi" not in told


def test_sixty_candidates_cost_no_more_queries_than_one(app: Flask, market: Market, cast: Cast) -> None:
    def queries() -> int:
        return len(Browser(app, cast.minh, most_queries=25).get(market.for_need).queries)

    Browser(app, cast.minh).get(market.for_need)  # the first who asks reads the market into the process
    few = queries()
    with app.app_context():
        for number in range(60):
            cooperative = organisation(f"Hợp tác xã số {number}", kind=OrganisationKind.HTX, verifier_id=cast.quan)
            offer(cooperative.id, Goods(tonnes=5 + number % 7))
        db.session.commit()
    Browser(app, cast.minh).get(market.for_need)  # and what has changed since
    assert queries() <= few
