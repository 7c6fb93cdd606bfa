"""The populations of papers: traced products with proof of food safety (I8), certificates about to expire (O9)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing, one, one_if
from marketplace.indicators.engine.figure import LeftOut
from marketplace.indicators.engine.flow_rows import Reason, of_producer, row
from marketplace.indicators.engine.goods import in_group, lineage
from marketplace.indicators.engine.moments import Day
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Certificate, CertificateKind, Organisation, TracedProduct

FOOD_SAFETY = (
    CertificateKind.FOOD_SAFETY, CertificateKind.HACCP, CertificateKind.ISO22000, CertificateKind.VIETGAP,
    CertificateKind.GLOBALGAP,
)  # fmt: skip
"""Papers that prove food safety: the certificate itself, and those that stand for it (NĐ 15/2018/NĐ-CP Đ12)."""

_UNVERIFIED: Reason = (
    sa.or_(Organisation.verified_at.is_(None), TracedProduct.confirmed_at.is_(None)), LeftOut.UNVERIFIED,
)  # fmt: skip
"""What an organisation says of its own products counts from the word of staff."""


def traced(question: Question) -> sa.Select[Any]:
    """I8: products traced on the day, those with a valid verified paper that covers them above the line."""
    return traced_on_any_day(question, question.at.day).where(*is_traced(question.at.day))


def traced_on_any_day(question: Question, day: Any) -> sa.Select[Any]:
    """The same of products whenever they are traced, with the papers of this day."""
    chosen = (
        sa.select(*row(Subject.PRODUCT, TracedProduct.id, Organisation, one_if(_proved(day)), one(), _UNVERIFIED))
        .select_from(TracedProduct)
        .join(Organisation, Organisation.id == TracedProduct.organisation_id)
        .where(
            Organisation.merged_into_id.is_(None),  # a product of both records stays behind and counts once
            *of_producer(question, Organisation),
        )
    )
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(TracedProduct.commodity_code, question.commodity_group))
    return chosen


def is_traced(day: Any) -> list[sa.ColumnElement[bool]]:
    """Whether a product is traced on the day."""
    return [TracedProduct.since <= day, sa.or_(TracedProduct.until.is_(None), TracedProduct.until >= day)]


def of_food_safety() -> list[sa.ColumnElement[bool]]:
    """Whether a certificate, where it holds, proves food safety."""
    return [Certificate.kind.in_(FOOD_SAFETY), Certificate.verified_at.is_not(None)]


def _proved(day: Any) -> sa.ColumnElement[bool]:
    ancestor = lineage()
    lies_in = sa.exists().where(
        ancestor.c.code == TracedProduct.commodity_code, ancestor.c.above == Certificate.commodity_code
    )
    proved = sa.exists().where(
        Certificate.organisation_id == TracedProduct.organisation_id,
        *of_food_safety(),
        *_holds(day),
        sa.or_(Certificate.commodity_code.is_(None), lies_in.correlate(TracedProduct, Certificate)),
    )
    return proved.correlate_except(Certificate)


def expiring(question: Question) -> sa.Select[Any]:
    """O9: verified certificates that hold on the day and expire within 90 days of it."""
    unverified: Reason = (Certificate.verified_at.is_(None), LeftOut.UNVERIFIED)
    chosen = (
        sa.select(*row(Subject.CERTIFICATE, Certificate.id, Organisation, one(), nothing(), unverified))
        .select_from(Certificate)
        .join(Organisation, Organisation.id == Certificate.organisation_id)
        .where(
            Certificate.expires_on.between(question.at.day, question.at.soon),
            *_holds(question.at.day),
            *of_producer(question, Organisation),
        )
    )
    if question.commodity_group is not None:
        chosen = chosen.where(in_group(Certificate.commodity_code, question.commodity_group))
    return chosen


def _holds(day: Day) -> list[sa.ColumnElement[bool]]:
    """Issued by the day, and neither expired, suspended nor revoked on it."""
    return [
        sa.or_(Certificate.issued_on.is_(None), Certificate.issued_on <= day),
        sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day),
        sa.or_(Certificate.suspended_on.is_(None), Certificate.suspended_on > day),
        sa.or_(Certificate.revoked_on.is_(None), Certificate.revoked_on > day),
    ]
