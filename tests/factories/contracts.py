"""Contracts, through the actions, as far along as a test needs them."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.actions import CHECKS, Signer
from marketplace.contracts.models import Contract, PartyRole
from tests.cast import Cast, user
from tests.factories import brokering

SIGNERS = {
    PartyRole.PRODUCER: Signer("Nguyễn Thị Hoa", "Giám đốc"),
    PartyRole.BUYER: Signer("Trần Văn Minh", "Tổng giám đốc"),
}


def pdf(words: str = "ban ky") -> bytes:
    """The smallest whole PDF, different for different words."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 144]>>endobj\n% "
        + words.encode("ascii")
        + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def upload(content: bytes, name: str = "hop-dong.pdf") -> FileStorage:
    """A file as a form hands it over."""
    return FileStorage(io.BytesIO(content), filename=name)


def drafted(cast: Cast, tonnes: Decimal | int = 40, **changes: Any) -> Contract:
    """Bình's draft from agreed terms."""
    case = brokering.agreed(cast, tonnes, **changes)
    return actions.draft_contract(by=user(cast.binh), case=case, signers=SIGNERS, number="01/2026/HĐLK")


def signed(cast: Cast, tonnes: Decimal | int = 40, **changes: Any) -> Contract:
    """File uploaded, both sides confirmed: waiting for the second person."""
    contract = drafted(cast, tonnes, **changes)
    actions.add_document(by=user(cast.binh), contract=contract, upload=upload(pdf(f"{contract.id} ky")))
    for person, side, name in (
        (cast.hoa, cast.doan_ket, "Nguyễn Thị Hoa"),
        (cast.minh, cast.huong_viet, "Trần Văn Minh"),
    ):
        actions.confirm_signing(by=user(person), contract=contract, voice=Voice(side), signed_on=today(), signer=name)
    return contract


def verified(cast: Cast, **changes: Any) -> Contract:
    """Checked by Quân, who entered nothing of it."""
    contract = signed(cast, **changes)
    actions.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS)
    return contract
