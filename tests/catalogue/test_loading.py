"""Reference data: whole, loaded once, and brought along when its files change."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.loading.dataset import load_dataset
from marketplace.catalogue.loading.places import IN_FORCE
from marketplace.catalogue.loading.tables import bring_to
from marketplace.catalogue.models import (
    Commodity,
    Commune,
    DataVersion,
    FormerPlace,
    PlaceLevel,
    ProductForm,
    Province,
    ReferencePrice,
    Season,
    Unit,
)
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.indicators import loading
from marketplace.indicators.models import Target
from marketplace.seeds.reference import DATASETS, load_reference


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_everything_is_there_and_consistent(context: Flask) -> None:
    assert (count(Province), count(Commune)) == (34, 3321)
    assert count(FormerPlace) > 10_000
    assert count(Commodity) >= 400
    assert count(Season) > 20
    assert count(ReferencePrice) == 412
    outside = sa.select(Commune).where(~Commune.lat.between(6, 24) | ~Commune.lon.between(102, 118))
    assert db.session.scalars(outside).all() == []
    assert db.session.scalars(sa.select(Province.valid_from).distinct()).all() == [IN_FORCE]
    nowhere = sa.select(FormerPlace.full_name).filter_by(level=PlaceLevel.COMMUNE, commune_code=None)
    assert db.session.scalars(nowhere).all() == []
    unread = sa.select(ReferencePrice.as_written).filter_by(commodity_code=None).distinct()
    assert db.session.scalars(unread).all() == []
    exact = db.session.scalars(sa.select(Unit.code).where(Unit.ambiguous == Unit.factor.is_not(None))).all()
    assert exact == [], "a unit has a factor exactly when it is not ambiguous"
    target = db.session.scalars(sa.select(Target).filter_by(indicator="I1", province_code=None)).one()
    assert (target.year, target.value) == (2030, Decimal(50))


def test_every_good_is_below_a_group_and_groups_do_not_turn_in_circles(context: Flask) -> None:
    above = {row[0]: row[1] for row in db.session.execute(sa.select(Commodity.code, Commodity.group_code))}
    for code in above:
        seen, at = set(), code
        while (parent := above[at]) is not None:
            assert parent not in seen, f"{code} stands in a circle"
            seen.add(parent)
            at = parent
    alone = sa.select(Commodity.code).where(Commodity.level == "product", Commodity.group_code.is_(None))
    assert db.session.scalars(alone).all() == []


def test_the_same_bytes_are_not_loaded_twice(context: Flask) -> None:
    versions = sa.select(DataVersion.dataset, DataVersion.loaded_at).order_by(DataVersion.dataset)
    before = db.session.execute(versions).all()
    assert [done.dataset for done in load_reference() if done.changed] == []
    after = db.session.execute(versions).all()
    assert after == before


def test_forgotten_versions_load_again_with_the_same_result(context: Flask) -> None:
    def contents() -> dict[str, list[tuple[object, ...]]]:
        tables = (Province, Commune, FormerPlace, Commodity, ProductForm, Unit, Season, Target)
        return {
            model.__tablename__: sorted(
                (tuple(row) for row in db.session.execute(sa.select(model.__table__))), key=repr
            )
            for model in tables
        }

    before = contents()
    db.session.execute(sa.delete(DataVersion))
    assert all(done.changed for done in load_reference())
    assert contents() == before


def test_changed_bytes_are_loaded(context: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = tmp_path / "targets.csv"
    changed.write_text(
        "indicator,organisation_kind,province_code,year,kind,value,source,grade\n"
        "I1,,68,2028,target,42.5,Kế hoạch tỉnh,V\n",
        "utf-8",
    )
    monkeypatch.setattr(loading, "TARGET_FILE", changed)
    dataset = replace(loading.TARGETS, files=(changed,))
    assert load_dataset(dataset).changed
    assert not load_dataset(dataset).changed
    targets = db.session.scalars(sa.select(Target)).all()
    assert [(t.province_code, t.year, str(t.value)) for t in targets] == [("68", 2028, "42.5")]


def test_rows_that_left_their_file_are_kept_and_ended(context: Flask) -> None:
    forms = [
        {"code": form.code, "name_vi": form.name_vi, "name_en": form.name_en, "ended_on": None}
        for form in db.session.scalars(sa.select(ProductForm))
    ]
    gone = forms.pop()
    forms[0]["name_vi"] = "tên mới"
    bring_to(ProductForm, ["code"], forms, ends="ended_on")
    assert db.session.get_one(ProductForm, gone["code"]).ended_on == today()
    assert db.session.get_one(ProductForm, forms[0]["code"]).name_vi == "tên mới"
    bring_to(ProductForm, ["code"], [*forms, gone], ends="ended_on")
    assert db.session.get_one(ProductForm, gone["code"]).ended_on is None


def test_two_rows_with_one_key_are_refused(context: Flask) -> None:
    row = {"code": "x", "name_vi": "x", "name_en": "x", "ended_on": None}
    with pytest.raises(ValueError, match="product_forms"):
        bring_to(ProductForm, ["code"], [row, dict(row)])


def test_every_dataset_names_its_files_once() -> None:
    names = [dataset.name for dataset in DATASETS]
    assert len(names) == len(set(names))
    assert all(path.is_file() for dataset in DATASETS for path in dataset.files)
