"""What changes hands when one organisation is merged into another, column by column.

Rooms above this one own most of the tables, so these are named by table and column; a test compares the two lists
with every foreign key to organisations, so that no table is forgotten. Rows are moved one by one as objects: whoever
watches changes sees each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import aliased

from marketplace.extensions import Base, db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Move:
    """A column that is pointed at the successor. `label` is how the preview counts its rows (None: not counted).

    A row stays behind when the successor has one that is equal in the columns of `unless_equal`; `live` names a column
    that must be empty for a row to be moved (or to stand in the way): what has ended stays as history.
    """

    table: str
    column: str
    label: LazyString | None = None
    unless_equal: tuple[str, ...] | None = None
    live: str | None = None


MOVES: tuple[Move, ...] = (
    Move("offers", "organisation_id", _l("Chào bán")),
    Move("needs", "organisation_id", _l("Nhu cầu mua")),
    Move("sites", "organisation_id", _l("Cơ sở")),
    Move("certificates", "organisation_id", _l("Giấy chứng nhận và cam kết")),
    Move("memberships", "organisation_id", _l("Người của đơn vị"), ("user_id",), "ended_at"),
    Move("ratings", "organisation_id", _l("Xếp loại hằng năm"), ("year", "official")),
    Move("recognitions", "organisation_id", _l("Công nhận")),
    Move("traced_products", "organisation_id", _l("Sản phẩm truy xuất được"), ("trace_code",)),
    Move("organisations", "parent_id", _l("Đơn vị con")),
    Move("linkage_project_members", "organisation_id", _l("Tư cách trong dự án liên kết"), ("project_id",)),
    Move("union_memberships", "union_id", _l("Thành viên của liên hiệp"), ("cooperative_id",)),
    Move("union_memberships", "cooperative_id", _l("Liên hiệp tham gia"), ("union_id",)),
    Move("cases", "seller_id", _l("Vụ việc, bên bán")),
    Move("cases", "buyer_id", _l("Vụ việc, bên mua")),
    Move("case_members", "organisation_id", _l("Vụ việc, thành viên gom đơn"), ("case_id",), "left_at"),
    Move("case_planned_shares", "organisation_id", None, ("case_id", "start")),
    Move("contract_parties", "organisation_id", _l("Tư cách trong hợp đồng")),
    Move("signatures", "organisation_id"),
    Move("annex_suppliers", "for_organisation_id"),
    Move("annex_suppliers", "organisation_id"),
    Move("offer_member_shares", "organisation_id", None, ("offer_id",)),
    Move("reported_linkages", "cooperative_id", _l("Liên kết theo báo chí, bên bán")),
    Move("reported_linkages", "enterprise_id", _l("Liên kết theo báo chí, bên mua")),
    Move("suggestion_feedback", "organisation_id", None, ("offer_id", "need_id")),
    Move("score_alerts", "organisation_id"),
    Move("one_time_links", "organisation_id", None, None, "used_at"),
)
BESIDE: Mapping[str, Callable[[Any], sa.ColumnElement[int]]] = {
    "cases": lambda case: case.id,
    "case_members": lambda member: member.case_id,
    "case_planned_shares": lambda share: share.case_id,
    "contract_parties": lambda party: _case_of(party.contract_id),
    "signatures": lambda signature: _case_of(signature.contract_id),
}
"""Which case a row belongs to, by table."""
WORD = "never rewritten: it stands in the name it was given in (rooms above say it again where it is needed)"
STAYS: Mapping[tuple[str, str], str] = {
    ("organisation_statuses", "organisation_id"): "what a register said of the record as it was then",
    ("organisation_distinctions", "first_id"): "told of the two records as they were",
    ("organisation_distinctions", "second_id"): "told of the two records as they were",
    ("organisation_likenesses", "first_id"): "found anew every night",
    ("organisation_likenesses", "second_id"): "found anew every night",
    ("organisations", "merged_into_id"): "the chain of successors is followed step by step",
    ("observations", "organisation_id"): "what somebody saw of the record as it was then",
    ("linkage_declarations", "organisation_id"): "what the organisation of the record said of itself then",
    ("contract_spans", "seller_id"): "derived again when the case changes hands",
    ("contract_spans", "buyer_id"): "derived again when the case changes hands",
    ("snapshot_links", "organisation_id"): "a frozen figure keeps the rows it was counted from",
    (
        "pool_suppliers",
        "organisation_id",
    ): "a proposed group keeps whom it was made with; its cases go over by themselves",
    ("plan_links", "organisation_id"): "a plan keeps whom it was made with; its case goes over by itself",
    ("exposures", "organisation_id"): "a log of what was shown to whom",
    ("consents", "organisation_id"): WORD,
    ("acceptances", "organisation_id"): WORD,
    ("terms_periods", "organisation_id"): WORD,
    ("deliveries", "organisation_id"): WORD,
    ("deliveries", "entered_for_id"): WORD,
    ("delivery_answers", "organisation_id"): WORD,
    ("payments", "organisation_id"): "goes with the delivery it is for",
    ("track_records", "organisation_id"): "counted from deliveries, one record for each organisation",
    ("track_replies", "organisation_id"): "a reply to the record of the organisation as it was then",
    ("case_talks", "organisation_id"): "a log of who was spoken to",
    ("case_messages", "organisation_id"): "a message keeps its sender",
}


def rows_to_move(move: Move, merged: Organisation, successor: Organisation) -> Sequence[Any]:
    """The rows of one column that go over to the successor, by id."""
    model = _model(move.table)
    question = sa.select(model).where(*_goes_over(move, model, merged, successor)).order_by(model.id)
    return db.session.scalars(question).unique().all()


def count_of_rows(merged: Organisation, successor: Organisation) -> list[tuple[LazyString, int]]:
    """How many rows `rows_to_move` would find, of each move that has a label, in one question."""
    labelled = [(move.label, move, _model(move.table)) for move in MOVES if move.label is not None]
    counts = [
        sa.select(sa.literal(place), sa.func.count(model.id)).where(*_goes_over(move, model, merged, successor))
        for place, (_, move, model) in enumerate(labelled)
    ]
    found: dict[int, int] = {row[0]: row[1] for row in db.session.execute(sa.union_all(*counts))}
    return [(label, found[place]) for place, (label, *_) in enumerate(labelled)]


def carry_out(merged: Organisation, successor: Organisation) -> dict[str, list[int]]:
    """Point every row at the successor; returns the numbers of the rows moved by "table.column".

    All rows are found before the first one moves: a case that went over would look like one that the successor was in.
    """
    moved: dict[str, list[int]] = {}
    for move, rows in [(move, rows_to_move(move, merged, successor)) for move in MOVES]:
        for row in rows:
            setattr(row, move.column, successor.id)
        if rows:
            moved[f"{move.table}.{move.column}"] = [row.id for row in rows]
    db.session.flush()
    db.session.expire(merged)
    db.session.expire(successor)
    return moved


def _goes_over(move: Move, model: Any, merged: Organisation, successor: Organisation) -> list[sa.ColumnElement[bool]]:
    """What is asked of a row of this column that goes over."""
    asked = [getattr(model, move.column) == merged.id, *_does_not_turn_on_itself(model, successor)]
    if move.table in BESIDE:
        asked.append(BESIDE[move.table](model).not_in(_cases_of(successor)))
    live = [] if move.live is None else [getattr(model, move.live).is_(None)]
    if move.unless_equal is None:
        return [*asked, *live]
    twin = aliased(model)
    equal = [getattr(twin, name).is_not_distinct_from(getattr(model, name)) for name in move.unless_equal]
    stands = [] if move.live is None else [getattr(twin, move.live).is_(None)]
    there = sa.exists().where(getattr(twin, move.column) == successor.id, *equal, *stands)
    return [*asked, *live, ~there]


def _cases_of(successor: Organisation) -> sa.Select[int]:
    """Every case in which the successor is or was a side."""
    cases, members = _model("cases"), _model("case_members")
    joined = sa.select(members.case_id).where(members.organisation_id == successor.id)
    side = sa.or_(cases.seller_id == successor.id, cases.buyer_id == successor.id, cases.id.in_(joined))
    return sa.select(cases.id).where(side)


def _case_of(contract_id: Any) -> sa.ColumnElement[int]:
    contracts = _model("contracts")
    return sa.select(contracts.case_id).where(contracts.id == contract_id).scalar_subquery()


def _does_not_turn_on_itself(model: Any, successor: Organisation) -> list[sa.ColumnElement[bool]]:
    """A union is no member of itself, and nobody is a subsidiary of itself (`merge` looks further up)."""
    if model.__tablename__ == "organisations":
        return [model.id != successor.id]
    if model.__tablename__ != "union_memberships":
        return []
    return [model.union_id != successor.id, model.cooperative_id != successor.id]


def _model(table: str) -> Any:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name == table)  # type: ignore[attr-defined]
