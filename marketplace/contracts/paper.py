"""A contract or annex as an official paper: one dataclass feeds page, Word file and PDF, so that all say the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale

from marketplace.brokering.models import Terms
from marketplace.brokering.wording import fingerprint
from marketplace.contracts.amounts import dong_in_words
from marketplace.contracts.documents.articles import articles_of, value_of
from marketplace.contracts.documents.changes import changed_articles
from marketplace.contracts.documents.parties import (
    PartyBlock,
    address_of,
    block_of,
    changes_of_parties,
    parties_of,
    suppliers_article,
)
from marketplace.contracts.documents.parts import Article, Clause
from marketplace.contracts.models import Annex, Contract, ContractParty, ContractState, linkage_form
from marketplace.web.formats import format_date

__all__ = ["Paper", "paper_of", "paper_of_annex", "value_of"]


@dataclass(frozen=True, slots=True)
class Basis:
    """A text that the contract rests on, named with the day it came into force where that matters."""

    name: str
    in_force: date | None = None

    @property
    def sentence(self) -> str:
        """As it stands at the head of the paper."""
        when = f" (có hiệu lực từ ngày {format_date(self.in_force)})" if self.in_force else ""
        return f"Căn cứ {self.name}{when};"


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
    """Everything the paper says, in Vietnamese words. What is needed and empty stands as a visible blank.

    `digest` is a SHA-256 over what it says, apart from how it is worded; `is_draft`: nobody may sign it yet.
    """

    contract: Contract
    annex: Annex | None
    terms: Terms
    title: str
    subtitle: str
    number: str
    place: str
    legal_basis: Sequence[Basis]
    parties: Sequence[PartyBlock]
    articles: Sequence[Article]
    is_draft: bool
    terms_digest: str
    digest: str

    @property
    def value(self) -> int | None:
        """In whole đồng; None where the price is a rule."""
        return value_of(self.terms)

    @property
    def value_in_words(self) -> str:
        """The value read aloud; empty where it is unknown."""
        return "" if self.value is None else dong_in_words(self.value)

    @property
    def gaps(self) -> list[str]:
        """The blanks by name: while there is one, the paper is not ready to sign."""
        head = [Clause("Số hợp đồng", self.number, needed=True), Clause("Nơi ký", self.place, needed=True)]
        named = [clause.label for clause in head if clause.is_gap]
        for party in self.parties:
            named += [f"{party.name}: {clause.label}" for clause in party.clauses if clause.is_gap]
        return [*named, *(c.label for article in self.articles for c in article.clauses if c.is_gap)]

    @property
    def is_ready(self) -> bool:
        """Whether it may be signed as it stands: agreed, and without a blank."""
        return not self.is_draft and not self.gaps


def paper_of(contract: Contract) -> Paper:
    """The contract itself, as first signed or to be signed: later changes stand in the papers of its annexes."""
    terms = first_terms(contract)
    form = linkage_form(inputs=terms.stage_inputs, production=terms.stage_production, processing=terms.stage_processing)
    with force_locale("vi"):
        articles = [*articles_of(terms), suppliers_article(contract), _validity(terms, form)]
        return _paper(
            contract, None, terms,
            title="Hợp đồng liên kết sản xuất và tiêu thụ sản phẩm" if form else "Hợp đồng mua bán",
            subtitle="",
            number=contract.number or "",
            legal_basis=LEGAL_BASIS,
            articles=[article for article in articles if not article.is_empty],
        )  # fmt: skip


def paper_of_annex(annex: Annex) -> Paper | None:
    """The annex: its reason, and only what its revision changes. None while no revision was agreed for it."""
    terms = annex.drawn
    if terms is None:
        return None
    contract, signed = annex.contract, format_date(annex.contract.signed_on)
    parent = f"Hợp đồng số {contract.number or '……'} ký ngày {signed}"
    with force_locale("vi"):
        changes = changed_articles(articles_of(annex.before_terms), articles_of(terms))
        return _paper(
            contract, annex, terms,
            title=f"Phụ lục hợp đồng số {annex.number:02}",
            subtitle=f"(kèm theo {parent})",
            number=f"{annex.number:02}/PL-{contract.number}" if contract.number else "",
            legal_basis=[*LEGAL_BASIS, Basis(f"{parent} giữa các bên")],
            articles=[_reason(annex), *_changed_parties(annex), *changes, _rest(contract, terms)],
        )  # fmt: skip


def _changed_parties(annex: Annex) -> list[Article]:
    article = changes_of_parties(annex)
    return [article] if article.sentences else []


def first_terms(contract: Contract) -> Terms:
    """The terms of the contract before any annex."""
    signed = [annex for annex in contract.annexes if annex.signed_on is not None]
    return min(signed, key=lambda annex: annex.number).before_terms if signed else contract.terms


def _paper(contract: Contract, annex: Annex | None, terms: Terms, **words: Any) -> Paper:
    return Paper(
        contract=contract,
        annex=annex,
        terms=terms,
        place=contract.signing_place or "",
        parties=[block_of(party) for party in parties_of(contract, annex)],
        is_draft=_is_draft(contract, annex, terms),
        terms_digest=fingerprint(terms),
        digest=_digest(contract, annex, terms),
        **words,
    )


def _is_draft(contract: Contract, annex: Annex | None, terms: Terms) -> bool:
    signed_on = annex.signed_on if annex else contract.signed_on
    if contract.state is ContractState.VOID or (annex and annex.dropped_at):
        return True
    return signed_on is None and (contract.is_outdated or not terms.is_agreed)


def _validity(terms: Terms, form: int | None) -> Article:
    kind = f"; hình thức liên kết số {form} theo Điều 4 Nghị định số 98/2018/NĐ-CP" if form else ""
    first, last = format_date(terms.effective_from), format_date(terms.effective_to)
    return Article("Hiệu lực", sentences=[f"Hợp đồng có hiệu lực từ ngày {first} đến hết ngày {last}{kind}."])


def _reason(annex: Annex) -> Article:
    return Article("Lý do sửa đổi", [Clause("Lý do", str(annex.reason.label)), Clause("Nội dung", annex.note)])


def _rest(contract: Contract, terms: Terms) -> Article:
    first, last = format_date(terms.effective_from), format_date(terms.effective_to)
    name = f"Hợp đồng số {contract.number}" if contract.number else "Hợp đồng"
    return Article(
        "Hiệu lực của phụ lục",
        sentences=[
            f"Phụ lục này là một phần của {name}, có hiệu lực từ ngày các bên ký đủ.",
            f"Sau khi sửa đổi, hợp đồng có thời hạn từ ngày {first} đến hết ngày {last}.",
            "Các điều khoản khác của hợp đồng giữ nguyên.",
        ],
    )


def _digest(contract: Contract, annex: Annex | None, terms: Terms) -> str:
    said: dict[str, Any] = {
        "contract": contract.public_id,
        "number": contract.number,
        "place": contract.signing_place,
        "terms": fingerprint(terms),
        "parties": [_facts_of(party) for party in parties_of(contract, annex)],
        "suppliers": [
            [s.for_organisation_id, s.name, _number(s.quantity_kg), _number(s.area_ha)] for s in contract.suppliers
        ],
    }
    if annex is not None:
        before = fingerprint(annex.before_terms)
        said["annex"] = [annex.number, annex.reason.value, annex.note, before, str(contract.signed_on)]
        for article in _changed_parties(annex):
            said["changes of parties"] = list(article.sentences)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _facts_of(party: ContractParty) -> list[str | None]:
    organisation = party.organisation
    known = [party.role.value, organisation.name, organisation.tax_code, address_of(organisation)]
    return [*known, party.representative, party.title, party.authority]


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")
