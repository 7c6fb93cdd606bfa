"""Rows of a market in use, written as they were when the tables had only their first columns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import db

THEN = datetime(2026, 11, 1, tzinfo=UTC)
SELLER, BUYER, BROKER = 1, 2, 1
AGREED, SIGNED = 1, 2  # the two cases


def insert(table: str, **values: Any) -> None:
    """One row, by the names its columns had."""
    names = ", ".join(f'"{name}"' for name in values)
    with db.engine.begin() as connection:
        connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES (:{', :'.join(values)})"), values)


def organisation(number: int, name: str, kind: str = "htx") -> None:
    """An organisation that nothing more is known of."""
    insert(
        "organisations", kind=kind, name=name, folded="to chuc", contact_published=False, created_at=THEN,
        origin="demonstration", source_facts="{}", public_id=f"{number:032}", version=1,
    )  # fmt: skip


def market() -> None:
    """A broker's two cases on one offer of 100 t: 40 t agreed (after 25 t were agreed before), 30 t signed."""
    insert("users", email="binh@vidu.example", name="Bình", platform_role="broker", created_at=THEN, public_id="u" * 32)
    insert("commodities", code="durian", level="product", folded="sau rieng", name_vi="sầu riêng", name_en="durian")
    organisation(SELLER, "Hợp tác xã Minh họa Đồng Tâm")
    organisation(BUYER, "Công ty Minh họa Thuận An", "enterprise")
    spans = {"start": date(2027, 1, 1), "end": date(2027, 6, 30)}
    _listing("offers", 1, SELLER, kind="produce")
    insert("offer_periods", offer_id=1, **spans, firm_kg=60_000_000, flexible_kg=40_000_000,
           reserved_kg=40_000_000, contracted_kg=30_000_000)  # fmt: skip
    for case, signed in ((AGREED, 0), (SIGNED, 30_000_000)):
        _listing("needs", case, BUYER, brings_inputs=False, brings_production=True, brings_processing=False)
        insert("need_periods", need_id=case, **spans, quantity_kg=50_000_000, contracted_kg=signed)
    _case(AGREED, "agreed", [25, 40, 45])
    _case(SIGNED, "contracted", [30])


def _listing(table: str, number: int, owner: int, **more: Any) -> None:
    insert(
        table, as_written="sầu riêng", folded="sau rieng", price_basis="to_agree", price_visibility="parties",
        delivery_term="to_agree", created_at=THEN, changed_at=THEN, entered_on_behalf=False, organisation_id=owner,
        commodity_code="durian", origin="demonstration", source_facts="{}", public_id=f"{table}{number}", version=1,
        **more,
    )  # fmt: skip


def _case(number: int, stage: str, tonnes: list[int]) -> None:
    """Revisions of so many tonnes each; both sides accepted all but a third one, which has the seller's yes only."""
    insert(
        "cases", offer_id=1, need_id=number, seller_id=SELLER, buyer_id=BUYER, broker_id=BROKER, stage=stage,
        opened_by_id=BROKER, opened_at=THEN, public_id=f"case{number}", version=1,
    )  # fmt: skip
    for revision, amount in enumerate(tonnes, start=1):
        insert(
            "terms", id=10 * number + revision, case_id=number, number=revision, commodity_code="durian",
            effective_from=date(2027, 1, 1), effective_to=date(2030, 1, 1), stage_inputs=False, stage_production=True,
            stage_processing=False, price_basis="to_agree", delivery_term="to_agree", proposed_by_id=BROKER,
            created_at=THEN,
        )  # fmt: skip
        insert(
            "terms_periods", terms_id=10 * number + revision, offer_period_id=1, need_period_id=number,
            start=date(2027, 1, 1), end=date(2027, 6, 30), quantity_kg=amount * 1_000_000,
        )  # fmt: skip
        for side in (SELLER, BUYER)[: 1 if revision == 3 else 2]:
            insert("acceptances", terms_id=10 * number + revision, organisation_id=side, by_id=BROKER, how="phone",
                   evidence="Gọi ngày 1/11", at=THEN)  # fmt: skip
