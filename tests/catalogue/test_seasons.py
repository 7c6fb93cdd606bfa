"""Seasons as data: staff add, correct and end them, and no file takes their work away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit.models import AuditEvent
from marketplace.audit.presenters import timeline
from marketplace.authorization.viewer import STRANGER
from marketplace.catalogue import actions, loading
from marketplace.catalogue.actions import SeasonFacts
from marketplace.catalogue.loading.dataset import load_dataset
from marketplace.catalogue.models import Commodity, Grade, MonthDay, Season, SeasonKind
from marketplace.catalogue.queries import seasons_of
from marketplace.clock import today
from marketplace.errors import DomainError, StaleError, WrongStateError
from marketplace.extensions import db
from tests.cast import Cast, user

FACTS = SeasonFacts(
    region="Xã Thuận Hạnh",
    name="trái vụ",
    kind=SeasonKind.HARVEST,
    start=MonthDay(10, 10),
    end=MonthDay(1, 15),
    grade=Grade.UNVERIFIED,
    source="Cán bộ xã cho biết",
)


def durian(region: str = "Đắk Lắk") -> Season:
    return db.session.scalars(sa.select(Season).filter_by(commodity_code="durian", region=region)).one()


def facts_of(season: Season, **changes: Any) -> SeasonFacts:
    names = ("region", "name", "kind", "start", "end", "grade", "source")
    return replace(SeasonFacts(**{name: getattr(season, name) for name in names}), **changes)


def add(cast: Cast, **changes: Any) -> Season:
    good = db.session.get_one(Commodity, "durian")
    return actions.add_season(by=user(cast.binh), good=good, facts=replace(FACTS, **changes))


@pytest.fixture
def season_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the file for a test to change."""
    copy = tmp_path / "seasons.csv"
    copy.write_bytes(loading.seasons.SEASON_FILE.read_bytes())
    monkeypatch.setattr(loading.seasons, "SEASON_FILE", copy)
    return copy


def reload(file: Path, old: str = "", new: str = "") -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new) + "\n", "utf-8")
    assert load_dataset(replace(loading.seasons.SEASONS, files=(file,))).changed
    db.session.expire_all()


def test_an_added_season_is_offered_and_told(context: Flask, cast: Cast) -> None:
    season = add(cast)
    assert season in seasons_of("durian")
    assert (season.is_from_file, season.is_edited, season.crosses_year) == (False, True, True)
    with context.test_request_context():
        assert season.days == "10/10 – 15/01 (năm sau)"
        (told,) = timeline(STRANGER, season)
    assert (told.who, told.sentence) == ("Bình", "Đã thêm một mùa vụ.")
    assert "Từ ngày: 10/10" in told.detail
    assert "Loại: thu hoạch" in told.detail


def test_a_change_is_kept_with_before_and_after(context: Flask, cast: Cast) -> None:
    season = durian()
    actions.change_season(
        by=user(cast.an), season=season, version=season.version, facts=facts_of(season, end=MonthDay(10, 5))
    )
    event = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.actor_id, event.data["before"], event.data["after"]) == (cast.an, {"end": "30/09"}, {"end": "05/10"})
    assert (season.end, season.edited_by_id, season.version) == (MonthDay(10, 5), cast.an, 2)


def test_saving_what_is_there_already_changes_nothing(context: Flask, cast: Cast) -> None:
    season = durian()
    actions.change_season(by=user(cast.binh), season=season, version=1, facts=facts_of(season))
    assert (season.is_edited, season.version) == (False, 1)
    assert db.session.scalars(sa.select(AuditEvent).filter_by(subject_kind="seasons")).all() == []


