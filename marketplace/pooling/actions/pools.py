"""Making a pool, more variants of it, taking variants away, giving up."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.clock import now
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.pooling.actions.variants import add_cells, check_open, fill
from marketplace.pooling.market import Reading
from marketplace.pooling.models import MOST_VARIANTS, Pool, PoolClosing, Supplier, Variant, VariantPeriod
from marketplace.pooling.solving import Answer, Locks

COPIED = (
    "maximum_suppliers", "largest_share_pct", "maximum_distance_km", "latest", "demands", "weight_transport",
    "weight_flexible", "weight_unreliable", "weight_spread", "weight_newly_linked", "seconds", "data_at",
    "fingerprint", "cost_dong", "bound_dong", "gap", "finished", "parts", "changes",
)  # fmt: skip

CELL = ("start", "end", "kg", "firm_kg", "flexible_kg", "locked")


def make(*, by: User, need: Need, reading: Reading, answer: Answer) -> Pool:
    """A new pool with its first variant. NotAllowedError for those who may not open a case for the need.

    WrongStateError when there is nobody to show: no candidate, and nobody who is one change away.
    """
    authorize(by.viewer(), Permission.CASE_OPEN, need)
    if not reading.options and not reading.misses:
        raise WrongStateError(
            _l("Chưa có chào bán nào khớp hay suýt khớp mà còn mời được. Hãy nới điều kiện, khoảng cách, thời gian.")
        )
    variant = Variant(number=1, maximum_suppliers=need.maximum_suppliers)
    pool = Pool(need_id=need.id, made_by_id=by.id, variants=[variant])
    db.session.add(pool)
    db.session.flush()
    fill(variant, reading, answer, Locks())
    record(events.POOL_MADE, pool, by=by)
    return pool


def add_variant(*, by: User, variant: Variant) -> Variant:
    """Another variant of the pool, with the limits and the table of this one. WrongStateError beyond three."""
    pool = _lock(variant.pool)
    check_open(variant)
    if len(pool.live_variants) >= MOST_VARIANTS:
        raise WrongStateError(_l("Đã có %(most)s phương án; hãy bỏ một phương án trước.", most=MOST_VARIANTS))
    number = max(one.number for one in pool.variants) + 1
    made = Variant(number=number, **{name: getattr(variant, name) for name in COPIED})
    made.periods = [VariantPeriod(start=p.start, end=p.end, wanted_kg=p.wanted_kg) for p in variant.periods]
    made.suppliers = [_copy(one) for one in variant.suppliers]
    pool.variants.append(made)
    db.session.flush()
    add_cells(
        {"supplier_id": row.id, **{name: getattr(cell, name) for name in CELL}}
        for one, row in zip(variant.suppliers, made.suppliers, strict=True)
        for cell in one.cells
    )
    record(events.POOL_VARIANT_ADDED, pool, by=by, number=number)
    return made


def _copy(one: Supplier) -> Supplier:
    kept = (
        "offer_id", "organisation_id", "lock", "distance_km", "price_dong_per_kg", "on_time", "newly_linked",
        "minimum_lot_kg", "lot_multiple_kg", "most_kg",
    )  # fmt: skip
    return Supplier(**{name: getattr(one, name) for name in kept})


def remove_variant(*, by: User, variant: Variant) -> None:
    """Take a variant away; its rows stay for the history. WrongStateError for the last one.

    The pool is locked: of two people who take away one each of the last two, the second is told.
    """
    _lock(variant.pool)
    check_open(variant)
    if len(variant.pool.live_variants) == 1:
        raise WrongStateError(_l("Đây là phương án duy nhất; hãy thôi làm đơn gom nếu không dùng nữa."))
    variant.removed_at = now()
    db.session.flush()
    record(events.POOL_VARIANT_REMOVED, variant.pool, by=by, number=variant.number)


def _lock(pool: Pool) -> Pool:
    """The pool with its variants as they are now, nobody else changing which there are."""
    asked = sa.select(Pool).where(Pool.id == pool.id).with_for_update(of=Pool)
    fresh = asked.options(selectinload(Pool.variants)).execution_options(populate_existing=True)
    return db.session.scalars(fresh).one()


def drop(*, by: User, pool: Pool) -> None:
    """Give the pool up. WrongStateError when it is done already."""
    if not pool.is_open:
        raise WrongStateError(_l("Đơn gom này đã xong."))
    pool.closed_at, pool.closing = now(), PoolClosing.DROPPED
    db.session.flush()
    record(events.POOL_DROPPED, pool, by=by)
