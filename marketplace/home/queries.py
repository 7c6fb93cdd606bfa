"""What the first page, the search box and "my work" show, each a small bounded question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.agenda import AgendaItem
from marketplace.brokering.models import Case, CaseStage
from marketplace.brokering.queries import visible
from marketplace.brokering.sight import sight_of
from marketplace.catalogue.models import Province
from marketplace.catalogue.naming import codes_for
from marketplace.clock import today
from marketplace.contracts.agenda import projects_to_check
from marketplace.contracts.models import Contract, ContractParty, ContractState, PartyRole, Signature
from marketplace.deliveries.waiting import Waiting, waiting_for
from marketplace.extensions import db
from marketplace.indicators.agenda import snapshots_to_approve
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need, NeedPeriod
from marketplace.notifications.models import Notification
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Organisation, Origin
from matching.vocabulary.normalise import fold

Record = TypeVar("Record", Offer, Need)
NEWEST = 5
FEW = 5


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: a few of each and how many there are in all."""

    offers: Sequence[Offer] = ()
    offers_total: int = 0
    needs: Sequence[Need] = ()
    needs_total: int = 0
    organisations: Sequence[Organisation] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for a person of an organisation."""

    unconfirmed: list[Offer | Need] = field(default_factory=list)
    drafts: list[Offer | Need] = field(default_factory=list)
    published: Sequence[Offer | Need] = ()
    to_answer: Sequence[Case] = ()
    offers: Mapping[int, Offer] = field(default_factory=dict)
    """By the case's number the offer to name it by: the reader's own where it sells."""
    running: Sequence[Case] = ()
    to_sign: Sequence[Contract] = ()
    second: Sequence[AgendaItem] = ()
    """What colleagues of the staff made and this person may check."""
    in_book: Sequence[Waiting] = ()
    news: Sequence[Notification] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing asks for an answer; what is published merely goes on."""
        asking = (self.unconfirmed, self.drafts, self.to_answer, self.running, self.to_sign, self.in_book)
        return not any((*asking, self.second, self.news))


def newest_needs() -> Sequence[Need]:
    """The needs published last; those of registered organisations before those of the press."""
    return db.session.scalars(
        _public(Need).where(_not_over(Need)).order_by(Need.origin == Origin.REPORTED, Need.id.desc()).limit(NEWEST)
    ).all()


def newest_offers() -> Sequence[Offer]:
    """The same for offers."""
    current = _public(Offer).where(_not_over(Offer))
    asked = current.order_by(Offer.origin == Origin.REPORTED, Offer.id.desc()).limit(NEWEST)
    return db.session.scalars(asked).all()


def listings_by_province() -> list[tuple[Province, int, int]]:
    """(province, public offers, public needs) of every province, in alphabetical order."""
    counts = [
        dict(
            db.session.execute(
                sa.select(model.province_code, sa.func.count()).where(is_public(model)).group_by(model.province_code)
            ).all()
        )
        for model in (Offer, Need)
    ]
    provinces = db.session.scalars(sa.select(Province).order_by(Province.folded))
    return [(province, counts[0].get(province.code, 0), counts[1].get(province.code, 0)) for province in provinces]


def search(text: str) -> Found:
    """Public offers, needs and organisations that answer to the words: goods by any of their names, else by name."""
    folded = fold(text)[:200]
    if not folded:
        return Found()
    codes = codes_for(text)
    named = Organisation.folded.contains(folded, autoescape=True)
    offers, offers_total = _matching(Offer, codes, named)
    needs, needs_total = _matching(Need, codes, named)
    organisations = db.session.scalars(
        sa.select(Organisation).where(Organisation.is_public, named).order_by(Organisation.folded).limit(FEW)
    ).all()
    return Found(offers, offers_total, needs, needs_total, organisations)


def _matching(model: type[Record], codes: list[str], named: sa.ColumnElement[bool]) -> tuple[Sequence[Record], int]:
    wanted = sa.or_(model.commodity_code.in_(codes), named)
    question = _public(model).where(wanted)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(question.with_only_columns(model.id).subquery()))
    first = question.order_by(model.origin == Origin.REPORTED, model.id.desc()).limit(FEW)
    return db.session.scalars(first).all(), total or 0


