"""Which pools a viewer may work on: those of needs for which the viewer may open a pooled case."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case
from marketplace.brokering.queries import listing_for
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.pooling.models import Pool, PoolCase, Supplier, Variant

TABLE = (
    selectinload(Variant.periods),
    selectinload(Variant.suppliers).selectinload(Supplier.cells),
    selectinload(Variant.suppliers).joinedload(Supplier.organisation),
    selectinload(Variant.suppliers).joinedload(Supplier.offer).options(lazyload("*")),
)


def need_for(viewer: Viewer, public_id: str) -> Need:
    """A need for which the viewer may gather suppliers; NotFoundError otherwise."""
    return reveal(viewer, Permission.CASE_OPEN, listing_for(viewer, Need, public_id))


def pools_of(_viewer: Viewer, need: Need) -> Sequence[Pool]:
    """The pools of a need that `need_for` gave, the newest first."""
    question = sa.select(Pool).where(Pool.need_id == need.id).order_by(Pool.id.desc())
    return db.session.scalars(question.options(selectinload(Pool.variants))).all()


def pool_for(viewer: Viewer, public_id: str) -> Pool:
    """A pool of such a need, with the tables of its variants and the cases it became; NotFoundError otherwise."""
    return _pool(viewer, public_id, *_tables(), selectinload(Pool.cases).joinedload(PoolCase.case))


def pool_with_people(viewer: Viewer, public_id: str) -> Pool:
    """The same with who is and was in its cases and what is planned for each."""
    people = (selectinload(Case.members), selectinload(Case.planned_shares))
    return _pool(viewer, public_id, *_tables(), selectinload(Pool.cases).joinedload(PoolCase.case).options(*people))


def _tables() -> list[ORMOption]:
    return [selectinload(Pool.variants).options(one) for one in TABLE]


def pool_to_mend(viewer: Viewer, public_id: str) -> Pool:
    """The same with who is in its cases, what each said and what is planned for each, without the tables."""
    people = (selectinload(Case.members), selectinload(Case.consents), selectinload(Case.planned_shares))
    cases = selectinload(Pool.cases).joinedload(PoolCase.case).options(*people)
    return _pool(viewer, public_id, selectinload(Pool.variants), cases)


def _pool(viewer: Viewer, public_id: str, *parts: ORMOption) -> Pool:
    pool = db.session.scalars(sa.select(Pool).where(Pool.public_id == public_id).options(*parts)).first()
    if pool is None:
        raise NotFoundError
    reveal(viewer, Permission.NEED_VIEW, pool.need)
    reveal(viewer, Permission.CASE_OPEN, pool.need)
    return pool


def variant_for(viewer: Viewer, public_id: str, number: str) -> Variant:
    """One live variant of such a pool by its number, as addresses carry it; NotFoundError otherwise."""
    found = next((one for one in pool_for(viewer, public_id).live_variants if str(one.number) == number), None)
    if found is None:
        raise NotFoundError
    return found
