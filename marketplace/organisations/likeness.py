"""Which records may be one organisation: for the brokers' list, and while a new one is entered."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.organisations.models import Distinction, FoundLikeness, Organisation, OrganisationKind
from marketplace.organisations.queries import visible_to
from marketplace.web.pagination import page_of
from matching.organisation_names import read_name
from matching.organisations import Likeness, OrganisationRecord, duplicates, likenesses_of

MOST_CANDIDATES, MOST_SHOWN, MOST_WORDS = 2000, 5, 8


def alike_pairs(viewer: Viewer) -> Pagination:
    """Pairs of the last comparison that nobody told apart or merged since, the likeliest first. For brokers."""
    known = sa.select(Organisation.id).where(visible_to(viewer))
    apart = sa.exists().where(
        Distinction.first_id == FoundLikeness.first_id, Distinction.second_id == FoundLikeness.second_id
    )
    both = (
        sa.orm.joinedload(side).joinedload(Organisation.province)
        for side in (FoundLikeness.first, FoundLikeness.second)
    )
    return page_of(
        sa.select(FoundLikeness)
        .options(*both)
        .where(FoundLikeness.first_id.in_(known), FoundLikeness.second_id.in_(known), ~apart)
        .order_by(FoundLikeness.score.desc(), FoundLikeness.first_id, FoundLikeness.second_id)
    )


def compare_all() -> int:
    """Compare all records with each other and keep what was found in place of what was found before; how many pairs.

    Commits after reading, so that nobody waits for the database meanwhile; the caller commits the rest.
    """
    unmerged = sa.select(*_COLUMNS).where(
        Organisation.merged_into_id.is_(None), Organisation.kind != OrganisationKind.AREA
    )
    records = [_record(row) for row in db.session.execute(unmerged)]
    db.session.commit()
    rows = [_row(pair) for pair in duplicates(records)]
    db.session.execute(sa.delete(FoundLikeness))
    if rows:
        db.session.execute(sa.insert(FoundLikeness), rows)
    return len(rows)


def _row(pair: Likeness) -> dict[str, object]:
    first, second = sorted((int(pair.left), int(pair.right)))
    reasons = [(reason.kind, reason.points) for reason in pair.reasons]
    return {"first_id": first, "second_id": second, "score": pair.score, "reasons": reasons}


_COLUMNS = (
    Organisation.id, Organisation.name, Organisation.tax_code, Organisation.commune_code,
    Organisation.province_code, Organisation.phone, Organisation.short_name, Organisation.kind,
)  # fmt: skip


def _record(
    row: sa.Row[int, str, str | None, str | None, str | None, str | None, str | None, OrganisationKind],
) -> OrganisationRecord:
    number, name, code, commune, province, phone, short, kind = row
    return OrganisationRecord(str(number), name, code, commune, province, phone, short, kind.value)


def _organisations(ids: set[int]) -> dict[int, Organisation]:
    question = sa.select(Organisation).options(sa.orm.joinedload(Organisation.province)).where(Organisation.id.in_(ids))
    return {one.id: one for one in db.session.scalars(question)}


def likeness_of(one: Organisation, other: Organisation) -> Likeness | None:
    """The likeness of two known organisations; None when nothing much speaks for it."""
    mine, theirs = (OrganisationRecord(
        str(each.id), each.name, each.tax_code, each.commune_code, each.province_code, each.phone, each.short_name,
        each.kind.value,
    ) for each in (one, other))  # fmt: skip
    return next(iter(likenesses_of(mine, [theirs])), None)


def likely_same(
    viewer: Viewer, *, name: str, kind: OrganisationKind | None = None, tax_code: str | None = None,
    commune_code: str | None = None, province_code: str | None = None, own: Organisation | None = None,
) -> Sequence[Organisation]:  # fmt: skip
    """Organisations the viewer may know of that may be the one described, the likeliest first, at most five.

    Telephones are not compared: a stranger could ask whose number it is.
    """
    described = OrganisationRecord(
        "described", name, tax_code, commune_code, province_code, None, None, kind.value if kind else None
    )
    question = sa.select(*_COLUMNS).where(
        visible_to(viewer),
        Organisation.kind != OrganisationKind.AREA,
        sa.or_(sa.and_(_is_near(province_code), _shares_a_word(name)), _has_code(tax_code)),
    )
    whole_name_first = Organisation.folded.contains(" ".join(read_name(name).core), autoescape=True).desc()
    rows = db.session.execute(question.order_by(whole_name_first, Organisation.id).limit(MOST_CANDIDATES))
    others = [_record(row) for row in rows if own is None or row[0] != own.id]
    found = [int(pair.right) for pair in likenesses_of(described, others)][:MOST_SHOWN]
    by_id = _organisations(set(found))
    return [by_id[number] for number in found]


def _is_near(province_code: str | None) -> sa.ColumnElement[bool]:
    """In this province or in none that is known; without a province every place is near."""
    if province_code is None:
        return sa.true()
    return sa.or_(Organisation.province_code == province_code, Organisation.province_code.is_(None))


def _has_code(tax_code: str | None) -> sa.ColumnElement[bool]:
    """Nobody has a code that was not given: compared with nothing, all without a code would fill the candidates."""
    return Organisation.tax_code == tax_code if tax_code else sa.false()


def _shares_a_word(name: str) -> sa.ColumnElement[bool]:
    """The name holds a telling word of the one described: its beginning, since a typing error may be behind it."""
    words = sorted(read_name(name).core, key=len, reverse=True)[:MOST_WORDS]
    return sa.or_(sa.false(), *(Organisation.folded.contains(word[:3], autoescape=True) for word in words))
