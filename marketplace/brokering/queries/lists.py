"""The list of cases: filters, order, pages, and how many stand at each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, CaseStage, Stage, Terms, TermsPeriod
from marketplace.brokering.queries.lines import LIVE, PRICED, CaseLine, complete, joined, lines, state_share, visible
from marketplace.brokering.queries.lines import Buyer as _Buyer
from marketplace.brokering.queries.lines import Good as _Good
from marketplace.extensions import db
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.offers.models import Offer


class Order(Labelled):
    """What stands first in the list."""

    DUE = "due", _l("Hẹn sớm nhất")
    WAITING = "waiting", _l("Ở bước hiện tại lâu nhất")
    VALUE = "value", _l("Giá trị lớn nhất")
    NEWEST = "newest", _l("Mới mở nhất")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader asks of the list; `mine` are cases that the reader brokers or opened."""

    stage: CaseStage | None = None
    mine: bool = False
    late: bool = False
    state_owned: bool = False
    good: str = ""
    order: Order = Order.DUE


def cases_page(viewer: Viewer, wanted: Wanted, day: date, *, page: int, size: int) -> tuple[list[CaseLine], int]:
    """One page of the visible cases that are wanted, and how many there are in all."""
    chosen = _chosen(viewer, wanted, day)
    counted = joined(sa.select(sa.func.count(Case.id))).join(_Buyer, _Buyer.id == Case.buyer_id)
    total = db.session.scalar(counted.where(*chosen)) or 0
    question = lines().where(*chosen).order_by(*_order(wanted.order), Case.id)
    rows = db.session.execute(question.limit(size).offset((page - 1) * size))
    return complete(viewer, [CaseLine(*row) for row in rows]), total


def _chosen(viewer: Viewer, wanted: Wanted, day: date) -> list[sa.ColumnElement[bool]]:
    chosen = [visible(viewer)]
    if wanted.stage:
        chosen.append(Case.stage == wanted.stage)
    if wanted.mine:
        chosen.append(sa.or_(Case.broker_id == viewer.user_id, Case.opened_by_id == viewer.user_id))
    if wanted.late:
        chosen.append(sa.and_(Case.due_on < day, Case.stage.in_(LIVE)))
    if wanted.state_owned:
        chosen.append(state_share() > 50)
    if wanted.good:
        chosen.append(_Good.code == wanted.good)
    return chosen


def _order(order: Order) -> Sequence[Any]:
    if order is Order.WAITING:
        return [Stage.entered_at.asc()]
    if order is Order.NEWEST:
        return [Case.opened_at.desc()]
    if order is Order.VALUE:
        return [_value().desc().nulls_last()]
    return [Case.due_on.asc().nulls_last()]


def _value() -> sa.ColumnElement[Any]:
    """The value of the latest revision, as far as it is known; only its order matters here."""
    latest = sa.select(sa.func.max(Terms.id)).where(Terms.case_id == Case.id).correlate(Case).scalar_subquery()
    grams = sa.type_coerce(sa.func.sum(TermsPeriod.quantity_kg), sa.Numeric)
    price = sa.type_coerce(sa.func.max(Terms.price_dong_per_kg), sa.Numeric)
    question = sa.select(grams * price).join(Terms, Terms.id == TermsPeriod.terms_id)
    return question.where(Terms.id == latest, Terms.price_basis.in_(PRICED)).correlate(Case).scalar_subquery()


def stage_counts(viewer: Viewer) -> dict[CaseStage, int]:
    """How many visible cases stand at each stage, in the order of the stages."""
    question = sa.select(Case.stage, sa.func.count(Case.id)).where(visible(viewer)).group_by(Case.stage)
    found = {row[0]: row[1] for row in db.session.execute(question)}
    return {stage: found[stage] for stage in CaseStage if stage in found}


def goods_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Code and name of the goods of the visible cases, by name in the reader's language."""
    codes = sa.select(sa.func.coalesce(Need.commodity_code, Offer.commodity_code)).select_from(Case)
    codes = codes.join(Offer, Offer.id == Case.offer_id).join(Need, Need.id == Case.need_id).where(visible(viewer))
    name = _Good.name_en if str(get_locale() or "vi") == "en" else _Good.name_vi
    rows = db.session.execute(sa.select(_Good.code, name).where(_Good.code.in_(codes)).order_by(name))
    return [(code, words) for code, words in rows]
