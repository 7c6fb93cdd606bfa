"""A small world of organisations and contracts as plain data, and its rows in the database by direct inserts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.contracts.models import (
    Annex,
    AnnexReason,
    AnnexSupplier,
    Contract,
    ContractParty,
    ContractState,
    LinkageDeclaration,
    LinkageProject,
    PartyRole,
    ProjectKind,
    ProjectMember,
    StateRecord,
    linkage_form,
)
from marketplace.extensions import db
from marketplace.indicators.models import ExternalFigure
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import (
    AgriculturalType,
    LegalStatus,
    Organisation,
    OrganisationKind,
    Origin,
    Rating,
    Recognition,
    RecognitionKind,
    StatusRecord,
)
from marketplace.organisations.models.profile import RatingGrade

NOON = datetime(2026, 11, 1, 5, tzinfo=UTC)
BUYER, PRODUCER = PartyRole.BUYER, PartyRole.PRODUCER


@dataclass
class Org:
    """An organisation; dated facts in the order in which they were recorded."""

    name: str
    kind: OrganisationKind = OrganisationKind.HTX
    agricultural: AgriculturalType | None = AgriculturalType.CROPS
    verified: bool = True
    origin: Origin = Origin.REGISTERED
    province: str | None = "68"
    commune: str | None = None
    statuses: Sequence[tuple[date, LegalStatus]] = ((date(2020, 1, 1), LegalStatus.ACTIVE),)
    ratings: Sequence[tuple[int, RatingGrade, bool]] = ()
    recognitions: Sequence[tuple[RecognitionKind, date, date | None, bool]] = ()
    declared: Sequence[tuple[int, bool]] = ()
    founded: date | None = None
    members: int | None = None
    revenue: int | None = None
    capital: int | None = None
    state_capital: Decimal | None = None
    state_votes: Decimal | None = None


@dataclass
class Text:
    """A text of terms."""

    starts: date
    ends: date
    stages: tuple[bool, bool, bool] = (False, True, False)
    goods: str = "durian"


@dataclass
class Deal:
    """A contract between organisations told by their place in the world; the first two are its case's sides."""

    parties: Sequence[tuple[int, PartyRole]]
    text: Text
    signed: date
    states: Sequence[tuple[date, ContractState, bool]] = ()
    verified: bool = True
    annexes: Sequence[tuple[date, bool, Text]] = ()
    suppliers: Sequence[int] = ()


@dataclass
class Project:
    """An approved project with its members."""

    members: Sequence[int]
    starts: date
    ends: date
    verified: bool = True
    withdrawn: bool = False
    goods: str | None = None


@dataclass
class World:
    """Everything there is."""

    orgs: Sequence[Org]
    deals: Sequence[Deal] = ()
    projects: Sequence[Project] = ()
    inhabitants: Sequence[tuple[str | None, date, int]] = ()
    numbers: list[int] = field(default_factory=list)
    """The ids of the organisations in the database."""


def build(world: World, *, by: int, checker: int) -> None:
    """Insert the rows of the world."""
    world.numbers = [_organisation(number, one, by, checker) for number, one in enumerate(world.orgs)]
    ids = world.numbers
    for number, deal in enumerate(world.deals):
        _deal(number, deal, ids, by, checker)
    for number, project in enumerate(world.projects):
        _project(number, project, ids, by, checker)
    for place, on, people in world.inhabitants:
        row = {"place_code": place, "on": on, "value": Decimal(people), "as_stated": str(people)}
        _insert(ExternalFigure, row | {"series": "population", "unit": "people", "source": "Niên giám", "grade": "S"})
    db.session.execute(sa.select(1))  # spans follow the inserts before the next question


def _insert(model: Any, row: dict[str, Any]) -> int:
    return int(db.session.execute(sa.insert(model).values(**row).returning(model.id)).scalar_one())


def _organisation(number: int, one: Org, by: int, checker: int) -> int:
    row = {
        "kind": one.kind, "name": one.name, "folded": f"{number:03} {one.name}", "origin": one.origin,
        "agricultural_type": one.agricultural, "province_code": one.province, "commune_code": one.commune,
        "founded_on": one.founded, "official_members": one.members, "annual_revenue": one.revenue,
        "total_capital": one.capital, "state_capital_pct": one.state_capital, "state_voting_pct": one.state_votes,
        "verified_at": NOON if one.verified else None, "verified_by_id": checker if one.verified else None,
        "public_id": f"o{number:031}", "version": 1,
    }  # fmt: skip
    made = _insert(Organisation, row)
    for day, status in one.statuses:
        _insert(StatusRecord, {"organisation_id": made, "status": status, "valid_from": day, "checked_on": day})
    for year, grade, official in one.ratings:
        facts = {"year": year, "grade": grade, "official": official, "legal_basis": "TT 09/2017/TT-BNNPTNT"}
        _insert(Rating, {"organisation_id": made, **facts})
    for place, (kind, since, until, withdrawn) in enumerate(one.recognitions):
        gone = {"withdrawn_at": NOON, "withdrawn_by_id": by} if withdrawn else {}
        facts = {"kind": kind, "since": since, "until": until, "basis": "QĐ", "evidence": "Văn bản", **gone}
        mark = {"public_id": f"r{number:015}{place:016}", "recorded_by_id": by}
        _insert(Recognition, {"organisation_id": made, **facts, **mark})
    for year, linked in one.declared:
        _insert(LinkageDeclaration, {"organisation_id": made, "year": year, "linked": linked, "by_id": by})
    return made


