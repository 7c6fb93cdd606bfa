"""Contracts without their file, and numbers far from others of their kind."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case
from marketplace.catalogue.models import Commodity
from marketplace.contracts.models import Annex, Contract, ContractDocument, ContractState, DocumentKind
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferKind, OfferPeriod
from marketplace.organisations.models import Organisation, Origin
from marketplace.oversight.integrity.look import Look
from marketplace.oversight.limits import limits
from marketplace.oversight.quality.organisations import known
from marketplace.oversight.scope import Scope
from marketplace.oversight.sql import middles

NOT_SIGNED = (ContractState.DRAFT, ContractState.VOID)


class Measure(Labelled):
    """What is compared with others of its kind."""

    MEMBERS = "members", _l("Số thành viên chính thức")
    OFFERED = "offered", _l("Khối lượng chào bán (kg)")
    NEEDED = "needed", _l("Khối lượng cần mua (kg)")


def without_file(viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(public_id, number, signed_on, is_verified, seller, buyer, annex) of signed contracts or annexes without a scan.

    `annex` is the number of the annex whose signed copy is missing; None: the contract's own.
    """
    seller, buyer = aliased(Organisation), aliased(Organisation)
    columns: tuple[Any, ...] = (
        Contract.public_id, Contract.number, Contract.signed_on, Contract.verified_at.is_not(None).label("is_verified"),
        seller.name.label("seller"), buyer.name.label("buyer"),
    )  # fmt: skip
    annexed = sa.exists().where(Annex.contract_id == Contract.id, Annex.signed_on.is_not(None))
    own = sa.exists().where(
        ContractDocument.contract_id == Contract.id, ContractDocument.kind == DocumentKind.SIGNED_SCAN,
        ContractDocument.withdrawn_at.is_(None), sa.or_(ContractDocument.terms_id == Contract.terms_id, annexed),
    )  # fmt: skip
    of_annex = sa.exists().where(
        ContractDocument.contract_id == Contract.id, ContractDocument.terms_id == Annex.terms_id,
        ContractDocument.kind == DocumentKind.SIGNED_SCAN, ContractDocument.withdrawn_at.is_(None),
    )  # fmt: skip
    look = Look(viewer, scope.until, scope)

    def of(question: sa.Select[Any]) -> sa.Select[Any]:
        return (
            question.join(Case, Case.id == Contract.case_id)
            .join(seller, seller.id == Case.seller_id)
            .join(buyer, buyer.id == Case.buyer_id)
            .where(look.at(Contract), Contract.state.not_in(NOT_SIGNED))
        )

    contracts = of(sa.select(*columns, sa.cast(sa.null(), sa.Integer).label("annex")).select_from(Contract)).where(~own)
    annexes = of(
        sa.select(*columns, Annex.number.label("annex"))
        .select_from(Contract)
        .join(Annex, Annex.contract_id == Contract.id)
    ).where(Annex.signed_on.is_not(None), ~of_annex)
    both = sa.union_all(contracts, annexes).subquery()
    return sa.select(both).order_by(both.c.signed_on, both.c.public_id, both.c.annex)


def outliers(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(public_id, name, measure, goods_vi, goods_en, value, low, high, times) of numbers beyond so many medians.

    The median is that of the whole country, of organisations of one kind or of open listings of one good; a group too
    small has none, and what only the press reported is in none. Kilograms are in thousandths, as kept; twice the median
    is `low` + `high`.
    """
    values = sa.union_all(_members(), _listed(Offer, OfferPeriod), _listed(Need, NeedPeriod)).subquery()
    middle = middles(values, values.c.group, values.c.value)
    doubled = middle.c.low + middle.c.high
    return (
        sa.select(
            Organisation.public_id, Organisation.name, values.c.measure, Commodity.name_vi.label("goods_vi"),
            Commodity.name_en.label("goods_en"), values.c.value, middle.c.low, middle.c.high,
            (values.c.value * 2 / sa.func.nullif(doubled, 0)).label("times"),
        )
        .join(values, values.c.organisation_id == Organisation.id)
        .join(middle, middle.c.group == values.c.group)
        .outerjoin(Commodity, Commodity.code == values.c.commodity_code)
        .where(known(scope), middle.c.number >= limits().outlier_least, doubled > 0)
        .where(values.c.value * 2 > doubled * limits().outlier_times)
        .order_by(sa.desc("times"), Organisation.folded, values.c.measure)
    )  # fmt: skip


def _members() -> sa.Select[Any]:
    kind: Any = sa.cast(Organisation.kind, sa.String)
    members: Any = sa.cast(Organisation.official_members, sa.BigInteger)
    return sa.select(
        Organisation.id.label("organisation_id"), sa.literal(Measure.MEMBERS.value).label("measure"),
        sa.cast(sa.null(), sa.String(60)).label("commodity_code"), (sa.literal("kind:") + kind).label("group"),
        members.label("value"),
    ).where(Organisation.official_members.is_not(None), Organisation.merged_into_id.is_(None),
            Organisation.origin != Origin.REPORTED)  # fmt: skip


def _listed(listing: Any, period: Any) -> sa.Select[Any]:
    needs = listing is Need
    kilograms = period.quantity_kg if needs else period.firm_kg + period.flexible_kg
    total = sa.cast(sa.func.sum(sa.type_coerce(kilograms, sa.BigInteger)), sa.BigInteger)
    measure = Measure.NEEDED if needs else Measure.OFFERED
    goods = sa.true() if needs else Offer.kind != OfferKind.SERVICE
    return (
        sa.select(
            listing.organisation_id, sa.literal(measure.value).label("measure"), listing.commodity_code,
            (sa.literal(f"{measure.value}:") + listing.commodity_code).label("group"), total.label("value"),
        )
        .join(period, listing.id == (period.need_id if needs else period.offer_id))
        .where(listing.published_at.is_not(None), listing.closed_at.is_(None), listing.commodity_code.is_not(None))
        .where(listing.origin != Origin.REPORTED, goods)
        .group_by(listing.id, listing.organisation_id, listing.commodity_code)
    )  # fmt: skip
