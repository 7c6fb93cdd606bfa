"""The filters of a list as data: taken from an address, read again later, said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from marketplace.alerts.models import SavedSearch, SearchKind
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.filters import FilterForm, Wanted, read_filters
from marketplace.needs.models import Need
from marketplace.needs.queries import fitting_needs
from marketplace.offers.models import Offer
from marketplace.offers.queries import fitting_offers
from marketplace.web.formats import format_date, format_money

VERSION = 1
"""Of the filter form; goes up when a field's name or meaning changes."""
FEW = 20
GOODS = "commodity"


@dataclass(frozen=True, slots=True)
class Reading:
    """What filters mean today: the question, (field, value) in words, and what cannot be read, in sentences."""

    wanted: Wanted
    words: list[tuple[str, str]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    narrows: bool = True

    @property
    def in_one_line(self) -> str:
        """Mặt hàng: sầu riêng; Nơi: Lâm Đồng."""
        return "; ".join(f"{label}: {value}" for label, value in self.words)


def read(filters: Mapping[str, str], version: int = VERSION) -> Reading:
    """The filters as a question. What the form or the catalogue no longer knows is complained of and kept.

    `narrows` is False when a complaint means that the question would find more than was asked for.
    """
    form = FilterForm(MultiDict(filters))
    wanted = read_filters(form)
    words = [(str(item.label.text), _value(item, filters[item.name])) for item in form if filters.get(item.name)]
    wrong = [(item.name, str(item.label.text), str(error)) for item in form for error in item.errors]
    gone = sorted(set(filters) - set(form._fields))
    complaints = [f"{label}: {error}" for _name, label, error in wrong]
    complaints += [str(_l("Điều kiện “%(name)s” không còn dùng được nữa.", name=name)) for name in gone]
    narrows = version == VERSION and not gone and all(name == GOODS for name, _label, _error in wrong)
    return Reading(wanted, words + [(name, filters[name]) for name in gone], complaints, narrows)


def _value(item: Any, typed: str) -> str:
    """A field's value as people say it; what could not be read, as it was typed."""
    if item.errors or not item.data:
        return typed
    if isinstance(item.data, bool):
        return str(_l("có"))
    if isinstance(item.data, date):
        return format_date(item.data)
    if isinstance(item.data, int):
        return format_money(item.data)
    labels = {str(choice.value): str(choice.label) for choice in getattr(item, "choices", ())}
    return labels.get(str(item.data), str(item.data))


def question(viewer: Viewer, kind: SearchKind, wanted: Wanted) -> sa.Select[Any]:
    """The public listings of this kind that fit, as far as the viewer may compare them."""
    return fitting_offers(viewer, wanted) if kind is SearchKind.OFFERS else fitting_needs(viewer, wanted)


def model_of(kind: SearchKind) -> type[Offer] | type[Need]:
    """What the list is made of."""
    return Offer if kind is SearchKind.OFFERS else Need


def news_of(viewer: Viewer, search: SavedSearch, reading: Reading) -> tuple[list[Any], int, int]:
    """(the newest listings since the visit before, how many they are, how many fit in all)."""
    model = model_of(search.kind)
    fitting = question(viewer, search.kind, reading.wanted)
    fresh = fitting.where(model.published_at >= search.new_since)
    rows = db.session.scalars(fresh.order_by(model.published_at.desc(), model.id.desc()).limit(FEW)).all()
    return list(rows), _count(fresh, model), _count(fitting, model)


def _count(fitting: sa.Select[Any], model: type[Offer] | type[Need]) -> int:
    ids = fitting.with_only_columns(model.id).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0
