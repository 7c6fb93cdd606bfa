"""A scenario: what was asked, how far the search is, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.catalogue.models import Province
from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, Versioned, enum_column, enum_type
from marketplace.indicators.definitions import Definition, Denominator
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l

if TYPE_CHECKING:
    from marketplace.planning.models.links import PlannedLink, Shortage
    from marketplace.planning.models.plants import ScenarioPlant


class Step(Labelled):
    """What the search is at."""

    READING = "reading", _l("Đang đọc số liệu và thị trường")
    SOLVING = "solving", _l("Đang tìm các liên kết nên lập")
    KEEPING = "keeping", _l("Đang ghi kết quả")


class Ending(Labelled):
    """How the search ended."""

    DONE = "done", _l("Đã có kết quả"), "good"
    STOPPED = "stopped", _l("Đã dừng"), "neutral"
    FAILED = "failed", _l("Không tính được"), "bad"


class Failure(Labelled):
    """Why there is no result, and what to change."""

    NOBODY = (
        "nobody",
        _l("Không có tổ chức nào trong mẫu số của chỉ tiêu ở nơi và cách tính này; hãy chọn nơi hoặc cách tính khác."),
    )
    BROKEN = "broken", _l("Máy tính gặp lỗi; phần đã nhập còn nguyên, hãy lập lại kế hoạch hoặc báo quản trị.")


class ScenarioState(Labelled):
    """Where a scenario stands; derived from its dates."""

    QUEUED = "queued", _l("Đang chờ tính"), "info"
    RUNNING = "running", _l("Đang tính"), "info"
    STOPPED = "stopped", _l("Đã dừng"), "neutral"
    FAILED = "failed", _l("Không tính được"), "bad"
    DONE = "done", _l("Đã có kết quả"), "good"
    ACCEPTED = "accepted", _l("Đã chấp nhận"), "good"
    DROPPED = "dropped", _l("Đã bỏ"), "neutral"


class Scenario(PublicId, Versioned, Base):
    """A way to bring an indicator to a share of `target_pct` percent by a day, in a province or province by province.

    The three priorities (0..100) say how much a link with a state-owned buyer, of a poor commune, with a plant is
    pressed for; `workload` is the most new links of a broker (None: no limit). With `renewal_assumed` a link also
    counts when the buyer seeks a shorter contract than reaches the day, on the word that it is renewed; without it
    such a link is none. Results are None until the search is done. `linked_before` and `total` are the indicator's
    own numerator and denominator at the day; `linked_today` the numerator on the day the data were read; `wanted` how
    many must be linked at the day, `reachable` how many new links any plan has at most; `expected` the new links to
    be expected by their likelihoods; `gap_pct` how much dearer than the best the plan can be, in percent. A country is
    planned province by province on divided needs, so there `reachable` and `gap_pct` are of these parts.
    """

    __tablename__ = "plan_scenarios"
    __table_args__ = (
        sa.CheckConstraint("target_pct > 0 AND target_pct <= 100000", name="target"),
        sa.CheckConstraint("soe_priority BETWEEN 0 AND 100", name="soe_priority"),
        sa.CheckConstraint("poor_commune_priority BETWEEN 0 AND 100", name="poor_commune_priority"),
        sa.CheckConstraint("plant_priority BETWEEN 0 AND 100", name="plant_priority"),
        sa.CheckConstraint("workload > 0", name="workload"),
        sa.CheckConstraint("progress_pct BETWEEN 0 AND 100", name="progress"),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_somehow"),
        sa.CheckConstraint("ending IS NULL OR ending <> 'done' OR data_at IS NOT NULL", name="done_has_data"),
        sa.CheckConstraint(
            "(failure IS NOT NULL) = (ending IS NOT NULL AND ending = 'failed')", name="failed_says_why"
        ),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_somebody"),
        sa.CheckConstraint("accepted_at IS NULL OR data_at IS NOT NULL", name="accepted_is_done"),
        sa.CheckConstraint("(dropped_at IS NULL) = (dropped_by_id IS NULL)", name="dropped_by_somebody"),
        sa.CheckConstraint("accepted_at IS NULL OR dropped_at IS NULL", name="accepted_stays"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"), index=True)
    indicator: Mapped[str] = mapped_column(sa.String(10), default="I1")
    definition: Mapped[Definition] = enum_column(Definition, default=Definition.L1)
    denominator: Mapped[Denominator] = enum_column(Denominator, default=Denominator.D1)
    target_pct: Mapped[Decimal] = mapped_column(Milli)
    target_on: Mapped[date]
    soe_priority: Mapped[int] = mapped_column(default=0)
    poor_commune_priority: Mapped[int] = mapped_column(default=0)
    plant_priority: Mapped[int] = mapped_column(default=0)
    workload: Mapped[int | None]
    renewal_assumed: Mapped[bool] = mapped_column(default=True)
    seconds: Mapped[int] = mapped_column(default=30)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    progress_pct: Mapped[int] = mapped_column(default=0)
    step: Mapped[Step | None] = mapped_column(enum_type(Step))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ending: Mapped[Ending | None] = mapped_column(enum_type(Ending))
    failure: Mapped[Failure | None] = mapped_column(enum_type(Failure))

    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    due_on: Mapped[date | None]
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    data_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    linked_today: Mapped[int | None]
    linked_before: Mapped[int | None]
    linked_after: Mapped[int | None]
    wanted: Mapped[int | None]
    total: Mapped[int | None]
    reachable: Mapped[int | None]
    expected: Mapped[Decimal | None] = mapped_column(Milli)
    gap_pct: Mapped[Decimal | None] = mapped_column(Milli)
    finished: Mapped[bool | None]
    without_goods: Mapped[int | None]
    full_needs: Mapped[int | None]
    brokers_full: Mapped[bool | None]
    parameters: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    provinces: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON)

    made_by: Mapped[User] = relationship(foreign_keys=[made_by_id], lazy="joined", innerjoin=True)
    accepted_by: Mapped[User | None] = relationship(foreign_keys=[accepted_by_id], lazy="joined")
    province: Mapped[Province | None] = relationship(lazy="joined")
    plants: Mapped[list[ScenarioPlant]] = relationship(back_populates="scenario", order_by="ScenarioPlant.id")
    links: Mapped[list[PlannedLink]] = relationship(back_populates="scenario", order_by="PlannedLink.id")
    shortages: Mapped[list[Shortage]] = relationship(back_populates="scenario", order_by="Shortage.id")

    @property
    def state(self) -> ScenarioState:
        """Where it stands."""
        if self.dropped_at is not None:
            return ScenarioState.DROPPED
        if self.accepted_at is not None:
            return ScenarioState.ACCEPTED
        if self.ending is not None:
            return ScenarioState(self.ending.value)
        return ScenarioState.QUEUED if self.started_at is None else ScenarioState.RUNNING

    @property
    def is_waiting(self) -> bool:
        """Whether its search is asked for or under way."""
        return self.state in {ScenarioState.QUEUED, ScenarioState.RUNNING}

    @property
    def is_done(self) -> bool:
        """Whether it has results."""
        return self.ending is Ending.DONE

    @property
    def reaches(self) -> bool:
        """Whether the plan meets the target on paper; False without results."""
        return self.linked_after is not None and self.wanted is not None and self.linked_after >= self.wanted

    @property
    def renewed_ids(self) -> frozenset[int]:
        """The organisations whose link of the plan renews a contract they have."""
        return frozenset((self.parameters or {}).get("renewed", ()))

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset()

    @property
    def is_public(self) -> bool:
        return False

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return frozenset()

    @property
    def maker_user_ids(self) -> frozenset[int]:
        return frozenset({self.made_by_id})

    @property
    def awaits_check(self) -> bool:
        return False
