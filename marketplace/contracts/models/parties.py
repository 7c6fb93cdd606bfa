"""Parties with roles, and the suppliers that a union or group names in the annex of its contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.contracts.models.annexes import Annex
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
    """An organisation in a contract, and who signs for it with which authority.

    Most are there from the first signing to the end. `joined_annex` and `left_annex` name the annexes by which a
    cooperative came or left; once such an annex is verified, indicators count it from or until the day it was signed.
    """

    __tablename__ = "contract_parties"
    __table_args__ = (sa.UniqueConstraint("contract_id", "organisation_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    role: Mapped[PartyRole] = enum_column(PartyRole)
    representative: Mapped[str | None] = mapped_column(sa.String(120))
    title: Mapped[str | None] = mapped_column(sa.String(80))
    authority: Mapped[str | None] = mapped_column(sa.String(200))
    joined_annex_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contract_annexes.id"))
    left_annex_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contract_annexes.id"))
    counted_from: Mapped[date | None]
    counted_until: Mapped[date | None]

    contract: Mapped[Contract] = relationship(back_populates="parties")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def joined_annex(self) -> Annex | None:
        """The annex by which it came; None for those who signed the contract itself."""
        return self._annex(self.joined_annex_id)

    @property
    def left_annex(self) -> Annex | None:
        """The annex by which it leaves or left."""
        return self._annex(self.left_annex_id)

    def _annex(self, number: int | None) -> Annex | None:
        """Most parties name no annex: then the contract's are not read."""
        return None if number is None else next(one for one in self.contract.annexes if one.id == number)

    @property
    def has_come(self) -> bool:
        """Whether it is a party already: from the beginning, or by an annex that is signed."""
        return self.joined_annex is None or self.joined_annex.signed_on is not None

    @property
    def has_left(self) -> bool:
        """Whether the annex by which it leaves is signed."""
        return self.left_annex is not None and self.left_annex.signed_on is not None

    @classmethod
    def counts_on(cls, day: date | sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
        """Rows of organisations that the contract, where it counts itself, makes count on this day."""
        come = sa.or_(cls.joined_annex_id.is_(None), cls.counted_from <= day)
        return sa.and_(come, sa.or_(cls.counted_until.is_(None), cls.counted_until > day))


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
