"""Every write to seasons: staff add, change and end them; nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from marketplace.audit import events
from marketplace.audit.record import Actor, record
from marketplace.catalogue.models import Commodity, Grade, MonthDay, Season, SeasonKind
from marketplace.catalogue.season_queries import same_season
from marketplace.clock import now, today
from marketplace.errors import DomainError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l

ENDED = _l("Mùa vụ này đã ngừng dùng, không sửa được nữa.")
WORDS_OF_EVENTS = {"grade": "source_grade"}  # "grade" is the yearly rating there


@dataclass(frozen=True, slots=True)
class SeasonFacts:
    """What people say of a season. `end` before `start` means the next year."""

    region: str
    name: str
    kind: SeasonKind
    start: MonthDay
    end: MonthDay
    grade: Grade
    source: str


def add_season(*, by: Actor, good: Commodity, facts: SeasonFacts) -> Season:
    """A season of staff's own. DomainError names the field: good (ended, a group), name (there already), empty text."""
    if good.ended_on is not None or good.level != "product":
        raise DomainError(_l("Mùa vụ là của một mặt hàng còn dùng, không phải của nhóm hàng."), field="good")
    _check(good.code, facts)
    season = Season(commodity_code=good.code, good=good)
    _write(season, facts)
    _sign(season, by)
    db.session.add(season)
    db.session.flush()
    record(events.SEASON_ADDED, season, by=by, good=good.name_vi, after=_said(season))
    return season


def change_season(*, by: Actor, season: Season, version: int | None, facts: SeasonFacts) -> None:
    """Change what differs; from now on the row is staff's. A version of None (commands) checks nothing.

    StaleError when somebody changed it meanwhile, WrongStateError when it has ended, DomainError as above.
    """
    season = _locked(season, version)
    _check(season.commodity_code, facts, but=season)
    before = _said(season)
    _write(season, facts)
    after = {name: value for name, value in _said(season).items() if value != before[name]}
    if not after:
        return
    _sign(season, by)
    db.session.flush()
    old = {name: before[name] for name in after}
    record(events.SEASON_CHANGED, season, by=by, good=season.good.name_vi, before=old, after=after)


def end_season(*, by: Actor, season: Season, version: int | None, reason: str) -> None:
    """Take the season out of use from today on; lists and offers no longer propose it. Errors as of a change."""
    season = _locked(season, version)
    if not reason.strip():
        raise DomainError(_l("Chưa điền mục này."), field="reason")
    season.ended_on = today()
    _sign(season, by)
    db.session.flush()
    record(events.SEASON_ENDED, season, by=by, good=season.good.name_vi, reason=reason)


def _locked(season: Season, version: int | None) -> Season:
    question = sa.select(Season).where(Season.id == season.id).with_for_update(of=Season)
    fresh = db.session.scalars(question.execution_options(populate_existing=True)).one()
    if fresh.is_ended:
        raise WrongStateError(ENDED)
    if version is not None and version != fresh.version:
        raise StaleError(_l("Người khác vừa sửa mùa vụ này. Hãy xem nội dung mới rồi gửi lại."))
    return fresh


def _check(code: str, facts: SeasonFacts, but: Season | None = None) -> None:
    for field in ("region", "name", "source"):
        if not getattr(facts, field).strip():
            raise DomainError(_l("Chưa điền mục này."), field=field)
    same = same_season(code=code, region=facts.region, name=facts.name, kind=facts.kind, source=facts.source)
    if any(row is not but for row in same):
        raise DomainError(_l("Danh mục đã có vụ này từ cùng nguồn. Hãy sửa dòng đang có."), field="name")


def _write(season: Season, facts: SeasonFacts) -> None:
    for field in fields(facts):
        setattr(season, field.name, getattr(facts, field.name))


def _sign(season: Season, by: Actor) -> None:
    """From now on the row is staff's: loading the file leaves it alone."""
    season.edited_at, season.edited_by_id = now(), by.id


def _said(season: Season) -> dict[str, Any]:
    """The facts as an event keeps them."""
    return {WORDS_OF_EVENTS.get(f.name, f.name): _plain(getattr(season, f.name)) for f in fields(SeasonFacts)}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, MonthDay) else value
