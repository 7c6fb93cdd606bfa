"""The draft as an official paper: one dataclass feeds the print page, so that every document says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.brokering.models import Terms, TermsPeriod
from marketplace.brokering.wording import Line, fingerprint, lines
from marketplace.contracts.amounts import dong_in_words
from marketplace.contracts.models import Contract, ContractParty, PartyRole
from marketplace.listings.kinds import PriceBasis


@dataclass(frozen=True, slots=True)
class Basis:
    """A text that the contract rests on, named with the day it came into force where that matters."""

    name: str
    in_force: date | None = None


# Titles of laws are quoted, so they are not translated. Dates: see the note on linkage contracts in the README.
LEGAL_BASIS = (
    Basis("Bộ luật Dân sự số 91/2015/QH13", date(2017, 1, 1)),
    Basis("Luật Thương mại số 36/2005/QH11", date(2006, 1, 1)),
    Basis(
        "Nghị định số 98/2018/NĐ-CP của Chính phủ về chính sách khuyến khích phát triển hợp tác, liên kết trong "
        "sản xuất và tiêu thụ sản phẩm nông nghiệp",
        date(2018, 8, 20),
    ),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the paper says. What is None or empty stands as a visible blank."""

    contract: Contract
    terms: Terms
    parties: Sequence[ContractParty]
    shares: Sequence[TermsPeriod]
    lines: Sequence[Line]
    value: int | None
    value_in_words: str
    digest: str
    legal_basis: Sequence[Basis] = LEGAL_BASIS


def value_of(terms: Terms) -> int | None:
    """Quantity times price in whole đồng where the price is fixed; None where the price is a rule or open."""
    if terms.price_basis is not PriceBasis.FIXED or terms.price_dong_per_kg is None:
        return None
    return int((terms.total_kg * terms.price_dong_per_kg).quantize(Decimal(1), ROUND_HALF_UP))


def paper_of(contract: Contract) -> Paper:
    """The paper of a contract: producer first, then buyer, then the others."""
    order = [PartyRole.PRODUCER, PartyRole.BUYER]
    parties = sorted(contract.parties, key=lambda p: order.index(p.role) if p.role in order else len(order))
    value = value_of(contract.terms)
    return Paper(
        contract=contract,
        terms=contract.terms,
        parties=parties,
        shares=contract.terms.periods,
        lines=lines(contract.terms),
        value=value,
        value_in_words="" if value is None else dong_in_words(value),
        digest=fingerprint(contract.terms),
    )
