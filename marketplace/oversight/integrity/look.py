"""Where a warning looks, and the one shape in which each finds: so that all of them are one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractParty, PartyRole
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.oversight.scope import Scope


class WarningKind(Labelled):
    """What is worth a second look. None of them proves anything; none changes a count."""

    RELATED = "related", _l("Hai bên có quan hệ với nhau"), "warn"
    SAME_FILE = "same-file", _l("Một tệp dùng cho hai hợp đồng"), "bad"
    OVERLAP = "overlap", _l("Hợp đồng trùng bên, trùng hàng, trùng thời hạn"), "warn"
    AFTER_SNAPSHOT = "after-snapshot", _l("Kết thúc ngay sau khi chốt số liệu"), "bad"
    SELF_CHECKED = "self-checked", _l("Người xác minh có tham gia lập hồ sơ"), "bad"
    SILENT = "silent", _l("Không có lần giao nào trong nhiều kỳ liền"), "warn"
    HASTY = "hasty", _l("Xác minh quá nhanh sau khi ký"), "warn"


@dataclass(frozen=True, slots=True)
class Look:
    """Which contracts are looked at, for whom, on which day: those of a scope, or one alone."""

    viewer: Viewer
    day: date
    scope: Scope | None = None
    contract_id: int | None = None

    @classmethod
    def over(cls, viewer: Viewer, scope: Scope) -> Look:
        """The contracts of a scope as of its last day, or of today while that day is still to come."""
        return cls(viewer, min(scope.until, today()), scope)

    def may_see(self, contract: Any) -> sa.ColumnElement[bool]:
        """Signed contracts: officials know verified ones only (their fields of the register), brokers check others."""
        seen = sa.true() if self.viewer.is_broker else contract.verified_at.is_not(None)
        return sa.and_(contract.signed_on.is_not(None), seen)

    def at(self, contract: Any) -> sa.ColumnElement[bool]:
        """The contracts this look is about."""
        if self.contract_id is not None:
            return sa.and_(contract.id == self.contract_id, self.may_see(contract))
        chosen = [self.may_see(contract)]
        if self.scope is not None:
            chosen += [contract.effective_from <= self.scope.until, contract.effective_to >= self.scope.since]
            if self.scope.province_code:
                chosen.append(contract.id.in_(_produced_in(self.scope.province_code)))
        return sa.and_(*chosen)


def _produced_in(province_code: str) -> sa.Select[Any]:
    return (
        sa.select(ContractParty.contract_id)
        .join(Organisation, Organisation.id == ContractParty.organisation_id)
        .where(ContractParty.role == PartyRole.PRODUCER, Organisation.province_code == province_code)
    )


def found(
    kind: WarningKind, contract: Any = Contract, *, detail: Any = None, first: Any = None, second: Any = None,
    other: Any = None, day: Any = None, number: Any = None,
) -> sa.Select[Any]:  # fmt: skip
    """The columns of every finding; what a kind has nothing to say in is NULL of the right type."""

    # A day itself is not cast: SQLite would keep its year alone.
    def column(value: Any, kept: Any, name: str) -> Any:
        return sa.cast(sa.null() if value is None else value, kept).label(name)

    return sa.select(
        contract.id.label("contract_id"),
        column(sa.literal(kind.value), sa.String(20), "kind"),
        column(None if detail is None else sa.literal(detail), sa.String(20), "detail"),
        column(first, sa.String(200), "first"),
        column(second, sa.String(200), "second"),
        column(other, sa.Integer(), "other_id"),
        (sa.cast(sa.null(), sa.Date()) if day is None else day).label("day"),
        column(number, sa.Integer(), "number"),
    ).select_from(contract)