def _not_over(model: type[Offer] | type[Need]) -> sa.ColumnElement[bool]:
    """Some period is still to come, or no period is known."""
    last = OfferPeriod.end if model is Offer else NeedPeriod.end
    return sa.or_(~model.periods.any(), model.periods.any(last >= today()))


def _public(model: type[Record]) -> sa.Select[Record]:
    return (
        sa.select(model)
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(is_public(model))
        .options(selectinload(model.periods), joinedload(model.organisation))
    )


def work_of(viewer: Viewer) -> Work:
    """Everything that waits for the viewer's organisations, and the viewer's unread news."""
    mine = viewer.organisation_ids
    news = sa.select(Notification).filter_by(user_id=viewer.user_id, read_at=None).order_by(Notification.id.desc())
    if not mine:
        second = [*snapshots_to_approve(viewer), *projects_to_check(viewer)]
        return Work(second=second, news=db.session.scalars(news.limit(10)).all())
    open_listings: list[Offer | Need] = [*_unpublished(Offer, mine), *_unpublished(Need, mine)]
    cases = db.session.scalars(_cases(viewer)).all()
    answered = {case.id for case in cases if any(_has_answered(case, side) for side in mine)}
    return Work(
        unconfirmed=[listing for listing in open_listings if listing.is_on_behalf],
        drafts=[listing for listing in open_listings if not listing.is_on_behalf],
        published=[*_published(Offer, mine), *_published(Need, mine)],
        to_answer=[case for case in cases if case.id not in answered and case.stage is not CaseStage.CONTRACTED],
        running=[case for case in cases if case.id in answered],
        offers={case.id: sight_of(viewer, case).offers[0] for case in cases},
        to_sign=db.session.scalars(_unsigned(mine)).all(),
        in_book=waiting_for(viewer),
        news=db.session.scalars(news.limit(10)).all(),
    )


def _unpublished(model: type[Record], mine: frozenset[int]) -> Sequence[Record]:
    asked = sa.select(model).where(
        model.organisation_id.in_(mine), model.published_at.is_(None), model.closed_at.is_(None)
    )
    return db.session.scalars(asked.options(selectinload(model.periods)).order_by(model.id.desc()).limit(10)).all()


def _published(model: type[Record], mine: frozenset[int]) -> Sequence[Record]:
    """What is on the market now, the newest first; what is over is found in the lists of the rooms."""
    asked = sa.select(model).where(
        model.organisation_id.in_(mine), model.published_at.is_not(None), model.closed_at.is_(None), _not_over(model)
    )
    return db.session.scalars(asked.options(selectinload(model.periods)).order_by(model.id.desc()).limit(10)).all()


def _cases(viewer: Viewer) -> sa.Select[Case]:
    open_ones = sa.select(Case).where(visible(viewer), Case.closed_at.is_(None))
    parts = (selectinload(Case.members), selectinload(Case.consents))
    return open_ones.options(*parts).order_by(Case.id.desc()).limit(20)


def _has_answered(case: Case, side: int) -> bool:
    """Whether the side said yes or no, or need not be asked because it was a side of the contract that is renewed."""
    return case.consent_of(side) is not None or case.has_consented(side)


def _unsigned(mine: frozenset[int]) -> sa.Select[Contract]:
    """Drafts that one of them has yet to confirm; a witness confirms nothing, a withdrawn confirmation is none."""
    party = sa.exists().where(
        ContractParty.contract_id == Contract.id,
        ContractParty.organisation_id.in_(mine),
        ContractParty.role != PartyRole.WITNESS,
    )
    signed = sa.exists().where(
        Signature.contract_id == Contract.id, Signature.organisation_id.in_(mine), Signature.withdrawn_at.is_(None)
    )
    return sa.select(Contract).where(Contract.state == ContractState.DRAFT, party, ~signed).limit(20)
