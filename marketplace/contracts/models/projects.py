"""Linkage beside contracts: approved projects and plans (L4), and what organisations declare of themselves (L5)."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models import Commodity
from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


class ProjectKind(Labelled):
    """What was approved (NĐ 98/2018/NĐ-CP)."""

    PROJECT = "project", _l("Dự án liên kết")
    PLAN = "plan", _l("Kế hoạch đề nghị hỗ trợ liên kết")


class LinkageProject(PublicId, Base):
    """An approved project or plan. The approving body is free data: its level changed with the two-level government."""

    __tablename__ = "linkage_projects"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates"),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
        sa.CheckConstraint("verified_by_id IS NULL OR verified_by_id <> recorded_by_id", name="second_person"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        sa.Index(
            "uq_linkage_projects_one_live_decision",
            "decision_number",
            "approved_on",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ProjectKind] = enum_column(ProjectKind)
    name: Mapped[str] = mapped_column(sa.String(300))
    decision_number: Mapped[str] = mapped_column(sa.String(80))
    approved_on: Mapped[date]
    approving_body: Mapped[str] = mapped_column(sa.String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    commodity_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commodities.code"))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    members: Mapped[list[ProjectMember]] = relationship(back_populates="project", order_by="ProjectMember.id")
    commodity: Mapped[Commodity | None] = relationship()

    # As the policy sees it: nobody's own, to be checked by somebody who did not enter it.
    is_public = False
    broker_user_ids: frozenset[int] = frozenset()

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        """Who takes part."""
        return frozenset(member.organisation_id for member in self.members)

    @property
    def maker_user_ids(self) -> frozenset[int]:
        """Who entered it and cannot be its second person."""
        return frozenset({self.recorded_by_id})

    @property
    def awaits_check(self) -> bool:
        """Whether a second person has yet to compare it with the decision."""
        return self.verified_at is None and self.withdrawn_at is None


class ProjectMember(Base):
    """An organisation that takes part in a project; `leads` marks the one that leads it (chủ trì liên kết)."""

    __tablename__ = "linkage_project_members"
    __table_args__ = (sa.UniqueConstraint("project_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("linkage_projects.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    leads: Mapped[bool] = mapped_column(default=False)

    project: Mapped[LinkageProject] = relationship(back_populates="members")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class LinkageDeclaration(Base):
    """What an organisation says of its own linkage in a year, without a file: shown apart, never mixed with proof.

    The newest row of a year holds; earlier ones stay.
    """

    __tablename__ = "linkage_declarations"
    __table_args__ = (sa.Index(None, "organisation_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    year: Mapped[int]
    linked: Mapped[bool]
    partner: Mapped[str | None] = mapped_column(sa.String(200))
    note: Mapped[str | None] = mapped_column(sa.String(500))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    organisation: Mapped[Organisation] = relationship()
