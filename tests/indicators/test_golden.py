"""Every indicator of organisations on the golden province, exactly, at several dates, under every choice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.definitions import Definition, Denominator
from marketplace.indicators.engine import Level, Place, Question, compute_many, series
from marketplace.organisations.models import OrganisationKind
from marketplace.organisations.models.kinds import SizeClass
from tests.cast import Cast
from tests.indicators.golden import golden
from tests.indicators.test_oracle import without_the_cast
from tests.indicators.world import build

L1, L2, L3, L4, L5 = Definition
D1, D2, D3 = Denominator
HTX, LHHTX, THT = OrganisationKind.HTX, OrganisationKind.LHHTX, OrganisationKind.THT
DAY, YEAR_END, LATER = date(2026, 6, 30), date(2025, 12, 31), date(2028, 1, 1)

# What is asked beside the day and the province → numerator, denominator, and what is left out.
# Left out of nearly all: I (unverified), K (never said), and G (unregistered) where groups count at all.
ANSWERS: list[tuple[dict[str, Any], int, int | None, dict[str, int]]] = [
    # Agricultural cooperatives, active: A, B, C, F, J. Linked: A, B, and F by E's annex.
    ({"code": "I1"}, 3, 5, {"unverified": 1, "status_unknown": 1}),
    ({"code": "I1", "definition": L2}, 3, 5, {"unverified": 1, "status_unknown": 1}),
    ({"code": "I1", "definition": L3}, 2, 5, {"unverified": 1, "status_unknown": 1}),  # B (rice), F (60 months)
    ({"code": "I1", "definition": L4}, 1, 5, {"unverified": 1, "status_unknown": 1}),  # J
    ({"code": "I1", "definition": L5}, 1, 5, {"unverified": 1, "status_unknown": 1}),  # J
    ({"code": "I1", "denominator": D2}, 3, 6, {"unverified": 1, "status_unknown": 1}),  # and H, suspended
    # Rated in 2026: A, C, H. B, F, J are not.
    ({"code": "I1", "denominator": D3}, 1, 3, {"unverified": 1, "status_unknown": 1, "unrated": 3}),
    ({"code": "I1", "state_owned": True}, 1, 5, {"unverified": 1, "status_unknown": 1}),  # B
    ({"code": "I1", "state_owned": False}, 2, 5, {"unverified": 1, "status_unknown": 1}),
    ({"code": "I1", "commodity_group": "rice"}, 1, 5, {"unverified": 1, "status_unknown": 1}),
    ({"code": "I1", "commodity_group": "coffee", "definition": L4}, 1, 5, {"unverified": 1, "status_unknown": 1}),
    ({"code": "I1", "day": YEAR_END}, 0, 6, {"unverified": 1, "status_unknown": 1}),  # signed; no term has begun
    ({"code": "I1", "day": date(2026, 2, 28)}, 3, 5, {"unverified": 1, "status_unknown": 1}),
    ({"code": "I1", "day": date(2026, 2, 28), "denominator": D2}, 4, 6, {"unverified": 1, "status_unknown": 1}),  # H
    ({"code": "I1", "day": date(2019, 12, 31)}, 0, 0, {"status_unknown": 1}),  # before the data: no share
    # All kinds, active: A, B, C, D, E, F, J. Any partner: A, B, C, E, F.
    ({"code": "I2a"}, 5, 7, {"unverified": 1, "status_unknown": 1, "unregistered": 1}),
    ({"code": "I4"}, 5, 7, {"unverified": 1, "status_unknown": 1, "unregistered": 1}),
    ({"code": "I2a", "organisation_kind": LHHTX}, 1, 1, {}),
    ({"code": "I2a", "organisation_kind": THT}, 0, 0, {"unregistered": 1}),
    ({"code": "I2a", "day": LATER}, 4, 7, {"unverified": 1, "status_unknown": 1, "unregistered": 1}),
    # Good or fair: A (2026), B (2025). E is weak since 2026, C average. Unrated: D, F (2024 is too old), J.
    ({"code": "I2b"}, 2, 2, {"unverified": 1, "status_unknown": 1, "unregistered": 1, "unrated": 3}),
    ({"code": "I3"}, 2, 7, {"unverified": 1, "status_unknown": 1, "unregistered": 1, "unrated": 3}),
    # Rated in 2026 and standing: A, C, E, H; good: A, H. B, D, F, J are unrated.
    ({"code": "I3", "denominator": D3}, 2, 4,
     {"unverified": 1, "status_unknown": 1, "unregistered": 1, "unrated": 4}),
    # On 31/12/2025: B fair, E good, F good of the year before, of A, B, C, D, E, F, H, J.
    ({"code": "I3", "day": YEAR_END}, 3, 8, {"unverified": 1, "status_unknown": 1, "unregistered": 1, "unrated": 5}),
    ({"code": "I5"}, 1, 6, {"unverified": 1, "status_unknown": 1}),  # D of A, B, C, D, F, J
    ({"code": "I5", "day": YEAR_END}, 0, 7, {"unverified": 1, "status_unknown": 1}),  # not yet recognised
    # Founded since 2022: A, C, E, G, H, K. I is unverified; D and J have no date.
    ({"code": "I6"}, 6, None, {"unverified": 1, "no_date": 2}),
    ({"code": "I6", "organisation_kind": THT}, 1, None, {}),
    ({"code": "I6", "since": date(2026, 1, 1)}, 1, None, {"no_date": 2}),  # K
    # Active with members: A 100, B 50, D 10, E 5, F 20, J 60 = 245. C has not said.
    ({"code": "I9"}, 245, 1000, {"unverified": 1, "status_unknown": 1, "unregistered": 1, "no_members": 1}),
    # Communes of A, D (linked: A), of B (linked), of C, E, F (linked). J has none.
    ({"code": "O10"}, 3, 3, {"unverified": 1, "status_unknown": 1, "unregistered": 1, "no_place": 1}),
    ({"code": "O10", "definition": L3}, 2, 3,
     {"unverified": 1, "status_unknown": 1, "unregistered": 1, "no_place": 1}),
]  # fmt: skip


@pytest.fixture
def province(context: Flask, cast: Cast) -> tuple[str, str, str]:
    """The golden province in the database; its three communes."""
    without_the_cast()
    known = sa.select(Commune.code, Commune.former_district_code).where(
        Commune.province_code == "68", Commune.former_district_code.is_not(None)
    )
    districts: dict[str, list[str]] = {}
    for code, district in db.session.execute(known.order_by(Commune.code)):
        districts.setdefault(str(district), []).append(code)
    pair = next(codes for codes in districts.values() if len(codes) > 1)
    other = next(codes for codes in districts.values() if codes is not pair)
    communes = pair[0], pair[1], other[0]
    build(golden(communes), by=cast.binh, checker=cast.quan)
    return communes


def test_every_indicator_says_what_was_counted_by_hand(province: tuple[str, str, str]) -> None:
    usual = Question(DAY, place=Place.province("68"))
    asked = [replace(usual, **choices) for choices, *_ in ANSWERS]
    for (choices, *expected), figure in zip(ANSWERS, compute_many(asked), strict=True):
        left_out = {code.value: count for code, count in figure.left_out.items()}
        denominator = None if figure.denominator is None else int(figure.denominator)
        assert [int(figure.numerator), denominator, left_out] == expected, choices


def test_places_below_the_province(province: tuple[str, str, str]) -> None:
    """The district of A, B, D: I1 counts A and B, both linked. I7: F is a model in the other district."""
    first, _second, third = province
    district = db.session.scalars(sa.select(Commune.former_district_code).where(Commune.code == first)).one()
    whole = sa.select(sa.func.count(sa.distinct(Commune.former_district_code))).where(Commune.province_code == "68")
    communes = sa.select(sa.func.count()).select_from(Commune).where(Commune.province_code == "68")
    asked = [
        Question(DAY, place=Place.district(district or "")),
        Question(DAY, place=Place.commune(third)),
        Question(DAY, "I7", place=Place.province("68")),
        Question(DAY, "I7", place=Place.province("68"), areas=Level.COMMUNE),
        Question(date(2025, 5, 31), "I7", place=Place.province("68")),
        Question(DAY, "I7", place=Place.district(district or "")),
    ]
    found = [(int(one.numerator), int(one.denominator or 0)) for one in compute_many(asked)]
    areas, all_communes = int(db.session.scalar(whole) or 0), int(db.session.scalar(communes) or 0)
    assert found == [(2, 2), (1, 2), (1, areas), (1, all_communes), (0, areas), (0, 1)]


def test_size_asks_for_what_is_known(province: tuple[str, str, str]) -> None:
    """With neither revenue nor capital known, only those of fewer than 50 members are surely micro: D, E, F."""
    found = compute_many([Question(DAY, "I2a", place=Place.province("68"), size=one) for one in SizeClass])
    assert [int(one.denominator or 0) for one in found] == [0, 0, 0, 3]


def test_a_trend_is_the_figure_of_each_day(province: tuple[str, str, str]) -> None:
    found = series(Question(DAY, place=Place.province("68")), [YEAR_END, DAY, LATER])
    assert [(int(one.numerator), int(one.denominator or 0)) for one in found] == [(0, 6), (3, 5), (3, 5)]
