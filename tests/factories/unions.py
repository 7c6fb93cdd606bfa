"""A union of cooperatives, for which a broker entered what its members grow."""

from __future__ import annotations

from decimal import Decimal

from marketplace.offers.member_shares import share_offer
from marketplace.offers.models import Offer
from marketplace.organisations.actions import join_union
from marketplace.organisations.models import OrganisationKind
from tests.cast import Cast, organisation, user
from tests.factories.offers import complete_offer
from tests.factories.pools import cooperative


def entered(cast: Cast) -> Offer:
    """Twenty tonnes that Bình entered for a union: twelve of Đoàn Kết's, five of Bình Minh's; not public yet."""
    union = organisation(cooperative("Liên hiệp Hợp tác xã Cao nguyên", cast))
    union.kind = OrganisationKind.LHHTX
    named = {cast.doan_ket: Decimal(12_000), cast.binh_minh: Decimal(5_000)}
    for member in named:
        join_union(by=user(cast.binh), union=union, cooperative=organisation(member), joined_on=None)
    offer = complete_offer(cast.binh, union.id)
    share_offer(by=user(cast.binh), offer=offer, version=None, shares=named)
    return offer
