"""How cooperative organisations stand: ratings, recognitions, foundations, certificates, traced products, communes.

Who is counted is the population of the indicator that counts it (I3, I6, I8, O10); only what stands beside each row,
such as its grade or year, is read here. So the tables add up to the figures.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity, Commune, Province
from marketplace.extensions import db
from marketplace.indicators.engine import Figure, Question, compute_many, population
from marketplace.organisations.models import (
    Certificate,
    CertificateKind,
    CertificateState,
    Organisation,
    OrganisationKind,
    Origin,
    Rating,
    RatingGrade,
    Recognition,
    RecognitionKind,
    TracedProduct,
)
from marketplace.organisations.models.certificate import EXPIRING
from marketplace.oversight.scope import Scope

FIGURES = ("I3", "I5", "I6", "I7", "I8", "O9", "O10")
WELL = (RatingGrade.GOOD.value, RatingGrade.FAIR.value)


@dataclass(frozen=True, slots=True)
class Graded:
    """How many organisations of a group have each grade; `unrated` have no official one of this year or the last."""

    name: Any
    counts: dict[str | None, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def well(self) -> Decimal | None:
        """The share rated tốt or khá of all, unrated among them (I3)."""
        return Decimal(sum(self.counts.get(grade, 0) for grade in WELL)) / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of a table of counts: its name and a number under each key."""

    name: Any
    counts: dict[Any, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def figures(scope: Scope) -> list[Figure]:
    """The indicators of these pages at the last day, by the engine."""
    return compute_many([_question(scope, code) for code in FIGURES])


def shows_demonstration(scope: Scope) -> bool:
    """Whether organisations for show stand in the place: pages say so beside their numbers."""
    shown = sa.exists().where(Organisation.origin == Origin.DEMONSTRATION, scope.in_place(Organisation.province_code))
    return bool(db.session.scalar(sa.select(shown)))


def by_kind(_viewer: Viewer, scope: Scope) -> list[Graded]:
    """Grades of each kind of organisation."""
    found = {OrganisationKind(kind): counts for kind, counts in _grades(scope, Organisation.kind).items()}
    return [Graded(kind, found[kind]) for kind in OrganisationKind if kind in found]


def by_place(_viewer: Viewer, scope: Scope) -> list[Graded]:
    """Grades in each province, or in each commune of the province asked for, by name."""
    place: Any = Province if scope.province_code is None else Commune
    column = Organisation.province_code if scope.province_code is None else Organisation.commune_code
    found = _grades(scope, column)
    question = sa.select(place.code, place.full_name).where(place.code.in_([code for code in found if code]))
    names = {row[0]: row[1] for row in db.session.execute(question)}
    rows = [Graded(names.get(code), counts) for code, counts in found.items()]
    return sorted(rows, key=lambda row: (row.name is None, str(row.name)))


def by_basis(_viewer: Viewer, scope: Scope) -> list[Graded]:
    """Grades by the year and the legal basis of the rating."""
    rated = _rated(scope)
    group = rated.c.year, rated.c.basis, rated.c.grade
    question = sa.select(*group, sa.func.count()).where(rated.c.year.is_not(None)).group_by(*group)
    found: dict[tuple[int, str], dict[str | None, int]] = defaultdict(dict)
    for year, words, grade, count in db.session.execute(question):
        found[year, words][grade] = count
    return [Graded(key, counts) for key, counts in sorted(found.items(), reverse=True)]


def recognised(kind: RecognitionKind) -> Any:
    """A question for (public_id, name, kind, since, until, basis) of organisations with a recognition in force."""

    def read(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
        columns: tuple[Any, ...] = (
            Organisation.public_id, Organisation.name, Organisation.kind, Recognition.since, Recognition.until,
            Recognition.basis,
        )  # fmt: skip
        return (
            sa.select(*columns)
            .join(Recognition, Recognition.organisation_id == Organisation.id)
            .where(
                Recognition.kind == kind, Recognition.withdrawn_at.is_(None), Recognition.since <= scope.until,
                sa.or_(Recognition.until.is_(None), Recognition.until >= scope.until),
                Organisation.merged_into_id.is_(None), scope.in_place(Organisation.province_code),
            )
            .order_by(Organisation.folded, Organisation.id, Recognition.since)
        )  # fmt: skip

    return read


def founded(_viewer: Viewer, scope: Scope) -> list[Counted]:
    """New organisations of each year since the programme began, by kind (I6)."""
    counted = population(_question(scope, "I6")).subquery()
    year = sa.extract("year", Organisation.founded_on)
    question = (
        sa.select(sa.cast(year, sa.Integer), Organisation.kind, sa.func.count())
        .join(counted, counted.c.subject_id == Organisation.id)
        .where(counted.c.numerator > 0)
        .group_by(sa.cast(year, sa.Integer), Organisation.kind)
    )
    return _pivot((str(year), kind, count) for year, kind, count in db.session.execute(question))


def certificates(_viewer: Viewer, scope: Scope) -> list[Counted]:
    """Papers of organisations of the place by kind, and by their state on the last day; none that was issued later."""
    day = scope.until
    state = sa.case(
        (Certificate.revoked_on <= day, CertificateState.REVOKED.value),
        (Certificate.suspended_on <= day, CertificateState.SUSPENDED.value),
        (Certificate.expires_on < day, CertificateState.EXPIRED.value),
        (Certificate.verified_at.is_(None), CertificateState.UNVERIFIED.value),
        (Certificate.expires_on <= day + EXPIRING, CertificateState.EXPIRING.value),
        else_=CertificateState.VALID.value,
    )
    question = (
        sa.select(Certificate.kind, state.label("state"), sa.func.count())
        .join(Organisation, Organisation.id == Certificate.organisation_id)
        .where(Organisation.origin != Origin.REPORTED, Organisation.merged_into_id.is_(None))
        .where(Organisation.verified_at.is_not(None), scope.in_place(Organisation.province_code))
        .where(sa.or_(Certificate.issued_on.is_(None), Certificate.issued_on <= day))
        .group_by(Certificate.kind, sa.text("state"))
    )
    rows = _pivot((kind, CertificateState(state), count) for kind, state, count in db.session.execute(question))
    return sorted(rows, key=lambda row: list(CertificateKind).index(row.name))


def traced(_viewer: Viewer, scope: Scope) -> list[Counted]:
    """Traced products by good, with and without valid proof of food safety (I8)."""
    counted = population(_question(scope, "I8")).subquery()
    proved = sa.case((counted.c.numerator > 0, 1), else_=0)
    question = (
        sa.select(TracedProduct.commodity_code, proved, sa.func.count())
        .join(counted, counted.c.subject_id == TracedProduct.id)
        .where(counted.c.denominator > 0)
        .group_by(TracedProduct.commodity_code, proved)
    )
    rows = db.session.execute(question).all()
    goods = sa.select(Commodity).where(Commodity.code.in_([row[0] for row in rows]))
    titles = {good.code: good.title for good in db.session.scalars(goods)}
    return _pivot((titles[code], key, count) for code, key, count in rows)


def uncovered(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(commune, province) of communes that have organisations and none that is linked (O10)."""
    counted = population(_question(scope, "O10")).subquery()
    columns: tuple[Any, ...] = Commune.full_name.label("commune"), Province.full_name.label("province")
    return (
        sa.select(*columns)
        .join(counted, counted.c.commune_code == Commune.code)
        .join(Province, Province.code == Commune.province_code)
        .where(counted.c.denominator > 0, counted.c.numerator == 0)
        .order_by(Province.folded, Commune.folded, Commune.code)
    )


def _question(scope: Scope, code: str) -> Question:
    return Question(day=scope.until, code=code, place=scope.place)


def _rated(scope: Scope) -> sa.Subquery:
    """(organisation, grade, year, basis) of I3's population, by the official rating of the year or the one before."""
    counted = population(_question(scope, "I3")).subquery()
    this, last = aliased(Rating), aliased(Rating)
    year = scope.until.year
    grade = sa.func.coalesce(sa.cast(this.grade, sa.String), sa.cast(last.grade, sa.String))
    return (
        sa.select(counted.c.subject_id.label("organisation_id"), grade.label("grade"),
                  sa.func.coalesce(this.year, last.year).label("year"),
                  sa.func.coalesce(this.legal_basis, last.legal_basis).label("basis"))
        .select_from(counted)
        .outerjoin(this, _official(this, counted, year))
        .outerjoin(last, _official(last, counted, year - 1))
        .where(counted.c.denominator > 0)
        .subquery()
    )  # fmt: skip


def _official(rating: Any, counted: sa.Subquery, year: int) -> sa.ColumnElement[bool]:
    return sa.and_(rating.organisation_id == counted.c.subject_id, rating.year == year, rating.official)


def _grades(scope: Scope, group: Any) -> dict[Any, dict[str | None, int]]:
    rated = _rated(scope)
    question = (
        sa.select(group, rated.c.grade, sa.func.count())
        .join(rated, rated.c.organisation_id == Organisation.id)
        .group_by(group, rated.c.grade)
    )
    found: dict[Any, dict[str | None, int]] = defaultdict(dict)
    for key, grade, count in db.session.execute(question):
        found[key][grade] = count
    return found


def _pivot(rows: Iterable[tuple[Any, Any, int]]) -> list[Counted]:
    found: dict[Any, dict[Any, int]] = defaultdict(dict)
    for name, key, count in rows:
        found[name][key] = count
    return [Counted(name, counts) for name, counts in sorted(found.items(), key=lambda item: str(item[0]))]
