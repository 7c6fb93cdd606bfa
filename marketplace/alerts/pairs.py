"""Pairs as alerts see them: the lines of a listing, what a watched counterpart makes of it, and the words told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.alerts.models import ScoreAlert
from marketplace.errors import Sentence
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import title_of
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions import gateway
from marketplace.suggestions.lines import Line
from marketplace.suggestions.queries import need_parts, offer_parts
from marketplace.suggestions.shortlists import buyers_of, line_of, shortlist_of
from marketplace.web.formats import format_quantity

Listed: TypeAlias = Offer | Need
Record = TypeVar("Record", Offer, Need)


def best_pairs(listing: Listed) -> list[Line]:
    """The suggestions that the listing's own page shows first, without those its organisation put aside."""
    return (buyers_of(listing) if isinstance(listing, Offer) else shortlist_of(listing)).lines


def watched_pairs(listing: Listed) -> Iterator[Line]:
    """The pairs of the listing with other sides' public listings for which somebody set an alert."""
    code = listing.commodity_code or ""
    if isinstance(listing, Offer):
        needs = _watched(Need, ScoreAlert.need_id, gateway.related_codes(code), listing).options(*need_parts())
        found = (line_of(listing, need) for need in db.session.scalars(needs).unique())
    else:
        codes = gateway.related_codes(code, gateway.buyer_kind(listing.organisation))
        offers = _watched(Offer, ScoreAlert.offer_id, codes, listing).options(*offer_parts())
        found = (line_of(offer, listing) for offer in db.session.scalars(offers).unique())
    return filter(None, found)


def _watched(
    model: type[Record], single: InstrumentedAttribute[int | None], codes: list[str], other: Listed
) -> sa.Select[Record]:
    """Public listings of these goods, of other organisations, that a live alert is about."""
    every = sa.and_(ScoreAlert.offer_id.is_(None), ScoreAlert.need_id.is_(None))
    whole = sa.and_(ScoreAlert.organisation_id == model.organisation_id, every)
    asked = sa.exists().where(is_live(), sa.or_(single == model.id, whole))
    fitting = sa.and_(model.commodity_code.in_(codes), model.organisation_id != other.organisation_id)
    return sa.select(model).where(fitting, is_public(model), asked).order_by(model.id)


def is_live() -> sa.ColumnElement[bool]:
    """Alerts that neither rest nor are gone."""
    return sa.and_(ScoreAlert.paused_at.is_(None), ScoreAlert.removed_at.is_(None))


def words_of(line: Line, own: Listed) -> str:
    """What the side `own` is told of a pair: score, partner, the strongest reason, what is missing.

    Names and figures come from what is public of both records, as everything in a suggestion does. A price is left to
    the page of the pair: the words are kept, and a price may become private later.
    """
    other = line.need if isinstance(own, Offer) else line.offer
    names = {"partner": other.organisation.name, "score": format_quantity(line.score), "goods": title_of(own)}
    parts: list[Sentence] = [_head(own, names)]
    if other.origin == Origin.REPORTED:
        parts.append(_l("Thông tin theo báo chí, chưa kiểm chứng."))
    price = line.part("price")
    parts += [reason for reason in line.reasons if price is None or reason != price.sentence][:1]
    parts.append(_lacking(line))
    return " ".join(str(part) for part in parts)


def _head(own: Listed, names: dict[str, str]) -> Sentence:
    if isinstance(own, Offer):
        return _l("%(partner)s tìm mua, phù hợp %(score)s điểm với chào bán “%(goods)s” của đơn vị bạn.", **names)
    return _l("%(partner)s có hàng, phù hợp %(score)s điểm với nhu cầu “%(goods)s” của đơn vị bạn.", **names)


def _lacking(line: Line) -> Sentence:
    if not line.gaps:
        return _l("Không thiếu điều kiện nào.")
    gap = line.gaps[0]
    if gap.kind == "certificate_must":
        return gap.sentence
    lift = _l("Tăng lên %(score)s nếu có %(paper)s.", score=format_quantity(gap.score_after), paper=gap.paper)
    return f"{gap.sentence} {lift}" if gap.kind == "certificate_unknown" else lift
