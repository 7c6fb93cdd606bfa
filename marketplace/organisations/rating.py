"""The yearly rating: by whom, on what legal basis, and whether its grade fits its score."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from flask_babel import LazyString

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.files.models import StoredFile
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import AgriculturalType, Organisation, OrganisationKind, Rating, RatingGrade

RATING_BASIS = "TT 09/2017/TT-BNNPTNT"
OTHER_BASIS = "other"


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal basis: its code, the last year it rates, whether only farming cooperatives, the least score of grades."""

    code: str
    until: int | None = None
    agricultural: bool = False
    bands: Mapping[RatingGrade, Decimal] = field(default_factory=dict)

    @property
    def words(self) -> LazyString | str:
        """The basis as people choose it."""
        if self.until is None:
            return self.code
        return _l("%(code)s (chỉ cho các năm đến %(year)s)", code=self.code, year=str(self.until))

    def rates(self, organisation: Organisation) -> bool:
        """Whether it is made for such an organisation; one whose field nobody stated may be agricultural."""
        if not self.agricultural:
            return True
        is_group = organisation.kind is OrganisationKind.THT
        return not is_group and organisation.agricultural_type is not AgriculturalType.NOT_AGRICULTURAL

    def grade_of(self, score: Decimal) -> RatingGrade | None:
        """The grade that the score alone would give; None where the basis has no bands here."""
        fitting = (grade for grade, least in self.bands.items() if score >= least)
        return next(fitting, None)


@cache
def bases() -> Mapping[str, Basis]:
    """The bases of `rating_bases.toml` by code; bands from the best grade down."""
    data = tomllib.loads(files("marketplace.organisations").joinpath("rating_bases.toml").read_text(encoding="utf-8"))
    return {one["code"]: _basis(one) for one in data["bases"]}


def _basis(told: dict[str, Any]) -> Basis:
    bands = {RatingGrade(grade): Decimal(least) for grade, least in told.get("bands", {}).items()}
    return Basis(told["code"], told.get("until"), told.get("agricultural", False), bands)


def rate_organisation(
    *,
    by: User | None,
    organisation: Organisation,
    year: int,
    score: Decimal | None,
    grade: RatingGrade | None,
    official: bool,
    legal_basis: str = RATING_BASIS,
    other_basis: str | None = None,
    rater: str | None = None,
    explanation: str | None = None,
    file: StoredFile | None = None,
) -> Rating:
    """Record the rating of a year. Without a grade it follows from the score (TT 09/2017: 80, 65, 50).

    `other_basis` names the basis in words where `legal_basis` is OTHER_BASIS. A grade that differs from its score (say
    "yếu" after a sanction) needs an explanation, which the history keeps. DomainError on score, grade, explanation,
    legal_basis, other_basis, or on year for one that is to come or is rated already, or for an organisation that is no
    cooperative.
    """
    if not organisation.kind.is_cooperative:
        raise DomainError(_l("Chỉ tổ hợp tác, hợp tác xã và liên hiệp được xếp loại."), field="year")
    basis = _basis_for(organisation, year, legal_basis, other_basis)
    found = _grade(basis, score, grade, explanation)
    if any(row.year == year and row.official == official for row in organisation.ratings):
        raise DomainError(_l("Năm này đã có xếp loại."), field="year")
    rating = Rating(
        organisation=organisation, year=year, score=score, grade=found, official=official, legal_basis=basis.code,
        rater=rater or None, file_id=file.id if file else None, recorded_by_id=by.id if by else None,
    )  # fmt: skip
    db.session.add(rating)
    db.session.flush()
    behalf = organisation if by is not None and by.platform_role is not None else None
    record(
        events.ORGANISATION_RATED, organisation, by=by, on_behalf_of=behalf, year=year, score=score, grade=found,
        official=official, legal_basis=basis.code, rater=rater, explanation=explanation,
    )  # fmt: skip
    return rating


def _basis_for(organisation: Organisation, year: int, code: str, words: str | None) -> Basis:
    if year > today().year:
        raise DomainError(_l("Năm xếp loại không thể ở sau năm nay."), field="year")
    if code == OTHER_BASIS:
        return _in_words(words)
    if code not in bases():
        raise DomainError(_l("Chọn một căn cứ pháp lý trong danh sách."), field="legal_basis")
    basis = bases()[code]
    if not basis.rates(organisation):
        raise DomainError(
            _l("Căn cứ này chỉ để xếp loại hợp tác xã nông nghiệp. Hãy chọn căn cứ khác."), field="legal_basis"
        )
    if basis.until is not None and year > basis.until:
        raise DomainError(
            _l("Căn cứ này chỉ dùng đến năm %(year)s. Hãy chọn căn cứ còn hiệu lực.", year=str(basis.until)),
            field="legal_basis",
        )
    return basis


def _in_words(words: str | None) -> Basis:
    if not words:
        raise DomainError(_l("Ghi rõ căn cứ, như số và ngày của văn bản."), field="other_basis")
    return Basis(words)


def _grade(basis: Basis, score: Decimal | None, grade: RatingGrade | None, explanation: str | None) -> RatingGrade:
    if grade is None and score is None:
        raise DomainError(_l("Cần điểm hoặc xếp loại."), field="score")
    by_score = basis.grade_of(score) if score is not None else None
    found = grade or by_score
    if found is None:
        raise DomainError(_l("Căn cứ này không tính loại theo điểm ở đây. Hãy chọn xếp loại."), field="grade")
    if by_score is not None and found is not by_score and not (explanation or "").strip():
        raise DomainError(
            _l("Điểm này ứng với loại %(grade)s. Nếu xếp loại khác (như bị xử phạt), ghi rõ vì sao.",
               grade=by_score.label),
            field="explanation",
        )  # fmt: skip
    return found
