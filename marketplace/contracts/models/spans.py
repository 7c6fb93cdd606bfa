"""Spans of days on which a contract stands, kept beside it so that a figure at any day is one look at an index."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base, Milli


class ContractSpan(Base):
    """Days, both ends included, on which a signed contract is in term and in a counted state, under one text of terms.

    Derived from dated states, terms, annexes and parties (never a source of its own); written again in the
    transaction that changes any of these. Spans of one contract never overlap. `verified` tells whether a second
    person has checked the contract; `enterprise` whether a party other than a witness is an enterprise; `state_owned`
    whether one of these is state-owned; `months` are the full months of the whole term. `seller_id` and `buyer_id` are
    the case's: the cooperative that leads the producers' side, and the buyer.
    """

    __tablename__ = "contract_spans"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates"),
        sa.UniqueConstraint("contract_id", "starts_on"),
        sa.Index(None, "ends_on", "starts_on"),
        sa.Index(None, "terms_id"),
        sa.Index(None, "seller_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"))
    seller_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    buyer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    verified: Mapped[bool]
    enterprise: Mapped[bool]
    state_owned: Mapped[bool]
    form: Mapped[int | None]
    months: Mapped[int]
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"))
    quantity_kg: Mapped[Decimal] = mapped_column(Milli)
    area_ha: Mapped[Decimal | None] = mapped_column(Milli)
    price_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
