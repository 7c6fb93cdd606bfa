"""Parties with roles, and the suppliers that a union or group names in the annex of its contract."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.contracts.models.contract import Contract
from marketplace.extensions import Base, Milli, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


class PartyRole(Labelled):
    """What a party is in the contract (NĐ 98/2018 Đ2)."""

    BUYER = "buyer", _l("Bên mua")
    PRODUCER = "producer", _l("Bên sản xuất")
    INPUT_SUPPLIER = "input_supplier", _l("Bên cung ứng đầu vào")
    PROCESSOR = "processor", _l("Bên chế biến")
    LEAD = "lead", _l("Chủ trì liên kết")
    WITNESS = "witness", _l("Bên chứng kiến")


class ContractParty(Base):
    """An organisation in a contract, and who signs for it with which authority."""

    __tablename__ = "contract_parties"
    __table_args__ = (sa.UniqueConstraint("contract_id", "organisation_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    role: Mapped[PartyRole] = enum_column(PartyRole)
    representative: Mapped[str | None] = mapped_column(sa.String(120))
    title: Mapped[str | None] = mapped_column(sa.String(80))
    authority: Mapped[str | None] = mapped_column(sa.String(200))

    contract: Mapped[Contract] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class AnnexSupplier(Base):
    """A cooperative, group or household that a union (LHHTX) or group names in the annex as its supplier."""

    __tablename__ = "annex_suppliers"
    __table_args__ = (sa.CheckConstraint("quantity_kg > 0", name="quantity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    for_organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    quantity_kg: Mapped[Decimal | None] = mapped_column(Milli)
    area_ha: Mapped[Decimal | None] = mapped_column(Milli)

    contract: Mapped[Contract] = relationship(back_populates="suppliers")
