"""What a row of a figure is called and where it opens: one query for each kind of row on a page, and never a price."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import aliased

from marketplace.brokering.models import Case, Terms, TermsPeriod
from marketplace.catalogue.models import Commodity, Commune, FormerPlace, PlaceLevel, Province
from marketplace.clock import day_of
from marketplace.contracts.models import Contract, ContractSpan
from marketplace.deliveries.models import Payment
from marketplace.extensions import db
from marketplace.indicators.definitions import Subject
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Certificate, Organisation, TracedProduct
from marketplace.web.formats import format_date


@dataclass(frozen=True, slots=True)
class Words:
    """The name of a row, a line about it, and the page it opens: an endpoint and its arguments, or none."""

    name: str
    detail: str = ""
    endpoint: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    public_id: str | None = None


Found = dict[int, Words]
_Seller, _Buyer = aliased(Organisation), aliased(Organisation)


def words_of(rows: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Words]:
    """(kind, number) → words, for the rows of a page; a row whose record is gone is named by kind and number."""
    asked: dict[Subject, list[int]] = {}
    for kind, number in rows:
        asked.setdefault(Subject(kind), []).append(number)
    found = {kind: LOADERS[kind](numbers) for kind, numbers in asked.items()}
    return {
        (kind.value, number): found[kind].get(number) or Words(f"{kind.label} {number}")
        for kind, numbers in asked.items()
        for number in numbers
    }


def _organisations(numbers: list[int]) -> Found:
    asked = sa.select(Organisation.id, Organisation.name, Organisation.public_id, Organisation.kind)
    return {
        number: Words(name, str(kind.label), "organisations.show", {"public_id": public_id}, public_id)
        for number, name, public_id, kind in _read(asked, Organisation.id, numbers)
    }


def _contracts(numbers: list[int]) -> Found:
    asked = _with_sides(
        sa.select(
            Contract.id,
            Contract.number,
            Contract.public_id,
            Contract.effective_from,
            Contract.effective_to,
            Contract.verified_at,
            Commodity.name_vi,
            _Seller.name,
            _Buyer.name,
        ).select_from(Contract)
    ).join(Commodity, Commodity.code == Contract.commodity_code)
    found: Found = {}
    for number, named, public_id, start, end, verified, good, seller, buyer in _read(asked, Contract.id, numbers):
        term = _("%(good)s, từ %(start)s đến %(end)s", good=good, start=format_date(start), end=format_date(end))
        checked = _("đã xác minh ngày %(day)s", day=format_date(day_of(verified))) if verified else _("chưa xác minh")
        page = "contracts.registry" if verified else None
        sides = _("%(number)s: %(seller)s và %(buyer)s", number=named or _("Chưa ghi số"), seller=seller, buyer=buyer)
        found[number] = Words(sides, f"{term}; {checked}", page, {"public_id": public_id}, public_id)
    return found


def _delivery_periods(numbers: list[int]) -> Found:
    asked = (
        sa.select(
            TermsPeriod.id,
            Organisation.name,
            TermsPeriod.start,
            TermsPeriod.end,
            Commodity.name_vi,
            Contract.number,
            Contract.public_id,
            Contract.verified_at,
        )
        .join(Organisation, Organisation.id == TermsPeriod.organisation_id)
        .join(Terms, Terms.id == TermsPeriod.terms_id)
        .join(Commodity, Commodity.code == Terms.commodity_code)
        .outerjoin(ContractSpan, ContractSpan.terms_id == Terms.id)
        .outerjoin(Contract, Contract.id == ContractSpan.contract_id)
    )
    return {
        number: Words(
            name,
            _("%(good)s, kỳ từ %(start)s đến %(end)s, hợp đồng %(contract)s",
              good=good, start=format_date(start), end=format_date(end), contract=named or _("chưa ghi số")),
            "contracts.registry" if verified else None,
            {"public_id": public_id} if verified else {},
            public_id,
        )
        for number, name, start, end, good, named, public_id, verified in _read(asked, TermsPeriod.id, numbers)
    }  # fmt: skip


def _payments(numbers: list[int]) -> Found:
    asked = (
        sa.select(
            Payment.id,
            Payment.public_id,
            Organisation.name,
            Payment.due_on,
            Contract.number,
            Contract.public_id,
            Contract.verified_at,
        )
        .join(Organisation, Organisation.id == Payment.organisation_id)
        .join(Contract, Contract.id == Payment.contract_id)
    )
    return {
        number: Words(
            _("Trả cho %(name)s", name=name),
            _("đến hạn ngày %(day)s, hợp đồng %(contract)s",
              day=format_date(due) or _("chưa rõ"), contract=named or _("chưa ghi số")),
            "contracts.registry" if verified else None,
            {"public_id": contract_id},
            public_id,
        )
        for number, public_id, name, due, named, contract_id, verified in _read(asked, Payment.id, numbers)
    }  # fmt: skip


def _needs(numbers: list[int]) -> Found:
    asked = (
        sa.select(Need.id, Need.public_id, Commodity.name_vi, Organisation.name, Need.published_at, is_public(Need))
        .join(Commodity, Commodity.code == Need.commodity_code)
        .join(Organisation, Organisation.id == Need.organisation_id)
    )
    return {
        number: Words(
            _("%(name)s cần mua %(good)s", name=name, good=good),
            _("đăng ngày %(day)s", day=format_date(day_of(posted))) if posted else "",
            "needs.show" if is_open else None,
            {"public_id": public_id},
            public_id,
        )
        for number, public_id, good, name, posted, is_open in _read(asked, Need.id, numbers)
    }


def _need_periods(numbers: list[int]) -> Found:
    return _listing_periods(Need, NeedPeriod, NeedPeriod.need_id, "needs.show", numbers)


def _offer_periods(numbers: list[int]) -> Found:
    return _listing_periods(Offer, OfferPeriod, OfferPeriod.offer_id, "offers.show", numbers)


def _listing_periods(listing: Any, period: Any, owner: Any, page: str, numbers: list[int]) -> Found:
    asked = (
        sa.select(
            period.id,
            listing.public_id,
            Commodity.name_vi,
            Organisation.name,
            period.start,
            period.end,
            is_public(listing),
        )
        .join(listing, listing.id == owner)
        .join(Commodity, Commodity.code == listing.commodity_code)
        .join(Organisation, Organisation.id == listing.organisation_id)
    )
    found: Found = {}
    for number, public_id, good, name, start, end, is_open in _read(asked, period.id, numbers):
        if listing is Need:
            words = _("%(name)s cần mua %(good)s", name=name, good=good)
        else:
            words = _("%(name)s chào bán %(good)s", name=name, good=good)
        span = _("kỳ từ %(start)s đến %(end)s", start=format_date(start), end=format_date(end))
        found[number] = Words(words, span, page if is_open else None, {"public_id": public_id}, public_id)
    return found


def _products(numbers: list[int]) -> Found:
    asked = sa.select(
        TracedProduct.id, TracedProduct.name, TracedProduct.public_id, Organisation.name, Organisation.public_id
    ).join(Organisation, Organisation.id == TracedProduct.organisation_id)
    return {
        number: Words(name, owner, "organisations.show", {"public_id": owner_id}, public_id)
        for number, name, public_id, owner, owner_id in _read(asked, TracedProduct.id, numbers)
    }


def _certificates(numbers: list[int]) -> Found:
    asked = sa.select(
        Certificate.id,
        Certificate.kind,
        Certificate.number,
        Certificate.expires_on,
        Certificate.public_id,
        Organisation.name,
        Organisation.public_id,
    ).join(Organisation, Organisation.id == Certificate.organisation_id)
    return {
        number: Words(
            f"{kind.label} {named or ''}".strip(),
            _("%(owner)s, hết hạn ngày %(day)s", owner=owner, day=format_date(expires) or _("chưa rõ")),
            "organisations.show",
            {"public_id": owner_id},
            public_id,
        )
        for number, kind, named, expires, public_id, owner, owner_id in _read(asked, Certificate.id, numbers)
    }


def _communes(numbers: list[int]) -> Found:
    codes = {f"{number:05d}": number for number in numbers}
    asked = sa.select(Commune.code, Commune.full_name, Province.full_name).join(
        Province, Province.code == Commune.province_code
    )
    return {
        codes[code]: Words(name, province, public_id=code)
        for code, name, province in _read(asked, Commune.code, [*codes])
    }


def _districts(numbers: list[int]) -> Found:
    codes = {f"{number:03d}": number for number in numbers}
    asked = sa.select(FormerPlace.code, FormerPlace.full_name).where(FormerPlace.level == PlaceLevel.DISTRICT)
    return {codes[code]: Words(name, public_id=code) for code, name in _read(asked, FormerPlace.code, [*codes])}


def _places(numbers: list[int]) -> Found:
    """Places of any level: the country is 0, provinces have two digits, communes five."""
    country = {0: Words(_("Cả nước"))} if 0 in numbers else {}
    codes = {f"{number:02d}": number for number in numbers if number < 100}
    asked = sa.select(Province.code, Province.full_name)
    provinces = {codes[code]: Words(name, public_id=code) for code, name in _read(asked, Province.code, [*codes])}
    return country | provinces | _communes([number for number in numbers if number >= 100])


def _with_sides(asked: Any) -> Any:
    """With the cooperative that leads and the buyer."""
    return (
        asked.join(Case, Case.id == Contract.case_id)
        .join(_Seller, _Seller.id == Case.seller_id)
        .join(_Buyer, _Buyer.id == Case.buyer_id)
    )


def _read(asked: Any, key: Any, values: list[Any]) -> Iterable[Any]:
    found: Iterable[Any] = db.session.execute(asked.where(key.in_(values)))
    return found


LOADERS: Mapping[Subject, Callable[[list[int]], Found]] = {
    Subject.ORGANISATION: _organisations,
    Subject.CONTRACT: _contracts,
    Subject.DELIVERY_PERIOD: _delivery_periods,
    Subject.PAYMENT: _payments,
    Subject.NEED: _needs,
    Subject.NEED_PERIOD: _need_periods,
    Subject.OFFER_PERIOD: _offer_periods,
    Subject.PRODUCT: _products,
    Subject.CERTIFICATE: _certificates,
    Subject.COMMUNE: _communes,
    Subject.DISTRICT: _districts,
    Subject.PLACE: _places,
}
