"""Questions about organisations."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from marketplace.accounts.models import Membership
from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reaches
from marketplace.authorization.roles import Reach
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.organisations.models import (
    AgriculturalType,
    Certificate,
    Organisation,
    OrganisationKind,
    Origin,
    Site,
    StatusRecord,
    UnionMembership,
)
from marketplace.web.pagination import page_of
from matching.vocabulary.normalise import fold

IDENTITY = ("name", "kind", "tax_code", "commune_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader of the list looks for; None and empty mean anything."""

    words: str = ""
    kind: OrganisationKind | None = None
    province_code: str | None = None
    commune_code: str | None = None
    agricultural_type: AgriculturalType | None = None
    verified: bool | None = None
    origin: Origin | None = None


def visible_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The organisations this viewer may know of: public ones, the viewer's own, for staff all but merged ones."""
    if Reach.ANY in reaches(viewer, Permission.ORGANISATION_VIEW):
        return Organisation.merged_into_id.is_(None)
    return sa.or_(Organisation.is_public, Organisation.id.in_(viewer.organisation_ids))


def organisations_page(viewer: Viewer, wanted: Wanted) -> Pagination:
    """One page of the organisations that fit and that the viewer may know of, by name; two queries and places."""
    question = (
        sa.select(Organisation)
        .options(joinedload(Organisation.commune), joinedload(Organisation.province))
        .where(visible_to(viewer), *_conditions(wanted))
        .order_by(Organisation.folded, Organisation.id)
    )
    return page_of(question)


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """Every word of the search must be part of the folded name."""
    found = [Organisation.folded.contains(word, autoescape=True) for word in fold(wanted.words).split()]
    if wanted.verified is not None:
        known = Organisation.verified_at.is_not(None)
        found.append(known if wanted.verified else sa.not_(known))
    for column, value in (
        (Organisation.kind, wanted.kind),
        (Organisation.province_code, wanted.province_code),
        (Organisation.commune_code, wanted.commune_code),
        (Organisation.agricultural_type, wanted.agricultural_type),
        (Organisation.origin, wanted.origin),
    ):
        if value is not None:
            found.append(column == value)
    return found


def organisation_by_public_id(public_id: str) -> Organisation | None:
    """The organisation at this address, with its places; the caller asks `reveal` whether the viewer may know."""
    return db.session.scalar(
        sa.select(Organisation)
        .options(joinedload(Organisation.commune), joinedload(Organisation.province))
        .where(Organisation.public_id == public_id)
    )


def organisation_with_everything(public_id: str) -> Organisation | None:
    """The same with statuses, sites, certificates and ratings, for its own page; five queries."""
    return db.session.scalar(
        sa.select(Organisation)
        .options(
            joinedload(Organisation.commune),
            joinedload(Organisation.province),
            selectinload(Organisation.statuses),
            selectinload(Organisation.sites).joinedload(Site.commune),
            selectinload(Organisation.certificates).joinedload(Certificate.commodity),
            selectinload(Organisation.ratings),
        )
        .where(Organisation.public_id == public_id)
    )


def organisations_of(viewer: Viewer) -> Sequence[Organisation]:
    """The viewer's own organisations, by name."""
    own = sa.select(Organisation).where(Organisation.id.in_(viewer.organisation_ids))
    return db.session.scalars(own.order_by(Organisation.folded)).all()


def organisation_with_code(tax_code: str) -> Organisation | None:
    """Who has this tax code; the successor of one that was merged."""
    found = db.session.scalar(sa.select(Organisation).filter_by(tax_code=tax_code))
    return successor_of(found) if found is not None else None


def organisations_named(text: str) -> Sequence[Organisation]:
    """Verified organisations with this tax code or this name, accents and capitals aside.

    None that only the press knows is verified. SQLite's own `lower` leaves Đ and every accented capital alone, so the
    folded twin is compared.
    """
    return db.session.scalars(_named([text.strip()]).limit(3)).all()


def organisations_of_each(texts: Collection[str]) -> dict[str, list[Organisation]]:
    """The same for each of many texts, in one query."""
    found = db.session.scalars(_named([text.strip() for text in texts])).all()
    keys = {text: (text.strip(), fold(text.strip())) for text in texts}
    return {
        text: [one for one in found if wanted in (one.tax_code, one.name) or one.folded == folded]
        for text, (wanted, folded) in keys.items()
    }


def _named(texts: Collection[str]) -> sa.Select[Organisation]:
    folded = [fold(text) for text in texts]
    return sa.select(Organisation).where(
        Organisation.verified_at.is_not(None),
        Organisation.merged_into_id.is_(None),
        sa.or_(Organisation.tax_code.in_(texts), Organisation.name.in_(texts), Organisation.folded.in_(folded)),
    )


def successor_of(organisation: Organisation) -> Organisation:
    """Where an organisation lives on: itself, or the one it was merged into, however many times."""
    while organisation.merged_into_id is not None:
        organisation = db.session.get_one(Organisation, organisation.merged_into_id)
    return organisation


