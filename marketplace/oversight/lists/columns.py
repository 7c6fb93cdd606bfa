"""What columns of several tables have alike."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import get_locale

from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind
from marketplace.oversight.tables import Column


def profile(name: str = "public_id") -> Any:
    """The way to the profile of the organisation whose public id stands in the row."""
    return lambda row: url_for("organisations.show", public_id=getattr(row, name))


def goods_of(row: Any) -> str:
    """The name of the row's good in the reader's language."""
    name = row.goods_en if str(get_locale() or "vi") == "en" else row.goods_vi
    return name or ""


def registry(row: Any) -> str | None:
    """The register's page of a verified contract; others have no page that everybody here may open."""
    return url_for("contracts.registry", public_id=row.public_id) if row.is_verified else None


ORGANISATION = Column(_l("Tổ chức"), lambda row: row.name, profile())
KIND = Column(_l("Loại"), lambda row: OrganisationKind(row.kind))
