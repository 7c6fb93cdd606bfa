"""A union offers what its members grow: who brings how much is named, seen by those concerned, and divided fairly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit.queries import history_of
from marketplace.authorization.viewer import STRANGER
from marketplace.clock import today
from marketplace.errors import DomainError, StaleError
from marketplace.extensions import db
from marketplace.offers.actions import copy_offer, schedule_offer
from marketplace.offers.member_shares import divided, named_for, offers_naming, share_offer
from marketplace.offers.models import Offer, OfferShare
from marketplace.organisations.actions import join_union
from marketplace.organisations.models import OrganisationKind, UnionMembership
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.offers import coming, public_offer, tonne

People = Callable[..., Browser]
kg = Decimal


def a_union(cast: Cast) -> None:
    """Đoàn Kết is a union; Bình Minh and Mới Lập are its members."""
    union = organisation(cast.doan_ket)
    union.kind = OrganisationKind.LHHTX
    for member in (cast.binh_minh, cast.moi_lap):
        join_union(by=user(cast.binh), union=union, cooperative=organisation(member), joined_on=None)


def union_offer(cast: Cast, tonnes: str = "100", **tonnes_of: int) -> Offer:
    """An offer of the union, its members named with so many tonnes each."""
    a_union(cast)
    offer = public_offer(cast.hoa, cast.doan_ket, coming(firm=tonnes))
    if tonnes_of:
        shares = {getattr(cast, name): kg(amount) * 1000 for name, amount in tonnes_of.items()}
        share_offer(by=user(cast.hoa), offer=offer, version=None, shares=shares)
    return offer


def test_members_are_named_changed_and_taken_off_and_the_history_tells_it(context: Flask, cast: Cast) -> None:
    offer = union_offer(cast, binh_minh=60, moi_lap=30)
    assert offer.named_kg == kg(90_000)
    share_offer(by=user(cast.hoa), offer=offer, version=offer.version, shares={cast.binh_minh: kg(70_000)})
    [kept] = db.session.scalars(sa.select(OfferShare)).unique()
    assert (kept.organisation_id, kept.quantity_kg) == (cast.binh_minh, kg(70_000))
    data = history_of(offer)[-1].data
    assert "Hợp tác xã Mới Lập: 30000 kg" in data["before"]["member_shares"]
    assert data["after"]["member_shares"] == ["Hợp tác xã Bình Minh: 70000 kg"]


def test_what_members_bring_is_within_the_offer_and_from_members_only(context: Flask, cast: Cast) -> None:
    offer, hoa = union_offer(cast, binh_minh=60), user(cast.hoa)
    for shares, words in (
        ({cast.binh_minh: kg(60_000), cast.moi_lap: kg(40_001)}, "nhiều hơn 100 tấn"),
        ({cast.huong_viet: kg(1)}, "không còn là thành viên"),
        ({cast.binh_minh: kg(0)}, "lớn hơn 0"),
    ):
        with pytest.raises(DomainError, match=words):
            share_offer(by=hoa, offer=offer, version=None, shares=shares)
    with pytest.raises(StaleError):
        share_offer(by=hoa, offer=offer, version=offer.version - 1, shares={})
    with pytest.raises(DomainError, match="góp 60 tấn") as refused:
        schedule_offer(by=hoa, offer=offer, version=None, unit=tonne(), periods=[coming(firm="59")])
    assert refused.value.field == "periods"
    db.session.rollback()
    plain = public_offer(cast.tu, cast.binh_minh)
    with pytest.raises(DomainError, match="Chỉ liên hiệp"):
        share_offer(by=user(cast.tu), offer=plain, version=None, shares={cast.moi_lap: kg(1)})


def test_who_left_the_union_is_not_offered_again(context: Flask, cast: Cast) -> None:
    offer = union_offer(cast, binh_minh=60, moi_lap=30)
    gone = db.session.scalars(sa.select(UnionMembership).filter_by(cooperative_id=cast.moi_lap)).one()
    gone.left_on = today() - timedelta(days=1)
    db.session.flush()
    copy = copy_offer(by=user(cast.hoa), offer=offer)
    assert [(share.organisation_id, share.quantity_kg) for share in copy.member_shares] == [
        (cast.binh_minh, kg(60_000))
    ]


def test_each_member_sees_its_own_share_and_others_only_how_many_there_are(context: Flask, cast: Cast) -> None:
    offer = union_offer(cast, binh_minh=60, moi_lap=30)
    seen = {}
    for name in ("hoa", "binh", "tu", "minh", "thu"):
        named = named_for(user(getattr(cast, name)).viewer(), offer)
        assert named is not None
        seen[name] = ([row.organisation_id for row in named.rows], named.members, named.unnamed_kg)
    both = ([cast.binh_minh, cast.moi_lap], 2, kg(10_000))
    assert seen == {
        "hoa": both, "binh": both, "tu": ([cast.binh_minh], 2, kg(0)), "minh": ([], 2, kg(0)), "thu": ([], 2, kg(0)),
    }  # fmt: skip
    assert [share.quantity_kg for share in offers_naming(user(cast.tu).viewer())] == [kg(60_000)]
    assert not offers_naming(STRANGER)
    assert not offers_naming(user(cast.hoa).viewer())


def test_a_sale_is_divided_in_proportion_to_the_gram(context: Flask, cast: Cast) -> None:
    offer = union_offer(cast, "90", binh_minh=60, moi_lap=30)
    parts = {member.id: part for member, part in divided(offer, kg("10000.5"))}
    assert parts == {cast.binh_minh: kg("6667.5"), cast.moi_lap: kg(3333)}
    half_named = union_share(offer, cast)
    assert {member.id: part for member, part in divided(half_named, kg(9_000))} == {cast.binh_minh: kg(4_500)}
    assert divided(half_named, kg(0)) == []


def union_share(offer: Offer, cast: Cast) -> Offer:
    """The same offer of 90 t with one member, who brings half of it."""
    share_offer(by=user(cast.hoa), offer=offer, version=None, shares={cast.binh_minh: kg(45_000)})
    return offer


def test_the_union_fills_in_its_members_step_and_each_reader_gets_his_part_of_the_page(
    app: Flask, cast: Cast, browser: People
) -> None:
    with app.app_context():
        offer = union_offer(cast)
        parts = {name: f"part_{organisation(getattr(cast, name)).public_id}" for name in ("binh_minh", "moi_lap")}
        step = f"/offers/{offer.public_id}/edit/members"
        plain = public_offer(cast.tu, cast.binh_minh)
        other = f"/offers/{plain.public_id}/edit/members"
        db.session.commit()
    hoa, page = browser(cast.hoa), step.removesuffix("/edit/members")
    too_much = hoa.post(step, hoa.get(step).fields() | {parts["binh_minh"]: "80", parts["moi_lap"]: "20,5"}, status=422)
    assert "100,5 tấn, nhiều hơn 100 tấn" in too_much.words()
    assert too_much.fields()[parts["moi_lap"]] == "20,5", "what was typed is still there"
    assert "Bước 3 trong 5" in too_much.words()
    hoa.post(step, too_much.fields() | {parts["moi_lap"]: "12,5"})
    shown = hoa.get(page).words()
    for words in ("Hợp tác xã Bình Minh", "80 tấn", "12,5 tấn", "Còn 7,5 tấn chưa nêu"):
        assert words in shown
    outside = browser().get(page).words()
    assert "2 hợp tác xã thành viên" in outside
    assert "12,5 tấn" not in outside
    assert "Bình Minh" not in outside
    browser(cast.tu).get(other, status=404)
