"""Contracts, through the actions, as far along as a test needs them."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import FileStorage

from marketplace.brokering.models import Case
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.actions import CHECKS, Signer
from marketplace.contracts.models import Contract
from tests.cast import Cast, user
from tests.factories import brokering


def signers(case: Case) -> dict[int, Signer]:
    """Hoa signs for the first producer, Minh for the buyer."""
    return {
        case.seller_id: Signer("Nguyễn Thị Hoa", "Giám đốc"),
        case.buyer_id: Signer("Trần Văn Minh", "Tổng giám đốc"),
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
    return drafted_for(cast, brokering.agreed(cast, tonnes, **changes))


def drafted_for(cast: Cast, case: Case) -> Contract:
    """Bình's draft for a case that has agreed."""
    return actions.draft_contract(by=user(cast.binh), case=case, signers=signers(case), number="01/2026/HĐLK")


def signed(cast: Cast, tonnes: Decimal | int = 40, **changes: Any) -> Contract:
    """File uploaded, both sides confirmed: waiting for the second person."""
    contract = drafted(cast, tonnes, **changes)
    sign_all(cast, contract)
    return contract


def sign_all(cast: Cast, contract: Contract) -> None:
    """The scan of whatever waits for signatures, and the word of every party's manager, today."""
    terms = contract.terms_to_sign
    assert terms is not None
    scan = upload(pdf(f"{contract.id} {terms.number if terms.number > 1 else 'ky'}"))
    actions.add_document(by=user(cast.binh), contract=contract, upload=scan)
    managers = {cast.doan_ket: cast.hoa, cast.huong_viet: cast.minh, cast.binh_minh: cast.tu, cast.moi_lap: cast.mai}
    for side in sorted(contract.signing_organisation_ids):
        actions.confirm_signing(
            by=user(managers[side]), contract=contract, voice=Voice(side), signed_on=today(), signer="Người ký"
        )


def verified(cast: Cast, tonnes: Decimal | int = 40, **changes: Any) -> Contract:
    """Checked by Quân, who entered nothing of it."""
    contract = signed(cast, tonnes, **changes)
    actions.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS)
    return contract
