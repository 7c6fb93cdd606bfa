"""The needs that a plan may use: open, public, with room that nobody has been promised, and whether a contract for
them could count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from marketplace.brokering.durations import last_day
from marketplace.brokering.models import Case, CaseStage, Member
from marketplace.catalogue.models import Commodity
from marketplace.catalogue.price_queries import PriceBook
from marketplace.extensions import db
from marketplace.indicators.definitions import Definition
from marketplace.indicators.engine.linked import MONTHS_OF_L2, MONTHS_OF_L3, SHORT_CYCLE, WITH_ANYBODY
from marketplace.needs.models import NeedPeriod
from marketplace.organisations.models import Organisation, OrganisationKind
from marketplace.planning.asked import Asked
from marketplace.suggestions import fact_rows
from marketplace.suggestions.facts import NeedFacts, Span
from marketplace.suggestions.records import can_be_matched, need_record
from matching import NeedRecord

LONGEST_MONTHS = 1200
"""A contract of more months than this is one for ever; a day behind the calendar's end is none."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need with room. `ends_on` is the last day of a contract as the buyer seeks it; `most_links` how many further
    suppliers it takes, None where it does not say; `sale_only` that it brings no stage beside the sale."""

    facts: NeedFacts
    record: NeedRecord
    kg: Decimal
    ends_on: date
    most_links: int | None
    sale_only: bool

    @property
    def id(self) -> int:
        return self.facts.common.id

    @property
    def buyer_id(self) -> int:
        return self.facts.common.organisation_id


def read_wanted(asked: Asked, on: date, prices: PriceBook) -> list[Wanted]:
    """Every need a plan may use, in order of their numbers; a fixed number of queries for each few thousand needs.

    Left out are reported needs (nobody answers for them), those of buyers that make nothing count under the
    indicator, and those that seek a shorter contract than the definition asks, or than reaches the target's day where
    renewal is not assumed.
    """
    reserved, served, short = _reserved(on), _suppliers(), _short_cycles()
    enterprises = None if asked.indicator in WITH_ANYBODY else _enterprises()
    found = []
    for facts in fact_rows.public_needs():
        facts = replace(facts, spans=tuple(_left(facts, reserved, on)))
        buyer = facts.common.organisation_id
        if facts.common.is_reported or not facts.spans or not can_be_matched(facts, on):
            continue
        if enterprises is not None and buyer not in enterprises:
            continue
        ends_on = _ends_on(facts, on)
        if _is_long_enough(facts, asked.definition, short) and (asked.renewal_assumed or ends_on >= asked.target_on):
            found.append(_wanted(facts, on, prices, ends_on, served[facts.common.id]))
    return found


def _wanted(facts: NeedFacts, on: date, prices: PriceBook, ends_on: date, served: int) -> Wanted:
    most = facts.maximum_suppliers
    return Wanted(
        facts=facts,
        record=need_record(facts, on, prices),
        kg=sum((span.left_kg for span in facts.spans), Decimal(0)),
        ends_on=ends_on,
        most_links=None if most is None else max(most - served, 0),
        sale_only=not facts.stages,
    )


def _left(facts: NeedFacts, reserved: dict[tuple[int, date], Decimal], on: date) -> Iterator[Span]:
    """The coming periods that lack something, with what agreed terms hold counted as given."""
    for span in facts.spans:
        held = reserved.get((facts.common.id, span.start), Decimal(0))
        coming = replace(span, promised_kg=span.promised_kg + held)
        if coming.end >= on and coming.left_kg > 0:
            yield coming


def _reserved(on: date) -> dict[tuple[int, date], Decimal]:
    """What agreed terms hold of needs, by need and first day of the period."""
    chosen = sa.select(NeedPeriod.need_id, NeedPeriod.start, NeedPeriod.reserved_kg)
    rows = db.session.execute(chosen.where(NeedPeriod.reserved_kg > 0, NeedPeriod.end >= on))
    return {(row[0], row[1]): row[2] for row in rows}


def _suppliers() -> Counter[int]:
    """How many suppliers each need has already, by signed contracts."""
    signed = Case.stage == CaseStage.CONTRACTED
    first = sa.select(Case.need_id, Case.seller_id.label("seller")).where(signed)
    further = sa.select(Case.need_id, Member.organisation_id).join(Case, Case.id == Member.case_id)
    both = sa.union(first, further.where(signed, Member.left_at.is_(None))).subquery()
    rows = db.session.execute(sa.select(both.c.need_id, sa.func.count()).group_by(both.c.need_id))
    return Counter({row[0]: row[1] for row in rows})


def _enterprises() -> frozenset[int]:
    asked = sa.select(Organisation.id).where(Organisation.kind == OrganisationKind.ENTERPRISE)
    return frozenset(db.session.scalars(asked))


def _short_cycles() -> frozenset[str]:
    return frozenset(db.session.scalars(sa.select(Commodity.code).where(Commodity.cycle == SHORT_CYCLE)))


def _is_long_enough(facts: NeedFacts, definition: Definition, short: frozenset[str]) -> bool:
    """Whether a contract of the length sought can be one of the definition; what is not said can be agreed."""
    if definition is Definition.L1 or facts.contract_months is None:
        return True
    annual = definition is Definition.L3 and facts.common.commodity_code in short
    least = MONTHS_OF_L2 if definition is Definition.L2 or annual else MONTHS_OF_L3
    return facts.contract_months >= least


def _ends_on(facts: NeedFacts, on: date) -> date:
    """The last day of a contract: as long as is sought from the first coming day, at least to the last period's end."""
    last = max(span.end for span in facts.spans)
    if facts.contract_months is None:
        return last
    first = max(min(span.start for span in facts.spans), on)
    return max(last, last_day(first, min(facts.contract_months, LONGEST_MONTHS)))
