"""What keeps an offer out of a shortlist, with the change that would let it in; months; reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Certificate, CertificateKind, Origin
from marketplace.suggestions import months
from marketplace.suggestions.shortlists import buyers_of, line_of, shortlist_of
from tests.cast import Cast
from tests.factories.contracts_by_hand import organisation
from tests.factories.listings_by_hand import Goods, certificate, need, offer, reported_offer

pytestmark = pytest.mark.usefixtures("context")
Case = Callable[[Cast], tuple[Offer, Need]]


def paper(cast: Cast, *, expires_in: int, commodity: str | None = None) -> Certificate:
    kind = CertificateKind.VIETGAP
    return certificate(cast.doan_ket, kind, expires_in=expires_in, commodity=commodity, verified_by=cast.quan)


def needs_vietgap(cast: Cast) -> Need:
    return need(cast.huong_viet, must=(CertificateKind.VIETGAP,))


def expired_paper(cast: Cast) -> tuple[Offer, Need]:
    return offer(cast.doan_ket, papers=(paper(cast, expires_in=3),)), needs_vietgap(cast)


def paper_of_other_goods(cast: Cast) -> tuple[Offer, Need]:
    return offer(cast.doan_ket, papers=(paper(cast, expires_in=900, commodity="coffee"),)), needs_vietgap(cast)


def wrong_form(cast: Cast) -> tuple[Offer, Need]:
    return offer(cast.doan_ket, Goods(form="dried")), need(cast.huong_viet, Goods(form="fresh"))


def too_far(cast: Cast) -> tuple[Offer, Need]:
    return offer(cast.doan_ket, Goods(province="01")), need(cast.huong_viet, maximum_km=300)


def below_the_lot(cast: Cast) -> tuple[Offer, Need]:
    return offer(cast.doan_ket, Goods(tonnes=2)), need(cast.huong_viet, Goods(minimum_lot_tonnes=10))


def another_season(cast: Cast) -> tuple[Offer, Need]:
    return offer(cast.doan_ket, Goods(days=20)), need(cast.huong_viet, Goods(starts_in=60))


@pytest.mark.parametrize(
    ("case", "reason", "mend"),
    [
        (expired_paper, "Thiếu chứng nhận bắt buộc còn hiệu lực", "Bổ sung VietGAP còn hiệu lực vào ngày giao"),
        (paper_of_other_goods, "Thiếu chứng nhận bắt buộc còn hiệu lực", "Bổ sung VietGAP"),
        (wrong_form, "Dạng hàng không hợp", "ở dạng tươi"),
        (too_far, "Ngoài khoảng cách tối đa", "cách không quá 300 km"),
        (below_the_lot, "Không đủ lô tối thiểu", "đủ lô 10 tấn"),
        (another_season, "Không trùng thời gian", "Thêm kỳ giao"),
    ],
)
def test_a_broken_rule_is_a_near_miss_with_its_mend(cast: Cast, case: Case, reason: str, mend: str) -> None:
    offered, wanted = case(cast)
    found = shortlist_of(wanted)
    assert found.lines == []
    assert [miss.offer for miss in found.misses] == [offered]
    assert reason in found.misses[0].reason
    assert mend in found.misses[0].mend
    assert buyers_of(offered).lines == [], "the same rule from the other side"
    assert line_of(offered, wanted) is None


def test_a_valid_paper_of_the_goods_lets_the_offer_in(cast: Cast) -> None:
    offered = offer(cast.doan_ket, papers=(paper(cast, expires_in=900, commodity="durian"),))
    found = shortlist_of(needs_vietgap(cast))
    assert [line.offer for line in found.lines] == [offered]
    assert found.misses == []


def test_both_sides_see_the_same_score(cast: Cast) -> None:
    offered, wanted = offer(cast.doan_ket), need(cast.huong_viet, nice=(CertificateKind.VIETGAP,))
    (theirs,), (ours,) = shortlist_of(wanted).lines, buyers_of(offered).lines
    alone = line_of(offered, wanted)
    assert alone is not None
    assert theirs.score == ours.score == alone.score == sum(part.points for part in alone.parts)


def test_nobody_is_suggested_to_itself(cast: Cast) -> None:
    offer(cast.huong_viet)
    assert shortlist_of(need(cast.huong_viet)).lines == []


def test_reasons_speak_for_the_pair(cast: Cast) -> None:
    offered = offer(cast.doan_ket, Goods(tonnes=1))
    line = line_of(offered, need(cast.huong_viet, Goods(tonnes=500), nice=(CertificateKind.VIETGAP,)))
    assert line is not None
    assert 1 <= len(line.reasons) <= 3
    weak = {part.sentence for part in line.parts if 2 * part.points < part.most or part.case in ("unknown", "missing")}
    assert weak
    assert not weak & set(line.reasons)


def test_a_need_without_a_place_gets_a_neutral_distance(cast: Cast) -> None:
    line = line_of(offer(cast.doan_ket), need(cast.huong_viet, Goods(province=None)))
    assert line is not None
    part = next(part for part in line.parts if part.name == "distance")
    assert (line.way, line.km, part.case) == ("unknown", None, "unknown")
    assert part.points < Decimal("0.8") * part.most


def test_one_province_is_no_measured_way(cast: Cast) -> None:
    line = line_of(offer(cast.doan_ket), need(cast.huong_viet))
    assert line is not None
    assert (line.way, line.km) == ("same_province", None)
    assert next(part for part in line.parts if part.name == "distance").points < 20


def test_any_produce_with_everything_unknown_stays_well_below_full(cast: Cast) -> None:
    wanted = need(cast.huong_viet, Goods(commodity="farm_produce", form=None, province=None))
    wanted.periods = []
    line = line_of(offer(cast.doan_ket), wanted)
    assert line is not None
    assert line.score < 88


def test_a_required_paper_that_nobody_knows_of_is_a_question(cast: Cast) -> None:
    press = organisation("HTX Sầu riêng Krông Pắc", verifier_id=None, province="66")
    press.origin = Origin.REPORTED
    facts = {"cooperative_name": press.name, "commodity_as_written": "sầu riêng", "coop_province": "Đắk Lắk"}
    line = line_of(reported_offer(press.id, "bao-2", **facts), needs_vietgap(cast))
    assert line is not None
    assert [gap.sentence for gap in line.gaps] == ["Cần hỏi VietGAP: bên mua bắt buộc, chưa thấy giấy của bên bán."]


def pair(asked: tuple[date, date, int], free: tuple[date, date, int]) -> tuple[Offer, months.Asking]:
    wanted, offered = Need(), Offer()
    wanted.periods = [NeedPeriod(start=asked[0], end=asked[1], quantity_kg=Decimal(asked[2]), contracted_kg=Decimal(0))]
    nothing = {"flexible_kg": Decimal(0), "reserved_kg": Decimal(0), "contracted_kg": Decimal(0)}
    offered.periods = [OfferPeriod(start=free[0], end=free[1], firm_kg=Decimal(free[2]), **nothing)]
    return offered, months.Asking(wanted)


def test_months_share_a_period_by_its_days() -> None:
    spring = (date(2030, 3, 1), date(2030, 4, 30), 61_000)
    bars = months.bars(*pair(spring, (date(2030, 4, 16), date(2030, 5, 15), 30_000)))
    assert [(bar.label, bar.value, bar.ask) for bar in bars] == [
        ("T3/30", Decimal(0), Decimal(31)),
        ("T4", Decimal(15), Decimal(30)),
    ]


def test_who_reads_english_reads_english_months(context: Flask) -> None:
    spring = (date(2030, 3, 1), date(2030, 4, 30), 61_000)
    years = (date(2030, 1, 1), date(2032, 12, 31), 1_096_000)
    with force_locale("en"):
        assert [bar.label for bar in months.bars(*pair(spring, spring))] == ["Mar 30", "Apr"]
        assert months.bars(*pair(years, years))[0].label == "Jan–Mar 30"


def test_a_long_need_is_drawn_in_groups_that_keep_the_sum() -> None:
    three_years = (date(2030, 1, 1), date(2032, 12, 31), 1_096_000)
    bars = months.bars(*pair(three_years, three_years))
    assert len(bars) == months.MOST_BARS
    assert bars[0].label == "T1–3/30"
    assert sum(bar.ask for bar in bars) == sum(bar.value for bar in bars) == 1096