def records_of(organisation_id: int) -> list[int]:
    """The ids under which an organisation acted: its own, and those of every record merged into it."""
    found, newest = [organisation_id], [organisation_id]
    while newest:
        merged = sa.select(Organisation.id).where(Organisation.merged_into_id.in_(newest)).order_by(Organisation.id)
        newest = list(db.session.scalars(merged))
        found += newest
    return found


def parent_of(organisation: Organisation) -> Organisation | None:
    """Whose subsidiary it is, as far as it is known here."""
    if organisation.parent_id is None:
        return None
    return successor_of(db.session.get_one(Organisation, organisation.parent_id))


def line_above(organisation: Organisation) -> set[int]:
    """The ids of it and of everybody above it, each once, also where parents stand in a circle."""
    seen: set[int] = set()
    above: Organisation | None = organisation
    while above is not None and above.id not in seen:
        seen.add(above.id)
        above = parent_of(above)
    return seen


def awaiting_verification(_viewer: Viewer) -> Pagination:
    """Registered organisations that no second person has looked at, the longest waiting first. For brokers."""
    question = (
        sa.select(Organisation)
        .options(joinedload(Organisation.commune), joinedload(Organisation.province))
        .where(
            Organisation.verified_at.is_(None),
            Organisation.origin != Origin.REPORTED,
            Organisation.merged_into_id.is_(None),
        )
        .order_by(Organisation.created_at, Organisation.id)
    )
    return page_of(question)


def makers_of(organisation: Organisation) -> frozenset[int]:
    """Everybody who entered or changed what identifies the organisation, and its own people.

    None of them can be the second person who verifies it.
    """
    entered = sa.select(AuditEvent.actor_id, AuditEvent.name, AuditEvent.data).where(
        AuditEvent.subject_kind == "organisations",
        AuditEvent.subject_id == organisation.id,
        AuditEvent.name.in_([events.ORGANISATION_CREATED, events.ORGANISATION_CHANGED]),
    )
    members = sa.select(Membership.user_id).filter_by(organisation_id=organisation.id)
    found = set(db.session.scalars(members))
    found.add(organisation.created_by_id or 0)
    for actor_id, name, data in db.session.execute(entered):
        if name == events.ORGANISATION_CREATED or set(data.get("after", {})) & set(IDENTITY):
            found.add(actor_id or 0)
    return frozenset(found - {0})


def status_on(organisation: Organisation, day: date) -> StatusRecord | None:
    """The legal status on a day as recorded: the latest row valid from that day or before; None when unknown."""
    earlier = [row for row in organisation.statuses if row.valid_from <= day]
    return max(earlier, key=lambda row: (row.valid_from, row.id), default=None)


def unions(viewer: Viewer) -> Sequence[Organisation]:
    """The unions of cooperatives the viewer may know of, by name."""
    found = sa.select(Organisation).where(
        visible_to(viewer), Organisation.kind == OrganisationKind.LHHTX, Organisation.origin != Origin.REPORTED
    )
    return db.session.scalars(found.order_by(Organisation.folded)).all()


def unions_of(organisation: Organisation) -> Sequence[tuple[UnionMembership, Organisation]]:
    """The unions a cooperative belongs to."""
    return _unions(UnionMembership.union_id, UnionMembership.cooperative_id == organisation.id)


def members_of_union(organisation: Organisation) -> Sequence[tuple[UnionMembership, Organisation]]:
    """The cooperatives that belong to a union."""
    return _unions(UnionMembership.cooperative_id, UnionMembership.union_id == organisation.id)


def members_on(union_id: int, day: date) -> Sequence[Organisation]:
    """The cooperatives that belong to a union on a day, by name."""
    row = UnionMembership
    since = sa.or_(row.joined_on.is_(None), row.joined_on <= day)
    until = sa.or_(row.left_on.is_(None), row.left_on > day)
    members = sa.select(row.cooperative_id).where(row.union_id == union_id, since, until)
    return db.session.scalars(
        sa.select(Organisation).where(Organisation.id.in_(members)).order_by(Organisation.folded)
    ).all()


def _unions(
    other: sa.orm.InstrumentedAttribute[int], condition: sa.ColumnElement[bool]
) -> Sequence[tuple[UnionMembership, Organisation]]:
    rows = sa.select(UnionMembership, Organisation).join(Organisation, Organisation.id == other)
    return [(row[0], row[1]) for row in db.session.execute(rows.where(condition).order_by(Organisation.folded))]


def site_by_public_id(public_id: str) -> Site | None:
    """The site at this address, with its organisation."""
    return db.session.scalar(sa.select(Site).options(joinedload(Site.organisation)).where(Site.public_id == public_id))


def certificate_by_public_id(public_id: str) -> Certificate | None:
    """The certificate at this address, with its organisation."""
    return db.session.scalar(
        sa.select(Certificate)
        .options(joinedload(Certificate.organisation), joinedload(Certificate.commodity))
        .where(Certificate.public_id == public_id)
    )
