"""I7 counts old districts: each lies in one province, is a line of its table, and is drawn by its communes."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.answer import answer_to
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import Level, Place, Question
from marketplace.indicators.maps import map_of
from marketplace.organisations.models import Recognition, RecognitionKind
from tests.cast import Cast, organisation

DAY = date(2026, 6, 30)
ASKED = Question(day=DAY, code="I7", place=Place.province("68"))


@pytest.fixture
def model(context: Flask, cast: Cast) -> Commune:
    """The commune of a model cooperative."""
    commune = db.session.scalars(
        sa.select(Commune).where(Commune.province_code == "68", Commune.former_district_code.is_not(None)).limit(1)
    ).one()
    home = organisation(cast.doan_ket)
    home.commune_code = commune.code
    db.session.add(
        Recognition(
            organisation_id=home.id, kind=RecognitionKind.MODEL, since=date(2026, 1, 1), basis="QĐ 7",
            evidence="bản chụp", recorded_by_id=cast.binh,
        )
    )  # fmt: skip
    db.session.flush()
    return commune


def test_every_old_district_lies_in_one_province(context: Flask) -> None:
    """Else two provinces would count it: `areas_with_models` would have to choose one."""
    apart = (
        sa.select(Commune.former_district_code)
        .group_by(Commune.former_district_code)
        .having(sa.func.count(Commune.province_code.distinct()) > 1)
    )
    assert db.session.scalars(apart.where(Commune.former_district_code.is_not(None))).all() == []


def test_the_districts_of_a_province_are_its_places_and_add_up(context: Flask, model: Commune) -> None:
    answer = answer_to(ASKED)
    assert answer.level is Level.DISTRICT
    assert answer.figure.numerator == sum(line.figure.numerator for line in answer.places) == 1
    assert answer.figure.denominator == sum(line.figure.denominator or 0 for line in answer.places) > 1
    (has,) = [line for line in answer.places if line.figure.numerator]
    assert (has.code, bool(has.name)) == (model.former_district_code, True)


def test_a_commune_is_drawn_as_its_district_stands(context: Flask, model: Commune) -> None:
    with context.test_request_context():
        drawn = map_of(answer_to(ASKED))
    assert drawn is not None
    assert drawn.argument == "district"
    shaded = {area.code for area in drawn.areas if area.step == 4}
    inside = sa.select(Commune.code).where(Commune.former_district_code == model.former_district_code)
    assert shaded == set(db.session.scalars(inside))
    assert {area.leads_to for area in drawn.areas if area.step == 4} == {model.former_district_code}
    assert str(INDICATORS["I7"].numerator_words) in [shade.words for shade in drawn.legend]
