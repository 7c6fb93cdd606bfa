"""What a solved scenario plans and what it lacks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.brokering.models import Case, Task
from marketplace.catalogue.models import Commodity, Commune
from marketplace.extensions import Base, Milli, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.planning.models.plants import ScenarioPlant
from marketplace.planning.models.scenario import Scenario


class LeftBecause(Labelled):
    """Why no case was opened for a planned link."""

    NOT_BUILT = "not_built", _l("Nhà máy chưa có nên chưa có bên mua để hỏi")
    LINKED = "linked", _l("Đơn vị đã được đếm là có liên kết")
    OFFER_CLOSED = "offer_closed", _l("Chào bán không còn mở")
    NEED_CLOSED = "need_closed", _l("Nhu cầu không còn mở")
    REFUSED = "refused", _l("Một bên đã từ chối bên kia")
    NOBODY_FREE = "nobody_free", _l("Không còn cán bộ nào nhận thêm được theo mức đã đặt")
    NOT_RENEWABLE = "not_renewable", _l("Hợp đồng không còn ở trạng thái gia hạn được")
    OTHER = "other", _l("Không mở được vụ việc cho cặp này nữa")


class Hindrance(Labelled):
    """The one hard rule of matching that keeps an offer from every need that asks for such goods."""

    CERTIFICATE = "certificate", _l("Thiếu chứng nhận mà bên mua bắt buộc")
    FORM = "form", _l("Khác dạng sản phẩm mà bên mua cần")
    WINDOW = "window", _l("Không có hàng vào lúc bên mua cần")
    MINIMUM_LOT = "minimum_lot", _l("Không đủ lô hàng tối thiểu")
    DISTANCE = "distance", _l("Xa hơn khoảng cách bên mua nhận")


class PlannedLink(Base):
    """One new link: a cooperative, the need (or supposed plant) it would supply, from which of its offers, how much.

    `ends_on` is the last day of such a contract as far as the need tells, None where it does not; `sale_only` says
    that the buyer has stated no stage beside the sale, so that one must be agreed for the contract to count. `broker`
    is whom the link is given to; the case follows at acceptance with the `task` it gave there (None: given before the
    task was kept), or `left_because` says why there is none.
    """

    __tablename__ = "plan_links"
    __table_args__ = (
        sa.UniqueConstraint("scenario_id", "organisation_id"),
        sa.CheckConstraint("(need_id IS NULL) <> (plant_id IS NULL)", name="need_or_plant"),
        sa.CheckConstraint("need_id IS NULL OR offer_id IS NOT NULL", name="offer_for_need"),
        sa.CheckConstraint("quantity_kg > 0", name="quantity"),
        sa.CheckConstraint("likelihood > 0 AND likelihood <= 1000", name="likelihood"),
        sa.CheckConstraint("case_id IS NULL OR left_because IS NULL", name="case_or_reason"),
        sa.CheckConstraint("task_id IS NULL OR case_id IS NOT NULL", name="task_of_case"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_scenarios.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    plant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("plan_plants.id"))
    offer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offers.id"))
    quantity_kg: Mapped[Decimal] = mapped_column(Milli)
    likelihood: Mapped[Decimal] = mapped_column(Milli)
    ends_on: Mapped[date | None]
    sale_only: Mapped[bool] = mapped_column(default=False)
    broker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    case_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    task_id: Mapped[int | None] = mapped_column(sa.ForeignKey("case_tasks.id"))
    left_because: Mapped[LeftBecause | None] = mapped_column(enum_type(LeftBecause))

    scenario: Mapped[Scenario] = relationship(back_populates="links")
    organisation: Mapped[Organisation] = relationship()
    need: Mapped[Need | None] = relationship()
    plant: Mapped[ScenarioPlant | None] = relationship()
    offer: Mapped[Offer | None] = relationship()
    broker: Mapped[User | None] = relationship()
    case: Mapped[Case | None] = relationship()
    task: Mapped[Task | None] = relationship()


class Shortage(Base):
    """Cooperatives of a commune that stay unlinked with a good: `no_buyer` when no need fits it, else no room.

    `rule` is what, mended, would make a need fit; None where nobody asks for the good or more than one rule is broken.
    A plan of the country does not look for it.
    """

    __tablename__ = "plan_shortages"
    __table_args__ = (sa.CheckConstraint("rule IS NULL OR no_buyer", name="rule_keeps_out"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_scenarios.id"), index=True)
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"))
    commune_code: Mapped[str | None] = mapped_column(sa.ForeignKey("communes.code"))
    organisations: Mapped[int]
    organisation_ids: Mapped[list[int]] = mapped_column(sa.JSON)
    no_buyer: Mapped[bool]
    rule: Mapped[Hindrance | None] = mapped_column(enum_type(Hindrance))

    scenario: Mapped[Scenario] = relationship(back_populates="shortages")
    commodity: Mapped[Commodity] = relationship(lazy="joined", innerjoin=True)
    commune: Mapped[Commune | None] = relationship(lazy="joined")
