"""All warnings as one question, and each in a sentence with its facts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import aliased

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case
from marketplace.catalogue.models import Commodity
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractState
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.oversight.integrity.course import after_snapshot, silent
from marketplace.oversight.integrity.look import Look, WarningKind
from marketplace.oversight.integrity.papers import hasty, same_file, self_checked
from marketplace.oversight.integrity.parties import overlapping, related
from marketplace.oversight.scope import Scope
from marketplace.web.formats import format_date

SOURCES: dict[WarningKind, Callable[[Look], list[sa.Select[Any]]]] = {
    WarningKind.RELATED: related,
    WarningKind.SAME_FILE: same_file,
    WarningKind.OVERLAP: overlapping,
    WarningKind.AFTER_SNAPSHOT: after_snapshot,
    WarningKind.SELF_CHECKED: self_checked,
    WarningKind.SILENT: silent,
    WarningKind.HASTY: hasty,
}
_Seller, _Buyer, _Other = aliased(Organisation), aliased(Organisation), aliased(Contract)


class Finding(NamedTuple):
    """One warning about one contract, as a query gives it."""

    contract_id: int
    kind: str
    detail: str | None
    first: str | None
    second: str | None
    day: Any
    number: int | None
    public_id: str
    contract_number: str | None
    is_verified: bool
    effective_from: Any
    effective_to: Any
    seller: str
    buyer: str
    goods_vi: str
    goods_en: str
    other_id: str | None
    other_number: str | None


def _together(look: Look, kind: WarningKind | None = None) -> sa.Subquery:
    chosen = [kind] if kind is not None else list(WarningKind)
    return sa.union_all(*(question for one in chosen for question in SOURCES[one](look))).subquery()


def findings(look: Look, kind: WarningKind | None = None) -> sa.Select[Any]:
    """The findings with what names their contracts, newest contracts first; rows read as `Finding`."""
    one = _together(look, kind)
    return (
        sa.select(
            one.c.contract_id, one.c.kind, one.c.detail, one.c.first, one.c.second, one.c.day, one.c.number,
            Contract.public_id, Contract.number.label("contract_number"),
            Contract.verified_at.is_not(None).label("is_verified"), Contract.effective_from, Contract.effective_to,
            _Seller.name.label("seller"), _Buyer.name.label("buyer"), Commodity.name_vi.label("goods_vi"),
            Commodity.name_en.label("goods_en"), _Other.public_id.label("other_id"),
            _Other.number.label("other_number"),
        )
        .join(Contract, Contract.id == one.c.contract_id)
        .join(Case, Case.id == Contract.case_id)
        .join(_Seller, _Seller.id == Case.seller_id)
        .join(_Buyer, _Buyer.id == Case.buyer_id)
        .join(Commodity, Commodity.code == Contract.commodity_code)
        .outerjoin(_Other, _Other.id == one.c.other_id)
        .order_by(Contract.id.desc(), one.c.kind, one.c.detail, one.c.first, one.c.other_id)
    )  # fmt: skip


def counts(viewer: Viewer, scope: Scope) -> dict[WarningKind, int]:
    """How many contracts each kind names; a contract counts once a kind."""
    one = _together(Look.over(viewer, scope))
    question = sa.select(one.c.kind, sa.func.count(one.c.contract_id.distinct())).group_by(one.c.kind)
    named: dict[str, int] = {row[0]: row[1] for row in db.session.execute(question)}
    return {kind: named.get(kind.value, 0) for kind in WarningKind}


def of_contract(viewer: Viewer, contract_id: int) -> list[Finding]:
    """Every warning about one contract, in one query."""
    rows = db.session.execute(findings(Look(viewer, today(), contract_id=contract_id)))
    return [Finding(*row) for row in rows]


def sentence(row: Any) -> LazyString:
    """What was found, with its facts."""
    return _SENTENCES[WarningKind(row.kind)](row)


def _related(row: Any) -> LazyString:
    places = {"one": row.first, "two": row.second}
    if row.detail == "parent":
        return _l("%(one)s và %(two)s có quan hệ mẹ – con, hoặc cùng một đơn vị mẹ.", **places)
    if row.detail == "user":
        return _l("Có người đang thuộc cả %(one)s và %(two)s.", **places)
    if row.detail == "contact":
        return _l("%(one)s và %(two)s có cùng người đại diện và cùng số điện thoại.", **places)
    return _l("%(one)s và %(two)s có cùng mười chữ số đầu của mã số thuế.", **places)


def _same_file(row: Any) -> LazyString:
    return _l("Tệp đã ký giống hệt tệp của hợp đồng %(other)s.", other=row.other_number or row.other_id[:8])


def _overlap(row: Any) -> LazyString:
    return _l(
        "%(one)s và %(two)s còn hợp đồng %(other)s cho cùng sản phẩm; hai thời hạn trùng nhau từ ngày %(day)s.",
        one=row.first, two=row.second, other=row.other_number or row.other_id[:8], day=format_date(row.day),
    )  # fmt: skip


def _after_snapshot(row: Any) -> LazyString:
    return _l(
        "%(state)s ngày %(day)s, %(days)s ngày sau kỳ chốt “%(title)s” đã đếm hợp đồng này, khi thời hạn chưa hết.",
        state=ContractState(row.second).label, day=format_date(row.day), days=row.number, title=row.first,
    )  # fmt: skip


def _self_checked(row: Any) -> LazyString:
    return {
        "document": _l("Người xác minh cũng là người tải tệp của hợp đồng lên."),
        "signature": _l("Người xác minh cũng là người ghi nhận một bên đã ký."),
        "annex": _l("Người xác minh cũng là người mở phụ lục của hợp đồng."),
        "entry": _l("Người xác minh cũng là người nhập hợp đồng."),
    }[row.detail]


def _silent(row: Any) -> LazyString:
    return _l(
        "%(name)s không có lần giao nào được nhận trong %(count)s kỳ liền, kỳ gần nhất hết ngày %(day)s. "
        "Có thể hàng không đi, có thể sổ chưa ai ghi.",
        name=row.first, count=row.number, day=format_date(row.day),
    )  # fmt: skip


def _hasty(row: Any) -> LazyString:
    return _l(
        "Được xác minh %(minutes)s phút sau khi có bản ký, bởi người cùng vai trò, cùng tỉnh với người nhập.",
        minutes=row.number,
    )


_SENTENCES: dict[WarningKind, Callable[[Any], LazyString]] = {
    WarningKind.RELATED: _related,
    WarningKind.SAME_FILE: _same_file,
    WarningKind.OVERLAP: _overlap,
    WarningKind.AFTER_SNAPSHOT: _after_snapshot,
    WarningKind.SELF_CHECKED: _self_checked,
    WarningKind.SILENT: _silent,
    WarningKind.HASTY: _hasty,
}
