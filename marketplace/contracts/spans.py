"""Keeping the spans of contracts (`ContractSpan`) equal to what they are derived from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from marketplace.brokering.models import Case, Terms, TermsPeriod
from marketplace.contracts.models import (
    Annex,
    Contract,
    ContractParty,
    ContractSpan,
    PartyRole,
    StateRecord,
    linkage_form,
)
from marketplace.contracts.span_days import Facts, Term, full_months, stretches
from marketplace.extensions import db
from marketplace.organisations.models import Organisation, OrganisationKind

AT_ONCE = 500
Row: TypeAlias = dict[str, Any]


def rebuild_spans() -> int:
    """Derive the spans of every contract anew, a batch at a time; how many contracts there are. The caller commits."""
    db.session.flush()
    numbers = db.session.scalars(sa.select(Contract.id).where(Contract.signed_on.is_not(None)).order_by(Contract.id))
    everyone = numbers.all()
    db.session.execute(sa.delete(ContractSpan).where(ContractSpan.contract_id.not_in(_signed())))
    for some in _batches(everyone):
        renew_spans(db.session(), some)
    return len(everyone)


def fill_spans() -> int:
    """Derive all spans where there are none yet but contracts are signed, as after an upgrade; how many contracts."""
    if db.session.scalar(sa.select(ContractSpan.id).limit(1)) is not None:
        return 0
    return rebuild_spans() if db.session.scalar(_signed().limit(1)) is not None else 0


def renew_spans(session: Session, contract_ids: Iterable[int]) -> None:
    """Write the spans of these contracts again, in the session's transaction. Holds the contracts and their parties
    against others until its end, so that nobody derives from what is being changed.
    """
    connection = session.connection()
    for some in _batches(sorted(set(contract_ids))):
        made = derived_spans(connection, some)
        connection.execute(sa.delete(ContractSpan).where(ContractSpan.contract_id.in_(some)))
        if made:
            connection.execute(sa.insert(ContractSpan), made)


def derived_spans(connection: sa.Connection, contract_ids: Sequence[int]) -> list[Row]:
    """The spans of these contracts as rows, from the dated facts alone; six queries."""
    contracts = connection.execute(
        sa.select(
            Contract.id, Contract.signed_on, Contract.terms_id, Contract.verified_at, Case.seller_id, Case.buyer_id
        )
        .join(Case, Case.id == Contract.case_id)
        .where(Contract.id.in_(contract_ids), Contract.signed_on.is_not(None))
        .order_by(Contract.id)
        .with_for_update(of=Contract.__table__)
    ).all()
    parties = _parties(connection, contract_ids)
    states = _states(connection, contract_ids)
    annexes = _annexes(connection, contract_ids)
    first = {one.id: annexes[one.id][0].before_terms_id if annexes[one.id] else one.terms_id for one in contracts}
    later = {row.terms_id for rows in annexes.values() for row in rows}
    terms = _terms(connection, sorted({*first.values(), *later}))
    made: list[Row] = []
    for one in contracts:
        changes = [
            (row.signed_on, _term(terms[row.terms_id])) for row in annexes[one.id] if row.verified_at is not None
        ]
        facts = Facts(one.signed_on, _term(terms[first[one.id]]), states[one.id], changes)
        own = {"contract_id": one.id, "seller_id": one.seller_id, "buyer_id": one.buyer_id}
        own |= {"verified": one.verified_at is not None, **parties[one.id]}
        made += [
            own | {"starts_on": span.starts_on, "ends_on": span.ends_on} | terms[span.terms_id]
            for span in stretches(facts)
        ]
    return [
        {name: value for name, value in row.items() if name not in {"effective_from", "effective_to"}} for row in made
    ]


def _parties(connection: sa.Connection, contract_ids: Sequence[int]) -> Mapping[int, Row]:
    """Whether an enterprise, and a state-owned one, is a party beside the witnesses."""
    found: defaultdict[int, Row] = defaultdict(lambda: {"enterprise": False, "state_owned": False})
    rows = connection.execute(
        sa.select(
            ContractParty.contract_id, Organisation.kind, Organisation.state_capital_pct, Organisation.state_voting_pct
        )
        .join(Organisation, Organisation.id == ContractParty.organisation_id)
        .where(ContractParty.contract_id.in_(contract_ids), ContractParty.role != PartyRole.WITNESS)
        .order_by(Organisation.id)
        .with_for_update(of=Organisation.__table__, read=True)
    )
    for contract_id, kind, capital, voting in rows:
        found[contract_id]["enterprise"] |= kind == OrganisationKind.ENTERPRISE
        found[contract_id]["state_owned"] |= max(capital or Decimal(0), voting or Decimal(0)) > 50
    return found


def _states(connection: sa.Connection, contract_ids: Sequence[int]) -> Mapping[int, list[tuple[date, Any]]]:
    found: defaultdict[int, list[tuple[date, Any]]] = defaultdict(list)
    rows = connection.execute(
        sa.select(StateRecord.contract_id, StateRecord.valid_from, StateRecord.state)
        .where(StateRecord.contract_id.in_(contract_ids), StateRecord.withdrawn_at.is_(None))
        .order_by(StateRecord.contract_id, StateRecord.valid_from, StateRecord.id)
    )
    for contract_id, valid_from, state in rows:
        found[contract_id].append((valid_from, state))
    return found


def _annexes(connection: sa.Connection, contract_ids: Sequence[int]) -> Mapping[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    rows = connection.execute(
        sa.select(Annex.contract_id, Annex.signed_on, Annex.verified_at, Annex.before_terms_id, Annex.terms_id)
        .where(Annex.contract_id.in_(contract_ids), Annex.signed_on.is_not(None))
        .order_by(Annex.contract_id, Annex.number)
    )
    for row in rows:
        found[row.contract_id].append(row)
    return found


def _terms(connection: sa.Connection, terms_ids: Sequence[int]) -> Mapping[int, Row]:
    """What a span takes from its terms, and both ends of the term."""
    found: dict[int, Row] = {}
    for some in _batches(terms_ids):
        period = aliased(TermsPeriod)
        total = (
            sa.select(sa.func.sum(period.quantity_kg)).where(period.terms_id == Terms.id).correlate(Terms)
        ).scalar_subquery()
        columns = (
            Terms.id, Terms.effective_from, Terms.effective_to, Terms.stage_inputs, Terms.stage_production,
            Terms.stage_processing, Terms.commodity_code, Terms.area_ha, Terms.price_dong_per_kg,
            total.label("quantity_kg"),
        )  # fmt: skip
        for row in connection.execute(sa.select(*columns).where(Terms.id.in_(some))):
            stages = {
                "inputs": row.stage_inputs,
                "production": row.stage_production,
                "processing": row.stage_processing,
            }
            found[row.id] = {
                "terms_id": row.id,
                "effective_from": row.effective_from,
                "effective_to": row.effective_to,
                "form": linkage_form(**stages),
                "months": full_months(row.effective_from, row.effective_to),
                "commodity_code": row.commodity_code,
                "quantity_kg": row.quantity_kg or Decimal(0),
                "area_ha": row.area_ha,
                "price_dong_per_kg": row.price_dong_per_kg,
            }
    return found


def _term(terms: Row) -> Term:
    return Term(terms["terms_id"], terms["effective_from"], terms["effective_to"])


def _signed() -> sa.Select[int]:
    return sa.select(Contract.id).where(Contract.signed_on.is_not(None))


def _batches(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE))
