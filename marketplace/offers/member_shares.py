"""What the member cooperatives of a union (LHHTX) bring to its offer: naming them, showing them, dividing a sale.

A union may offer in its own name what its members grow. Who brings how much is named with the offer, told to those
concerned only, and goes on into the annex of the contract, where each member counts as linked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from marketplace.accounts.models import User
from marketplace.audit.words import name_fields
from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.changes import change
from marketplace.listings.privacy import is_insider
from marketplace.listings.visibility import is_public
from marketplace.offers.actions import NAMES, lock_offer
from marketplace.offers.models import Offer, OfferShare
from marketplace.organisations.models import Organisation, OrganisationKind
from marketplace.organisations.queries import members_on
from marketplace.web.formats import format_kg

name_fields({"member_shares": _l("Phần của thành viên")})
ZERO, KILOGRAM, GRAM = Decimal(0), Decimal(1), Decimal("0.001")


def may_name_members(offer: Offer) -> bool:
    """Whether the offer is a union's, which may say what its members bring."""
    return offer.organisation.kind is OrganisationKind.LHHTX


def part_name(member: Organisation) -> str:
    """The name of a member's field in the form."""
    return f"part_{member.public_id}"


def share_offer(*, by: User, offer: Offer, version: int | None, shares: Mapping[int, Decimal]) -> None:
    """Say what each member brings over all periods: kilograms by the number of its organisation; none clears all.

    DomainError when the offer is no union's, an organisation is no member of it today, an amount is not above zero
    or all together are more than is offered; StaleError when the offer changed meanwhile.
    """
    lock_offer(offer, version)
    if not may_name_members(offer):
        raise DomainError(_l("Chỉ liên hiệp hợp tác xã mới chào bán thay các hợp tác xã thành viên."))
    members = {member.id: member for member in members_on(offer.organisation_id, today())}
    if set(shares) - set(members):
        raise DomainError(_l("Có đơn vị không còn là thành viên của liên hiệp. Hãy mở lại trang này."))
    for number, kilograms in shares.items():
        if kilograms <= 0:
            raise DomainError(_l("Số phải lớn hơn 0."), field=part_name(members[number]))
    _check_sum(offer, sum(shares.values(), ZERO))
    before = _words(offer)
    standing = {share.organisation_id: share for share in offer.member_shares}
    for number in standing.keys() - shares.keys():
        offer.member_shares.remove(standing[number])
    for number, kilograms in shares.items():
        if number in standing:
            standing[number].quantity_kg = kilograms
        else:
            offer.member_shares.append(OfferShare(organisation=members[number], quantity_kg=kilograms))
    db.session.flush()
    change(offer, {}, by=by, names=NAMES, more={"member_shares": (before, _words(offer))})


def _check_sum(offer: Offer, named: Decimal) -> None:
    total = offer.total_kg
    if named and total is None:
        raise DomainError(_l("Hãy điền các kỳ giao trước, rồi mới chia phần cho các hợp tác xã thành viên."))
    if total is not None and named > total:
        raise DomainError(
            _l(
                "Các phần cộng lại là %(named)s, nhiều hơn %(total)s của chào bán. Hãy bớt phần của một đơn vị "
                "hoặc tăng khối lượng ở bước kỳ giao.",
                named=format_kg(named),
                total=format_kg(total),
            )
        )


def _words(offer: Offer) -> list[str]:
    """The shares as the history keeps them."""
    return [f"{share.organisation.name}: {share.quantity_kg.normalize():f} kg" for share in offer.member_shares]


@dataclass(frozen=True, slots=True)
class Named:
    """What a reader may see of the shares: `rows` by name; `members` how many there are; `unnamed_kg` what is left.

    `rows` holds everything for the union and for staff, a member's own share for its people, and nothing for others.
    """

    rows: Sequence[OfferShare]
    members: int
    unnamed_kg: Decimal


def named_for(viewer: Viewer, offer: Offer) -> Named | None:
    """The members' shares as this viewer may see them; None where an offer names nobody."""
    shares = offer.member_shares
    if not shares:
        return None
    all_of_them = is_insider(viewer, offer) or viewer.is_broker
    seen = [share for share in shares if all_of_them or share.organisation_id in viewer.organisation_ids]
    rows = sorted(seen, key=lambda share: (-share.quantity_kg, share.organisation.folded))
    left = (offer.total_kg or ZERO) - offer.named_kg
    return Named(rows, len(shares), left if all_of_them else ZERO)


def offers_naming(viewer: Viewer) -> Sequence[OfferShare]:
    """The shares by which unions offer on behalf of the viewer's organisations, where the offer is public."""
    question = (
        sa.select(OfferShare)
        .join(OfferShare.offer)
        .where(OfferShare.organisation_id.in_(viewer.organisation_ids), is_public(Offer), Offer.closed_at.is_(None))
        .options(contains_eager(OfferShare.offer).options(selectinload(Offer.periods), joinedload(Offer.organisation)))
        .order_by(Offer.published_at.desc(), OfferShare.id)
    )
    return db.session.scalars(question).unique().all()


def divided(offer: Offer, sold_kg: Decimal) -> list[tuple[Organisation, Decimal]]:
    """Each member's part of what is sold of the offer, in whole kilograms, in proportion to its share.

    The parts add up to the same part of `sold_kg` as the shares are of the offer; what rounding leaves goes to the
    largest. Members whose part is under a kilogram are left out.
    """
    total = offer.total_kg
    if not offer.member_shares or not total or sold_kg <= 0:
        return []
    largest_first = sorted(offer.member_shares, key=lambda share: (-share.quantity_kg, share.id))
    parts = [(sold_kg * share.quantity_kg / total).quantize(KILOGRAM, ROUND_DOWN) for share in largest_first]
    parts[0] += (sold_kg * offer.named_kg / total).quantize(GRAM, ROUND_DOWN) - sum(parts, ZERO)
    return [(share.organisation, part) for share, part in zip(largest_first, parts, strict=True) if part >= KILOGRAM]
