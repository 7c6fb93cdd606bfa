"""What a snapshot keeps: which questions it answers, their figures and rows, and the contracts behind linkage.

Every number comes from the engine's population; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.brokering.models import Terms
from marketplace.contracts.models import Contract, ContractSpan
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Choice, Definition, Denominator, Indicator
from marketplace.indicators.engine import (
    COUNTRY,
    Figure,
    Level,
    Place,
    PlaceFigure,
    Question,
    breakdown_many,
    compute_many,
    counted_sides,
    counting_contracts,
    population,
)
from marketplace.indicators.models import Snapshot, SnapshotFigure, SnapshotLink, SnapshotRow

LINKED = "I1"
"""The indicator that is kept under every definition and denominator, and whose differences are explained."""
BY_KIND = frozenset({"I6"})
"""Indicators with a target for each kind of organisation."""
SINCE_THE_PROGRAMME = frozenset({"I6"})
"""Counted from the beginning of the programme, whatever the period."""
UNKNOWN = "?"
"""The place of what lies nobody knows where."""


class CountingError(RuntimeError):
    """Rows and figure of a question differ: the data changed between the two. Counting again mends it."""


def questions_of(snapshot: Snapshot) -> list[Question]:
    """Every question that the snapshot answers, in the order in which indicators are read."""
    return [question for indicator in INDICATORS.values() for question in _asked(snapshot, indicator)]


def _asked(snapshot: Snapshot, indicator: Indicator) -> Iterator[Question]:
    windowed = indicator.understands(Choice.SINCE) and indicator.code not in SINCE_THE_PROGRAMME
    base: dict[str, Any] = {
        "day": snapshot.ends_on,
        "code": indicator.code,
        "since": snapshot.starts_on if windowed else None,
        "place": COUNTRY if snapshot.province_code is None else Place.province(snapshot.province_code),
    }
    yield Question(**base)
    if indicator.code in BY_KIND:
        yield from (Question(**base, organisation_kind=kind) for kind in indicator.kinds)
    if indicator.code == LINKED:
        pairs = [(definition, one) for definition in indicator.definitions for one in Denominator]
        yield from (Question(**base, definition=definition, denominator=one) for definition, one in pairs[1:])


def kept_under(question: Question) -> dict[str, str]:
    """The columns that name a question's choices; a choice that the indicator does not have is empty."""
    indicator = question.indicator
    return {
        "indicator": question.code,
        "definition": question.definition.value if indicator.understands(Choice.DEFINITION) else "",
        "denominator_choice": question.denominator.value if indicator.understands(Choice.DENOMINATOR) else "",
    }


def is_usual(question: Question) -> bool:
    """Whether the question is the indicator's own: all rows are kept, not only those above the line."""
    usual = question.definition is Definition.L1 and question.denominator is Denominator.D1
    return usual and question.organisation_kind is None


def freeze(snapshot: Snapshot) -> None:
    """Write figures, rows and links of the snapshot; CountingError when rows do not add up to their figure."""
    questions, figures, parts = figures_of(snapshot)
    for question, whole, below in zip(questions, figures, parts, strict=True):
        places = [(part.code or UNKNOWN, part.figure) for part in below]
        lines = [_line(snapshot, question, code, figure) for code, figure in [("", whole), *places]]
        db.session.execute(sa.insert(SnapshotFigure), lines)
        if keeps_rows(question):
            db.session.execute(_rows_of(snapshot, question))
    _keep_links(snapshot, questions)
    _check_sums(snapshot, questions, figures)


def figures_of(snapshot: Snapshot) -> tuple[list[Question], list[Figure], list[list[PlaceFigure]]]:
    """The snapshot's questions, their figures, and those of the provinces or communes below its place."""
    questions = questions_of(snapshot)
    level = Level.PROVINCE if snapshot.province_code is None else Level.COMMUNE
    return questions, compute_many(questions), breakdown_many(questions, level)


