"""What the pages of learning ask beside the figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import User
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.listings.presenting import title_of
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.suggestions.learning_models import ModelVersion


def names_of(people: Collection[int | None]) -> Mapping[int, str]:
    """The names of staff who decided, for pages that only staff open."""
    found = db.session.execute(sa.select(User.id, User.name).where(User.id.in_([one for one in people if one])))
    return {row.id: row.name for row in found}


def goods_names() -> Mapping[str, str]:
    """The names of all goods by code, in the reader's language."""
    return {good.code: good.title for good in db.session.scalars(sa.select(Commodity))}


def need_words(ids: Collection[str]) -> Mapping[str, str]:
    """Of the public needs among these numbers: what is wanted, by whom."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    asked = sa.select(Need).where(Need.id.in_(numbers), is_public(Need)).options(joinedload(Need.organisation))
    found = db.session.scalars(asked).unique()
    return {str(need.id): f"{title_of(need)}, {need.organisation.name}" for need in found}


def model_for(viewer: Viewer, public_id: str) -> ModelVersion:
    """A trained model; NotFoundError when there is none or the figures are none of the viewer's business."""
    found = db.session.scalar(sa.select(ModelVersion).filter_by(public_id=public_id))
    if found is None or not can(viewer, Permission.MATCHING_FIGURES):
        raise NotFoundError
    return found
