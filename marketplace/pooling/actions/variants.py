"""Writing a variant's table, limits and weights. A version of None (commands) skips the check for others' changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.errors import StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.pooling.demands import Demands
from marketplace.pooling.market import Option, Reading
from marketplace.pooling.models import Cell, PoolClosing, Supplier, SupplierLock, Variant, VariantPeriod
from marketplace.pooling.solving import Answer, Locks

MOST_KEPT = 40
"""So many candidates stand in a table; those of the group and those with a lock always do."""
MOST_CELLS = 480
"""With many periods fewer others do, so that the page stays light on a phone."""


def check_open(variant: Variant, version: int | None = None) -> None:
    """WrongStateError when the pool is done or the variant taken away; StaleError when it was changed meanwhile."""
    if variant.pool.closing is PoolClosing.INVITED:
        raise WrongStateError(_l("Đã mời nhóm này nên bảng không sửa được nữa."))
    if not variant.pool.is_open or variant.removed_at is not None:
        raise WrongStateError(_l("Đơn gom này đã xong nên phương án không sửa được nữa."))
    check_version(variant, version)


def check_version(variant: Variant, version: int | None) -> None:
    """StaleError when the form was opened on an older version."""
    if version is not None and version != variant.version:
        raise StaleError(
            _l("Người khác vừa đổi phương án này. Những gì bạn nhập vẫn còn bên dưới: xem lại rồi bấm lần nữa để giữ.")
        )


def keep(
    *, by: User, variant: Variant, version: int | None, reading: Reading, answer: Answer, locks: Locks, solved: bool
) -> None:
    """The variant's table is this answer from now on. Raises what `check_open` raises."""
    check_open(variant, version)
    before = _figures(variant)
    fill(variant, reading, answer, locks)
    name = events.POOL_VARIANT_SOLVED if solved else events.POOL_VARIANT_CHANGED
    owner = {one.code: one.organisation_id for one in reading.options}
    amounts = {owner[code]: list(kg) for code, kg in answer.given.items()}
    after = {"amounts": amounts, "cost_dong": answer.cost_dong}
    record(name, variant.pool, by=by, number=variant.number, before=before, after=after)


def fill(variant: Variant, reading: Reading, answer: Answer, locks: Locks) -> None:
    """Write the answer into the rows of the variant."""
    variant.suppliers.clear()
    variant.periods.clear()
    db.session.flush()  # the old rows go before new ones of the same offers come
    variant.periods = [VariantPeriod(start=one.start, end=one.end, wanted_kg=one.kg) for one in reading.wanted]
    kept = _kept(reading, answer, locks)
    variant.suppliers = [_supplier(one, locks) for one in kept]
    variant.data_at, variant.fingerprint = reading.at, reading.fingerprint
    variant.parts, variant.changes = dict(answer.parts), [dict(one) for one in answer.changes]
    variant.cost_dong, variant.bound_dong = answer.cost_dong, answer.bound_dong
    variant.gap, variant.finished = answer.gap, answer.finished
    db.session.flush()
    add_cells(
        {"supplier_id": row.id, **cell}
        for one, row in zip(kept, variant.suppliers, strict=True)
        for cell in _cells(one, reading, answer, locks)
    )


def add_cells(rows: Iterable[dict[str, Any]]) -> None:
    """Many cells in one statement: a table of forty suppliers over a year has hundreds."""
    if made := list(rows):
        db.session.execute(sa.insert(Cell), made)


def _kept(reading: Reading, answer: Answer, locks: Locks) -> list[Option]:
    """Who stands in the table: the group and the locked, then the best others."""
    able = [one for one in reading.options if one.rule is None]
    decided = {*answer.given, *locks.inside, *locks.outside, *(code for code, _ in locks.kg)}
    chosen = [one for one in able if one.code in decided]
    others = [one for one in able if one.code not in decided]
    chosen.sort(key=lambda one: -sum(answer.given.get(one.code, ())))
    most = min(MOST_KEPT, MOST_CELLS // max(len(reading.wanted), 1))
    return [*chosen, *others[: max(most - len(chosen), 0)]]


def _supplier(one: Option, locks: Locks) -> Supplier:
    lock = SupplierLock.NONE
    if one.code in locks.inside or one.code in locks.outside:
        lock = SupplierLock.IN if one.code in locks.inside else SupplierLock.OUT
    return Supplier(
        offer_id=one.offer_id,
        organisation_id=one.organisation_id,
        lock=lock,
        distance_km=one.km,
        price_dong_per_kg=one.price,
        on_time=one.on_time,
        newly_linked=one.newly_linked,
        minimum_lot_kg=one.minimum_lot_kg or None,
        lot_multiple_kg=one.lot_multiple_kg,
        most_kg=one.most_kg,
    )


def _cells(one: Option, reading: Reading, answer: Answer, locks: Locks) -> Iterator[dict[str, Any]]:
    given = answer.given.get(one.code)
    for at, wanted in enumerate(reading.wanted):
        yield {
            "start": wanted.start,
            "end": wanted.end,
            "kg": given[at] if given else 0,
            "firm_kg": one.firm_kg[at],
            "flexible_kg": one.flexible_kg[at],
            "locked": (one.code, at) in locks.kg,
        }


def _figures(variant: Variant) -> dict[str, Any]:
    """What the history keeps of a table."""
    amounts = {one.organisation_id: [cell.kg for cell in one.cells] for one in variant.suppliers if one.total_kg}
    return {"amounts": amounts, "cost_dong": variant.cost_dong}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the history keeps them."""
    return {name: value.kept if isinstance(value, Demands) else value for name, value in values.items()}


def set_wishes(*, by: User, variant: Variant, version: int | None, values: Mapping[str, Any]) -> None:
    """Other limits or weights, by the names of the columns; the table is to be solved anew. As `check_open` raises."""
    check_open(variant, version)
    before = {name: getattr(variant, name) for name, new in values.items() if getattr(variant, name) != new}
    for name in before:
        setattr(variant, name, values[name])
    if before:
        db.session.flush()
        before, after = _told(before), _told({name: values[name] for name in before})
        record(events.POOL_LIMITS_SET, variant.pool, by=by, number=variant.number, before=before, after=after)
