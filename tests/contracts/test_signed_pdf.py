"""Digital signatures in an uploaded file: what is read from them, and a file altered afterwards proves nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions
from marketplace.contracts.models import Contract, ContractState
from marketplace.contracts.signed_pdf import Found, signatures_in
from marketplace.errors import FileRefusedError
from marketplace.extensions import db
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories import contracts, papers
from tests.factories.contracts import upload
from tests.factories.signed_pdf import ISSUER, SERIAL, signed_by, with_a_page_resized

Browse = Callable[..., Browser]


def holding(found: list[Found]) -> list[tuple[bool, bool]]:
    return [(one.is_intact, one.covers_whole) for one in found]


def test_a_signature_names_its_signer_and_what_is_done_to_the_file_afterwards_shows() -> None:
    whole = signed_by("Nguyễn Thị Hoa", "Trần Văn Minh")
    first, second = signatures_in(whole)
    assert (first.signer, second.signer, first.issuer) == ("Nguyễn Thị Hoa", "Trần Văn Minh", ISSUER)
    assert (int(first.serial, 16), first.valid_from < first.valid_to) == (SERIAL, True)
    assert first.signed_at is not None
    assert holding([first, second]) == [(True, True), (True, True)], "a second signature breaks no first one"
    assert holding(signatures_in(whole.replace(b"595 842", b"595 841"))) == [(False, True), (False, True)]
    assert holding(signatures_in(with_a_page_resized(whole))) == [(True, False), (True, False)]


def test_a_file_without_signatures_is_read_as_such_and_a_torn_one_is_refused() -> None:
    assert signatures_in(papers.pdf("chua ky")) == []
    assert signatures_in(b"\x89PNG /ByteRange") == []
    with pytest.raises(FileRefusedError):
        signatures_in(signed_by("Hoa")[:-900] + b"%%EOF")


@pytest.mark.usefixtures("context")
def test_an_altered_file_signs_no_contract(cast: Cast) -> None:
    contract, whole = contracts.drafted(cast), signed_by("Nguyễn Thị Hoa", "Trần Văn Minh")
    altered = actions.add_document(by=user(cast.binh), contract=contract, upload=upload(with_a_page_resized(whole)))
    assert (altered.is_altered, contract.signed_file) == (True, None)
    confirm(cast, contract)
    assert contract.state is ContractState.DRAFT, "the confirmations are there, a file that proves them is not"
    proof = actions.add_document(by=user(cast.binh), contract=contract, upload=upload(whole))
    assert [signature.signer for signature in proof.digital_signatures] == ["Nguyễn Thị Hoa", "Trần Văn Minh"]
    assert (contract.state, contract.signed_file) == (ContractState.SIGNED, proof)


def confirm(cast: Cast, contract: Contract) -> None:
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        actions.confirm_signing(
            by=user(person), contract=contract, voice=Voice(side), signed_on=today(), signer="Người ký"
        )


def test_the_page_tells_signatures_and_that_the_chain_was_not_checked(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        contract = contracts.drafted(cast)
        page = f"/contracts/{contract.public_id}"
        for number, content in enumerate((signed_by("Nguyễn Thị Hoa"), with_a_page_resized(signed_by("Kẻ lạ")))):
            actions.add_document(by=user(cast.binh), contract=contract, upload=upload(content, f"tep-{number}.pdf"))
        confirm(cast, contract)
        db.session.commit()
    for reader, where in ((cast.hoa, page), (cast.quan, f"{page}/verification")):
        words = browser(reader).get(where).words()
        assert ISSUER in words
        assert "nguyên vẹn" in words
        assert "tep-1.pdf đã bị sửa sau khi ký số" in words
        assert "Chưa kiểm tra chuỗi chứng thư" in words
