"""Plants that nobody has built, as a scenario supposes them, and how full they would run."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models import Commodity, Commune
from marketplace.extensions import Base, Milli
from marketplace.planning.models.scenario import Scenario


class ScenarioPlant(Base):
    """A supposed plant: the good it takes in, kilograms a year, the commune it stands in, how far it reaches (km).

    `growers` is how many cooperatives within reach offer the good; None until the scenario is solved.
    """

    __tablename__ = "plan_plants"
    __table_args__ = (
        sa.CheckConstraint("kg_a_year > 0", name="throughput"),
        sa.CheckConstraint("reach_km > 0", name="reach"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scenario_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_scenarios.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"))
    commune_code: Mapped[str] = mapped_column(sa.ForeignKey("communes.code"))
    kg_a_year: Mapped[Decimal] = mapped_column(Milli)
    reach_km: Mapped[int]
    growers: Mapped[int | None]

    scenario: Mapped[Scenario] = relationship(back_populates="plants")
    commodity: Mapped[Commodity] = relationship(lazy="joined", innerjoin=True)
    commune: Mapped[Commune] = relationship(lazy="joined", innerjoin=True)
    months: Mapped[list[PlantMonth]] = relationship(back_populates="plant", order_by="PlantMonth.month")


class PlantMonth(Base):
    """What lies within the plant's reach in a month of the year (1..12), and the share of its throughput (0..1)."""

    __tablename__ = "plan_plant_months"
    __table_args__ = (
        sa.UniqueConstraint("plant_id", "month"),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        sa.CheckConstraint("filled BETWEEN 0 AND 1000", name="filled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plant_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_plants.id"))
    month: Mapped[int]
    available_kg: Mapped[Decimal] = mapped_column(Milli)
    filled: Mapped[Decimal] = mapped_column(Milli)

    plant: Mapped[ScenarioPlant] = relationship(back_populates="months")
