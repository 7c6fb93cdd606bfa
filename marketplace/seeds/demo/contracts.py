"""Contracts of the demonstration: the whole line from introduction to verification, by the people it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from io import BytesIO
from typing import IO, Any

from marketplace.accounts.models import User
from marketplace.brokering.actions import (
    PeriodDraft,
    TermsDraft,
    accept_terms,
    answer,
    open_case,
    propose_terms,
)
from marketplace.brokering.durations import last_day
from marketplace.brokering.models import Case
from marketplace.brokering.overlaps import meetings
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts.actions import CHECKS, Signer, add_document, confirm_signing, draft_contract, verify_contract
from marketplace.listings.kinds import PriceBasis
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.seeds.demo.book import keep_book, past_periods
from marketplace.seeds.demo.facts import days_ago

Script = dict[str, Any]
ManagerOf = Callable[[Organisation], User]
NAME = "hop-dong-minh-hoa.pdf"


@dataclass(slots=True)
class Paper:
    """An upload as a form would hand it over."""

    stream: IO[bytes]
    filename: str | None = NAME


def make_contract(told: Script, offer: Offer, need: Need, people: Mapping[str, User], manager_of: ManagerOf) -> None:
    """From the broker's introduction to the second broker's verification."""
    broker = people["broker"]
    case = open_case(by=broker, offer=offer, need=need)
    sides = [(side, manager_of(side)) for side in (offer.organisation, need.organisation)]
    for side, manager in sides:
        answer(by=manager, case=case, voice=Voice(side.id), yes=True)
    terms = propose_terms(by=broker, case=case, draft=_terms(told, case))
    for side, manager in sides:
        accept_terms(by=manager, case=case, number=terms.number, voice=Voice(side.id))
    (_, seller), (_, buyer) = sides
    signed_on = _begins_on(told)
    signers = {
        offer.organisation_id: Signer(seller.name, "Giám đốc", "Người đại diện theo pháp luật"),
        need.organisation_id: Signer(buyer.name, "Giám đốc", "Người đại diện theo pháp luật"),
    }
    contract = draft_contract(by=broker, case=case, signers=signers, number=told["number"])
    add_document(by=broker, contract=contract, upload=Paper(BytesIO(_pdf(told["number"]))))
    for side, manager in sides:
        confirm_signing(by=manager, contract=contract, voice=Voice(side.id), signed_on=signed_on, signer=manager.name)
    verify_contract(by=people["second_broker"], contract=contract, checks=list(CHECKS))
    keep_book(told, contract, seller, buyer)


def _begins_on(told: Script) -> date:
    """Today, unless the script tells of a contract that has run for some time."""
    return days_ago(told.get("begun_days_ago", 0))


def _terms(told: Script, case: Case) -> TermsDraft:
    """A share of what offer and need have in common, to the end of the length the buyer seeks, after what is over."""
    share = Decimal(told["share"])
    drafts = past_periods(told) + [
        PeriodDraft(m.start, m.end, (m.quantity_kg * share).quantize(Decimal(1), ROUND_DOWN))
        for m in meetings(case.offer.periods, case.need.periods)
    ]
    price = told.get("price_dong")
    return TermsDraft(
        commodity_code=case.offer.commodity_code or "",
        form_code=case.offer.form_code,
        variety=case.offer.variety,
        quality=case.offer.quality,
        effective_from=_begins_on(told),
        effective_to=max(_term_end(case.need), *(draft.end for draft in drafts)),
        periods=drafts,
        stage_inputs=case.need.brings_inputs,
        stage_production=case.need.brings_production,
        stage_processing=case.need.brings_processing,
        price_basis=PriceBasis.FLOOR if price else PriceBasis.MARKET,
        price_dong_per_kg=price,
        price_rule=told.get("price_rule"),
        delivery_term=case.offer.delivery_term,
        payment_days=told["terms"]["payment_days"],
        tolerance_pct=_percent(told, "tolerance_pct"),
        deposit_pct=_percent(told, "deposit_pct"),
        penalty_pct=_percent(told, "penalty_pct"),
    )


def _term_end(need: Need) -> date:
    return last_day(today(), need.contract_months or 12)


def _percent(told: Script, name: str) -> Decimal | None:
    return Decimal(told["terms"][name]) if name in told["terms"] else None


def _pdf(number: str) -> bytes:
    """A one-page PDF that says what it is. ASCII only, so that it needs no font of its own."""
    plain = "".join(letter if letter.isascii() else "D" for letter in number)
    text = (
        f"BT /F1 20 Tf 60 760 Td (BAN MINH HOA - contract {plain}) Tj 0 -30 Td (Demonstration. Not a contract.) Tj ET"
    )
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text.encode("ascii")),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    file, places = b"%PDF-1.4\n", []
    for at, body in enumerate(bodies, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (at, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + table + trailer
