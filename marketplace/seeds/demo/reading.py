"""The script's words read by the code that reads what people type; a word it cannot read is a fault of the script."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity, Commune, ProductForm, Unit
from marketplace.catalogue.naming import form_code, resolve_good
from marketplace.catalogue.places import resolve_place
from marketplace.extensions import db
from marketplace.listings.recurrence import PeriodDraft, periods_of, read_recurrence


def commodity(text: str) -> tuple[Commodity, ProductForm | None, str | None]:
    """The good, its form and its variety."""
    named = resolve_good(text).certain
    if named is None:
        raise LookupError(f"the demonstration names no good: {text!r}")
    form = form_code(named)
    return (
        db.session.get_one(Commodity, named.code),
        db.session.get(ProductForm, form) if form else None,
        named.variety,
    )


def commune(text: str) -> Commune:
    """The commune of today."""
    found = resolve_place(text).commune
    if found is None:
        raise LookupError(f"the demonstration names no commune: {text!r}")
    return found


def periods(text: str, after: date) -> list[PeriodDraft]:
    """The coming periods of a recurrence in tonnes."""
    return periods_of(read_recurrence(text), after)


def tonne() -> Unit:
    """The unit of the script."""
    return db.session.scalars(sa.select(Unit).filter_by(code="tonne")).one()