def test_a_stale_change_and_a_change_of_what_ended_are_refused(context: Flask, cast: Cast) -> None:
    season, by = durian(), user(cast.binh)
    actions.change_season(by=by, season=season, version=1, facts=facts_of(season, name="vụ muộn"))
    with pytest.raises(StaleError):
        actions.change_season(by=by, season=season, version=1, facts=facts_of(season, name="vụ sớm"))
    actions.end_season(by=by, season=season, version=2, reason="trùng")
    with pytest.raises(WrongStateError):
        actions.change_season(by=by, season=season, version=3, facts=facts_of(season, name="vụ sớm"))


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("fruit", {}, "good"),
        ("durian", {"region": "  "}, "region"),
        ("durian", {"source": ""}, "source"),
        ("durian", {"region": "ĐẮK LẮK", "name": "Chính vụ", "source": None}, "name"),
    ],
)
def test_what_cannot_be_a_season_is_blamed_on_its_field(
    context: Flask, cast: Cast, code: str, changes: dict[str, Any], field: str
) -> None:
    if changes.get("source", "") is None:
        changes = {**changes, "source": durian().source}
    good = db.session.get_one(Commodity, code)
    with pytest.raises(DomainError) as refused:
        actions.add_season(by=user(cast.binh), good=good, facts=replace(FACTS, **changes))
    assert refused.value.field == field


def test_an_edit_survives_a_new_file(context: Flask, cast: Cast, season_file: Path) -> None:
    season = durian()
    actions.change_season(by=user(cast.binh), season=season, version=1, facts=facts_of(season, start=MonthDay(7, 20)))
    before = db.session.scalar(sa.select(sa.func.count()).select_from(Season))
    reload(season_file, "durian,Đắk Lắk,chính vụ,08-01,09-30", "durian,Đắk Lắk,chính vụ,08-15,11-30")
    assert (durian().start, durian().end) == (MonthDay(7, 20), MonthDay(9, 30))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Season)) == before


def test_an_edit_survives_the_loss_of_its_row_and_a_change_of_its_name(
    context: Flask, cast: Cast, season_file: Path
) -> None:
    season = durian()
    actions.change_season(by=user(cast.binh), season=season, version=1, facts=facts_of(season, name="vụ tháng 8"))
    reload(season_file)
    (line,) = [one for one in season_file.read_text("utf-8").splitlines() if one.startswith("durian,Đắk Lắk")]
    assert [one.name for one in seasons_of("durian") if one.region == "Đắk Lắk"] == ["vụ tháng 8"]
    reload(season_file, line + "\n")
    assert (durian().name, durian().ended_on) == ("vụ tháng 8", None)


def test_added_and_ended_rows_stay_as_staff_left_them(context: Flask, cast: Cast, season_file: Path) -> None:
    added, ended = add(cast), durian()
    actions.end_season(by=user(cast.binh), season=ended, version=1, reason="nguồn đã rút")
    reload(season_file)
    assert (added.ended_on, added.name) == (None, "trái vụ")
    assert ended.ended_on == today()
    assert ended not in seasons_of("durian")


def test_rows_nobody_touched_follow_the_file_and_are_ended_not_deleted(context: Flask, season_file: Path) -> None:
    gone, moved = durian("Gia Lai"), durian()
    reload(season_file, "durian,Đắk Lắk,chính vụ,08-01", "durian,Đắk Lắk,chính vụ,08-10")
    assert (moved.start, moved.version) == (MonthDay(8, 10), 2)
    (line,) = [one for one in season_file.read_text("utf-8").splitlines() if one.startswith("durian,Gia Lai")]
    reload(season_file, line + "\n")
    assert gone.ended_on == today()
    reload(season_file, "", "")
    assert gone.version == 2, "ended once"


def test_a_form_opened_before_a_new_file_is_stale(context: Flask, cast: Cast, season_file: Path) -> None:
    season = durian()
    facts = facts_of(season, name="vụ muộn")
    reload(season_file, "durian,Đắk Lắk,chính vụ,08-01", "durian,Đắk Lắk,chính vụ,08-10")
    with pytest.raises(StaleError):
        actions.change_season(by=user(cast.binh), season=season, version=1, facts=facts)
