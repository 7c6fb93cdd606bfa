"""The parts of a plan that its pages show: sums by broker, by place and by good, and one page of its lines.

Whoever asks has been shown the scenario by `queries.scenario`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, lazyload, selectinload

from marketplace.accounts.models import User
from marketplace.brokering.models import Case, Member
from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.extensions import db
from marketplace.indicators.engine import Level
from marketplace.indicators.queries.choices import place_names
from marketplace.needs.models import Need
from marketplace.organisations.models import Organisation, Origin
from marketplace.planning.expiring import renewing
from marketplace.planning.models import PlannedLink, Scenario, Shortage
from marketplace.web.pagination import page_of

NOBODY = "0"
"""The broker of links that wait for one, in addresses."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Share:
    """The links of one broker or one place: how many, how many of them to be expected, how many kilograms.

    `code` is the broker's number or the code of the place, None where there is none.
    """

    code: str | None
    name: str | None
    links: int
    expected: Decimal
    kg: Decimal


@dataclass(frozen=True, slots=True)
class ProvinceLine:
    """What a plan of the country comes to in one province; `code` and `name` are None for who is in none."""

    code: str | None
    name: str | None
    links: int
    linked_before: int
    linked_after: int
    wanted: int
    total: int
    reaches: bool


@dataclass(frozen=True, slots=True)
class Lack:
    """Cooperatives that stay unlinked with a good: with nobody who asks for it, and with no room left."""

    good: Commodity
    no_buyer: int
    no_room: int

    @property
    def organisations(self) -> int:
        return self.no_buyer + self.no_room


def by_broker(scenario: Scenario, *, openable_only: bool = False) -> list[Share]:
    """Who would have how much to do, the most first; links that wait for a broker last.

    With `openable_only` the links with supposed plants, for which no case is opened, are not among them.
    """
    asked = _sums(scenario, PlannedLink.broker_id, User.name).outerjoin(User, User.id == PlannedLink.broker_id)
    if openable_only:
        asked = asked.where(PlannedLink.need_id.is_not(None))
    rows = _shares(asked.group_by(PlannedLink.broker_id, User.name))
    return sorted(rows, key=lambda row: (row.code is None, -row.links, row.name or ""))


def by_place(scenario: Scenario) -> list[Share]:
    """New links by commune, or by province in a plan of the country, the most first."""
    asked = _sums(scenario, *_place(scenario)).join(Organisation, Organisation.id == PlannedLink.organisation_id)
    if scenario.province_code is None:
        asked = asked.outerjoin(Province, Province.code == Organisation.province_code)
    else:
        asked = asked.outerjoin(Commune, Commune.code == Organisation.commune_code)
    rows = _shares(asked.group_by(*_place(scenario)))
    return sorted(rows, key=lambda row: (-row.links, row.name is None, row.name or ""))


def by_province(scenario: Scenario) -> list[ProvinceLine]:
    """The provinces of a plan of the country: those that fall short first, then by new links; none of another plan."""
    names = place_names(Level.PROVINCE) if scenario.provinces else {}
    lines = [
        ProvinceLine(
            one["code"], names.get(one["code"] or ""), one["links"], one["linked_before"], one["linked_after"],
            one["wanted"], one["total"], one["reaches"],
        )
        for one in scenario.provinces or ()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (line.reaches, -line.links, line.name or ""))


def by_good(scenario: Scenario) -> list[Lack]:
    """What the unlinked cooperatives have and cannot place, the most cooperatives first.

    A cooperative stands once with each of its goods; it has one commune, so the sums count nobody twice in a line.
    """
    of_nobody = sa.func.sum(sa.case((Shortage.no_buyer, Shortage.organisations), else_=0))
    of_full = sa.func.sum(sa.case((Shortage.no_buyer, 0), else_=Shortage.organisations))
    asked = sa.select(Commodity, of_nobody, of_full).join(Shortage, Shortage.commodity_code == Commodity.code)
    rows = db.session.execute(asked.where(Shortage.scenario_id == scenario.id).group_by(Commodity.code)).all()
    found = [Lack(row[0], int(row[1]), int(row[2])) for row in rows]
    return sorted(found, key=lambda lack: (-lack.organisations, lack.good.name))


def link_page(scenario: Scenario, *, broker: str | None = None, place: str | None = None) -> Pagination:
    """One page of the links by cooperative's name, of one broker or place where that is named."""
    return page_of(_narrowed(scenario, broker, place))


def first_links(scenario: Scenario, most: int) -> Sequence[PlannedLink]:
    """The first links by cooperative's name."""
    return db.session.scalars(_narrowed(scenario, None, None).limit(most)).all()


def link_lines(scenario: Scenario) -> Iterator[PlannedLink]:
    """Every link, read as it is asked for."""
    yield from db.session.scalars(_narrowed(scenario, None, None), execution_options={"yield_per": BATCH})


def shortage_page(scenario: Scenario) -> Pagination:
    """One page of what is missing by good and commune, most cooperatives first."""
    return page_of(_shortages(scenario))