def _deal(number: int, deal: Deal, ids: Sequence[int], by: int, checker: int) -> None:
    sides = {"seller_id": ids[deal.parties[0][0]], "buyer_id": ids[deal.parties[1][0]]}
    listing = {"commodity_code": deal.text.goods, "published_at": NOON, "version": 1}
    offer = _insert(Offer, {"organisation_id": sides["seller_id"], "public_id": f"f{number:031}", **listing})
    need = _insert(Need, {"organisation_id": sides["buyer_id"], "public_id": f"n{number:031}", **listing})
    case = _insert(
        Case,
        {"offer_id": offer, "need_id": need, **sides, "broker_id": by, "stage": CaseStage.CONTRACTED,
         "opened_by_id": by, "public_id": f"c{number:031}", "version": 1},
    )  # fmt: skip
    first = _text(case, 1, deal.text, by)
    later = [_text(case, place + 2, text, by) for place, (_, _, text) in enumerate(deal.annexes)]
    stages = dict(zip(("stage_inputs", "stage_production", "stage_processing"), deal.text.stages, strict=True))
    contract = _insert(
        Contract,
        {"case_id": case, "terms_id": [first, *later][-1], "state": ContractState.SIGNED, **stages,
         "linkage_form": _form(deal.text), "commodity_code": deal.text.goods, "signed_on": deal.signed,
         "effective_from": deal.text.starts, "effective_to": deal.text.ends, "entered_by_id": by,
         "verified_at": NOON if deal.verified else None, "verified_by_id": checker if deal.verified else None,
         "public_id": f"k{number:031}", "version": 1},
    )  # fmt: skip
    for who, role in deal.parties:
        _insert(ContractParty, {"contract_id": contract, "organisation_id": ids[who], "role": role})
    for day, state, withdrawn in ((deal.signed, ContractState.SIGNED, False), *deal.states):
        gone = NOON if withdrawn else None
        row = {"contract_id": contract, "state": state, "valid_from": day, "recorded_by_id": by}
        _insert(StateRecord, row | {"withdrawn_at": gone})
    texts = [first, *later]
    for place, (day, verified, _) in enumerate(deal.annexes):
        _annex(contract, place, (texts[place], texts[place + 1]), (day, checker if verified else None), by)
    for who in deal.suppliers:
        row = {"contract_id": contract, "for_organisation_id": sides["seller_id"], "organisation_id": ids[who]}
        _insert(AnnexSupplier, row | {"name": "Đơn vị cung ứng"})


def _annex(contract: int, place: int, texts: tuple[int, int], signed: tuple[date, int | None], by: int) -> None:
    (before, after), (day, checker) = texts, signed
    row = {"contract_id": contract, "number": place + 1, "reason": AnnexReason.OTHER, "note": "Sửa", "signed_on": day}
    terms = {"before_terms_id": before, "terms_id": after, "opened_by_id": by}
    checked = {"verified_at": NOON, "verified_by_id": checker} if checker else {}
    _insert(Annex, {**row, **terms, **checked, "public_id": f"a{contract:015}{place:016}"})


def _text(case: int, number: int, text: Text, by: int) -> int:
    stages = dict(zip(("stage_inputs", "stage_production", "stage_processing"), text.stages, strict=True))
    row = {"case_id": case, "number": number, "commodity_code": text.goods, "proposed_by_id": by, **stages}
    days = {"effective_from": text.starts, "effective_to": text.ends}
    usual = {"price_basis": PriceBasis.TO_AGREE, "delivery_term": DeliveryTerm.TO_AGREE}
    return _insert(Terms, row | days | usual)


def _form(text: Text) -> int | None:
    inputs, production, processing = text.stages
    return linkage_form(inputs=inputs, production=production, processing=processing)


def _project(number: int, project: Project, ids: Sequence[int], by: int, checker: int) -> None:
    checked = {"verified_at": NOON, "verified_by_id": checker} if project.verified else {}
    gone = {"withdrawn_at": NOON, "withdrawn_by_id": by} if project.withdrawn else {}
    made = _insert(
        LinkageProject,
        {"kind": ProjectKind.PROJECT, "name": f"Dự án {number}", "decision_number": f"{number}/QĐ",
         "approved_on": project.starts, "approving_body": "UBND", "starts_on": project.starts,
         "ends_on": project.ends, "commodity_code": project.goods, "recorded_by_id": by,
         "public_id": f"p{number:031}", **checked, **gone},
    )  # fmt: skip
    for who in dict.fromkeys(project.members):
        _insert(ProjectMember, {"project_id": made, "organisation_id": ids[who], "leads": False})