def keeps_rows(question: Question) -> bool:
    """Whether rows stand behind the figure in the snapshot.

    Not for sums of money, of which the engine tells the whole alone, nor for parts by kind, whose rows the whole has.
    """
    return not question.indicator.confidential and question.organisation_kind is None


def _line(snapshot: Snapshot, question: Question, place_code: str, figure: Figure) -> dict[str, Any]:
    return {
        "snapshot_id": snapshot.id,
        **kept_under(question),
        "version": question.indicator.version,
        "organisation_kind": question.organisation_kind.value if question.organisation_kind else "",
        "place_code": place_code,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "demonstration": figure.demonstration,
        "left_out": {code.value: count for code, count in figure.left_out.items()},
    }


def _rows_of(snapshot: Snapshot, question: Question) -> sa.Insert:
    counted = population(question).subquery()
    above, below = counted.c.numerator, counted.c.denominator
    named = kept_under(question)
    copied = ("subject_kind", "subject_id", "province_code", "commune_code", "numerator", "denominator")
    kept = sa.or_(above != 0, below != 0) if is_usual(question) else above != 0
    chosen = sa.select(
        sa.literal(snapshot.id), *(sa.literal(code) for code in named.values()), *(counted.c[name] for name in copied)
    )
    ordered = chosen.where(kept).order_by(counted.c.subject_kind, counted.c.subject_id)
    return sa.insert(SnapshotRow).from_select(["snapshot_id", *named, *copied], ordered)


def _keep_links(snapshot: Snapshot, questions: Sequence[Question]) -> None:
    """The contracts behind every organisation that is linked under L1, with their terms of that day."""
    asked = next(question for question in questions if question.code == LINKED and is_usual(question))
    linked = sa.select(SnapshotRow.subject_id).where(
        SnapshotRow.snapshot_id == snapshot.id, SnapshotRow.indicator == LINKED,
        SnapshotRow.definition == Definition.L1.value, SnapshotRow.numerator > 0,
    )  # fmt: skip
    sides = counted_sides(asked.day).subquery()
    pairs = sa.select(sides.c.organisation_id, sides.c.contract_id).distinct().subquery()
    chosen = (
        sa.select(
            sa.literal(snapshot.id), pairs.c.organisation_id, Contract.id, Contract.number, Contract.signed_on,
            Terms.effective_from, Terms.effective_to, ContractSpan.months,
        )
        .join(Contract, Contract.id == pairs.c.contract_id)
        .join(ContractSpan, ContractSpan.contract_id == Contract.id)
        .join(Terms, Terms.id == ContractSpan.terms_id)
        .where(
            ContractSpan.starts_on <= asked.day, ContractSpan.ends_on >= asked.day,
            Contract.id.in_(counting_contracts(asked)), pairs.c.organisation_id.in_(linked),
        )
        .order_by(pairs.c.organisation_id, Contract.id)
    )  # fmt: skip
    columns = ["snapshot_id", "organisation_id", "contract_id", "number", "signed_on", "starts_on", "ends_on", "months"]
    db.session.execute(sa.insert(SnapshotLink).from_select(columns, chosen))


def _check_sums(snapshot: Snapshot, questions: Sequence[Question], figures: Sequence[Figure]) -> None:
    names = (SnapshotRow.indicator, SnapshotRow.definition, SnapshotRow.denominator_choice)
    sums = sa.func.sum(SnapshotRow.numerator), sa.func.sum(SnapshotRow.denominator)
    asked = sa.select(*names, *sums).where(SnapshotRow.snapshot_id == snapshot.id).group_by(*names)
    added = {tuple(row[:3]): (row[3], row[4]) for row in db.session.execute(asked)}
    for question, figure in zip(questions, figures, strict=True):
        if not keeps_rows(question):
            continue
        above, below = added.get(tuple(kept_under(question).values()), (Decimal(0), Decimal(0)))
        whole = is_usual(question) and figure.denominator is not None
        if above != figure.numerator or (whole and below != figure.denominator):
            raise CountingError(f"{question.code}: rows give {above} of {below}, not {figure.numerator}")