def shortage_lines(scenario: Scenario) -> Iterator[Shortage]:
    """All of it, read as it is asked for."""
    yield from db.session.scalars(_shortages(scenario), execution_options={"yield_per": BATCH})


def opening_left(scenario: Scenario) -> int:
    """How many links of an accepted plan wait for their case still."""
    waits = sa.and_(PlannedLink.case_id.is_(None), PlannedLink.left_because.is_(None))
    asked = sa.select(sa.func.count()).select_from(PlannedLink).where(PlannedLink.scenario_id == scenario.id, waits)
    return db.session.scalar(asked) or 0


def openable(scenario: Scenario) -> int:
    """How many links are with a need that exists, so that a case can be opened; the others are with supposed plants,
    or renew a contract whose case is there."""
    asked = sa.select(sa.func.count()).select_from(PlannedLink).where(~renewing(scenario))
    mine = asked.where(PlannedLink.scenario_id == scenario.id, PlannedLink.need_id.is_not(None))
    return db.session.scalar(mine) or 0


def worked_by_others(scenario: Scenario) -> int:
    """How many links have an open case of another active account than the plan names: it stays theirs."""
    beside = sa.select(Member.id).where(
        Member.case_id == Case.id, Member.offer_id == PlannedLink.offer_id, Member.left_at.is_(None)
    )
    among = sa.or_(Case.offer_id == PlannedLink.offer_id, beside.correlate(Case, PlannedLink).exists())
    live = (Case.need_id == PlannedLink.need_id, Case.closed_at.is_(None), Case.renews_id.is_(None), among)
    theirs = sa.select(Case.id).join(User, User.id == Case.broker_id).where(*live, User.disabled_at.is_(None))
    others = theirs.where(Case.broker_id.is_distinct_from(PlannedLink.broker_id)).correlate(PlannedLink).exists()
    asked = sa.select(sa.func.count()).select_from(PlannedLink).where(~renewing(scenario))
    asked = asked.where(PlannedLink.scenario_id == scenario.id, others)
    return db.session.scalar(asked) or 0


def standing_on(scenario: Scenario) -> tuple[int, int]:
    """How many cases and how many tasks of brokers stand on the plan; links of one pooled case share it."""
    asked = sa.select(sa.func.count(PlannedLink.case_id.distinct()), sa.func.count(PlannedLink.case_id))
    row = db.session.execute(asked.where(PlannedLink.scenario_id == scenario.id)).one()
    return row[0], row[1]


def plans_demonstration(scenario: Scenario) -> bool:
    """Whether organisations for show are among the planned ones: the pages say so beside the numbers."""
    asked = sa.select(PlannedLink.id).join(Organisation, Organisation.id == PlannedLink.organisation_id)
    mine = asked.where(PlannedLink.scenario_id == scenario.id, Organisation.origin == Origin.DEMONSTRATION)
    return db.session.scalar(mine.limit(1)) is not None


def _sums(scenario: Scenario, code: Any, name: Any) -> sa.Select[Any]:
    sums = (sa.func.count(), sa.func.sum(PlannedLink.likelihood), sa.func.sum(PlannedLink.quantity_kg))
    return sa.select(code, name, *sums).where(PlannedLink.scenario_id == scenario.id)


def _shares(asked: sa.Select[Any]) -> list[Share]:
    rows = db.session.execute(asked).all()
    return [Share(None if row[0] is None else str(row[0]), row[1], row[2], row[3], row[4]) for row in rows]


def _place(scenario: Scenario) -> tuple[Any, Any]:
    if scenario.province_code is None:
        return Organisation.province_code, Province.full_name
    return Organisation.commune_code, Commune.full_name


def _narrowed(scenario: Scenario, broker: str | None, place: str | None) -> sa.Select[PlannedLink]:
    asked = (
        sa.select(PlannedLink)
        .join(Organisation, Organisation.id == PlannedLink.organisation_id)
        .where(PlannedLink.scenario_id == scenario.id)
        .options(*_shown())
        .order_by(Organisation.folded, PlannedLink.id)
    )
    if broker is not None:
        number = int(broker) if broker.isascii() and broker.isdigit() and len(broker) < 10 else -1
        asked = asked.where(PlannedLink.broker_id.is_(None) if broker == NOBODY else PlannedLink.broker_id == number)
    if place is not None:
        asked = asked.where(_place(scenario)[0] == place)
    return asked


def _shown() -> Sequence[Any]:
    """What a line shows is loaded with it."""
    return (
        joinedload(PlannedLink.organisation, innerjoin=True).joinedload(Organisation.commune),
        selectinload(PlannedLink.need).options(lazyload(Need.site)),
        selectinload(PlannedLink.plant),
        selectinload(PlannedLink.broker),
    )


def _shortages(scenario: Scenario) -> sa.Select[Shortage]:
    asked = sa.select(Shortage).where(Shortage.scenario_id == scenario.id)
    return asked.order_by(Shortage.organisations.desc(), Shortage.id)
