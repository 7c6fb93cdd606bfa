"""The changes of contracts, deliveries, payments and needs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.brokering.models import Case
from marketplace.contracts.models import Contract, ContractState
from marketplace.contracts.models import ContractSpan as Span
from marketplace.deliveries.models import Delivery, Payment
from marketplace.extensions import Milli
from marketplace.indicators.engine.changes.lines import BEGINS, ENDS, ROWS
from marketplace.indicators.engine.columns import COLUMNS, nothing, one
from marketplace.indicators.engine.contracts import (
    OF_SPANS,
    columns_of,
    columns_of_area,
    on_any_day,
    place_on_its_land,
)
from marketplace.indicators.engine.dates import day_after, day_in_viet_nam, year_of
from marketplace.indicators.engine.deliveries import paid, periods, stands
from marketplace.indicators.engine.endings import with_their_ends
from marketplace.indicators.engine.flow_rows import BUYER, CONTRACT
from marketplace.indicators.engine.needs import served
from marketplace.indicators.engine.products import is_traced, of_food_safety, traced_on_any_day
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.units import unit_in_sql
from marketplace.needs.models import Need
from marketplace.organisations.models import Certificate, Organisation, TracedProduct

Stretches = sa.Select[Any] | sa.CompoundSelect[Any]
NEVER = sa.null().cast(sa.Date).label(ENDS)


def of_contracts(question: Question) -> Stretches:
    """O1, O1v, O2: from the first to the last day of each span."""
    columns = columns_of(OF_SPANS[question.code])
    told = (Span.starts_on.label(BEGINS), day_after(Span.ends_on).label(ENDS), one().label(ROWS))
    return on_any_day(question, sa.select(*columns, *told))


def of_area(question: Question) -> Stretches:
    """O6: on each day on which a contract of the same land begins or has ended, the contracts that stand."""
    told: list[Any] = [
        Span.contract_id, Span.seller_id, Span.commodity_code, Span.verified, Span.area_ha, Span.starts_on,
        Span.ends_on, Organisation.province_code, Organisation.commune_code, Organisation.origin,
    ]  # fmt: skip
    spans = on_any_day(question, sa.select(*told)).cte("spans").prefix_with("MATERIALIZED")
    land = (spans.c.seller_id, spans.c.commodity_code, spans.c.verified)
    after = day_after(spans.c.ends_on)
    days = sa.union(
        sa.select(*land, spans.c.starts_on.label("day")), sa.select(*land, after).where(after.is_not(None))
    ).subquery()
    until = sa.func.lead(days.c.day).over(
        partition_by=(days.c.seller_id, days.c.commodity_code, days.c.verified), order_by=days.c.day
    )
    stretch = sa.select(*days.c, until.label("until")).subquery()
    same = sa.and_(*(stretch.c[column.name] == column for column in land))
    standing = (
        sa.select(
            spans.c.contract_id, spans.c.area_ha, spans.c.verified, spans.c.province_code, spans.c.commune_code,
            spans.c.origin, place_on_its_land(spans.c, stretch.c.day).label("place"), stretch.c.day, stretch.c.until,
        )
        .join(stretch, same)
        .where(spans.c.starts_on <= stretch.c.day, spans.c.ends_on >= stretch.c.day)
        .subquery()
    ).c  # fmt: skip
    when = (standing.day.label(BEGINS), standing["until"].label(ENDS), one().label(ROWS))
    return sa.select(*columns_of_area(standing), *when)


def of_products(question: Question) -> Stretches:
    """I8: on each day on which a product or one of its papers begins or ceases to count, the products traced."""
    product, paper = TracedProduct, Certificate
    papers = sa.select(product.id).join(paper, paper.organisation_id == product.organisation_id)
    days = sa.union(
        sa.select(product.id.label("product_id"), product.since.label("day")),
        sa.select(product.id, day_after(product.until)),
        *(papers.where(*of_food_safety()).add_columns(day)
          for day in (paper.issued_on, day_after(paper.expires_on), paper.suspended_on, paper.revoked_on)),
    ).subquery()  # fmt: skip
    until = sa.func.lead(days.c.day).over(partition_by=days.c.product_id, order_by=days.c.day)
    stretch = sa.select(*days.c, until.label("until")).where(days.c.day.is_not(None)).subquery().c
    told = (stretch.day.label(BEGINS), stretch["until"].label(ENDS), one().label(ROWS))
    chosen = traced_on_any_day(question, stretch.day).where(stretch.product_id == product.id, *is_traced(stretch.day))
    return chosen.add_columns(*told)


def of_deliveries(question: Question) -> Stretches:
    """O3: each period from its end on; what was accepted then or until the year is over, from that day on."""
    chosen, owed = periods(question, accepted=False)
    counted = chosen.add_columns(
        owed.c.contract_id, owed.c.organisation_id, owed.c.start, owed.c.end.label(BEGINS)
    ).cte("counted").prefix_with("MATERIALIZED")  # fmt: skip
    late = sa.case((Delivery.delivered_on > counted.c[BEGINS], Delivery.delivered_on), else_=counted.c[BEGINS])
    handed = (
        sa.select(
            *_with(counted, numerator=sa.func.coalesce(Delivery.accepted_kg, nothing()), denominator=nothing()),
            late.label(BEGINS), NEVER, nothing().label(ROWS),
        )
        .join(
            Delivery,
            sa.and_(
                Delivery.contract_id == counted.c.contract_id,
                Delivery.organisation_id == counted.c.organisation_id,
                Delivery.period_start == counted.c.start,
            ),
        )
        .where(counted.c.left_out.is_(None), stands(), year_of(late) == year_of(counted.c[BEGINS]))
    )  # fmt: skip
    return sa.union_all(sa.select(*_with(counted), counted.c[BEGINS], NEVER, one().label(ROWS)), handed)


def of_payments(question: Question) -> Stretches:
    """O4: each payment from the day on which it is due, or was entered where nobody said; amounts are not told."""
    told = _due(question).subquery().c
    above = [sa.case((told[name] > 0, one()), else_=nothing()).label(name) for name in ("numerator", "denominator")]
    numbers = dict(zip(("numerator", "denominator"), above, strict=True))
    return sa.select(*(numbers.get(name, told[name]) for name in COLUMNS), told[BEGINS], NEVER, one().label(ROWS))


def due(question: Question) -> sa.Select[Any]:
    """Beside O4: unit, day, đồng in time and due (thousandths), then contracts and buyers, each how many, the first
    and the last.
    """
    told = _due(question).subquery().c
    unit = unit_in_sql(told.province_code, told.commune_code)
    sums = (sa.cast(sa.func.sum(sa.type_coerce(told[name], Milli)), sa.BigInteger)
            for name in ("numerator", "denominator"))  # fmt: skip
    whom = (column for whom in (told[CONTRACT], told[BUYER])
            for column in (sa.func.count(whom.distinct()), sa.func.min(whom), sa.func.max(whom)))  # fmt: skip
    return sa.select(unit, told[BEGINS], *sums, *whom).where(told.left_out.is_(None)).group_by(unit, told[BEGINS])


def of_endings(question: Question) -> Stretches:
    """O5: each contract from its end on."""
    told = with_their_ends(question).c
    return sa.select(*(told[name] for name in COLUMNS), told.ended_on.label(BEGINS), NEVER, one().label(ROWS))


def of_needs(question: Question) -> Stretches:
    """O7: each need from the day on which it was posted; a contract signed in the same year from then on."""
    case, contract = aliased(Case), aliased(Contract)
    signed = (
        sa.select(sa.func.min(contract.signed_on))
        .join(case, case.id == contract.case_id)
        .where(case.need_id == Need.id, contract.state != ContractState.VOID)
        .correlate(Need)
        .scalar_subquery()
    )
    posted = day_in_viet_nam(Need.published_at)
    told = served(question).add_columns(posted.label(BEGINS), signed.label("signed"))
    needs = told.cte("posted").prefix_with("MATERIALIZED")
    later = sa.case((needs.c.signed > needs.c[BEGINS], needs.c.signed), else_=needs.c[BEGINS])
    bound = sa.select(
        *_with(needs, numerator=one(), denominator=nothing()), later.label(BEGINS), NEVER, nothing().label(ROWS)
    ).where(needs.c.left_out.is_(None), year_of(later) == year_of(needs.c[BEGINS]), needs.c.signed.is_not(None))
    return sa.union_all(sa.select(*_with(needs, numerator=nothing()), needs.c[BEGINS], NEVER, one().label(ROWS)), bound)


def _due(question: Question) -> sa.Select[Any]:
    day = sa.func.coalesce(Payment.due_on, day_in_viet_nam(Payment.entered_at), type_=sa.Date)
    return paid(question).add_columns(day.label(BEGINS))


def _with(told: sa.CTE, **others: Any) -> list[sa.ColumnElement[Any]]:
    """The columns of a population, some of them others."""
    return [others[name].label(name) if name in others else told.c[name] for name in COLUMNS]


STRETCHES = {
    **dict.fromkeys(OF_SPANS, of_contracts), "O6": of_area, "O3": of_deliveries, "O4": of_payments, "O5": of_endings,
    "O7": of_needs, "I8": of_products,
}  # fmt: skip
"""What holds between which days, by indicator."""
