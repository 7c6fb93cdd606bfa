"""What stands against merging two records, in words."""

from __future__ import annotations

import pytest
from flask import Flask

from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.organisations.merging import forget_distinction, merge, tell_apart
from marketplace.organisations.models import OrganisationKind, Origin
from tests.cast import Cast, organisation, user
from tests.factories import contracts
from tests.factories.contracts_by_hand import Deal, contract
from tests.factories.contracts_by_hand import organisation as by_hand
from tests.organisations.test_merging import merged_into_doan_ket, twin


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": OrganisationKind.ENTERPRISE}, "khác loại"),
        ({"kind": OrganisationKind.AREA}, "Vùng sản xuất"),
        ({"origin": Origin.DEMONSTRATION}, "minh họa"),
        ({"tax_code": "6100000050-001"}, "hai mã số thuế"),
    ],
)
def test_what_cannot_be_one_is_refused_in_words(
    context: Flask, cast: Cast, change: dict[str, object], words: str
) -> None:
    other = twin(cast, verifier="tax_code" in change)
    for name, value in change.items():
        setattr(other, name, value)
    db.session.flush()
    with pytest.raises(WrongStateError, match=words):
        merged_into_doan_ket(cast, other)


def test_two_sides_of_one_contract_are_two(context: Flask, cast: Cast) -> None:
    other = twin(cast)
    contract(Deal(other, organisation(cast.doan_ket)), entered_by=cast.binh, verified_by=cast.quan)
    with pytest.raises(WrongStateError, match="hai bên của một vụ việc"):
        merged_into_doan_ket(cast, other)


def test_a_party_of_a_running_contract_stays_and_takes_the_other_record_in(context: Flask, cast: Cast) -> None:
    signed = contracts.signed(cast)
    other = twin(cast, verifier=True)
    for gone in (cast.doan_ket, cast.huong_viet):
        kept = (
            other
            if gone == cast.doan_ket
            else by_hand("Hương Việt", kind=OrganisationKind.ENTERPRISE, verifier_id=cast.quan)
        )
        with pytest.raises(WrongStateError, match="đứng tên trong một hợp đồng đang chạy"):
            merge(by=user(cast.binh), merged=organisation(gone), successor=kept, reason="Trùng")
    merged_into_doan_ket(cast, other)
    assert signed.case.has_consented(cast.doan_ket)
    assert signed.terms.is_agreed


def test_a_pair_marked_as_two_is_not_merged_until_the_mark_is_taken_back(context: Flask, cast: Cast) -> None:
    other = twin(cast)
    tell_apart(by=user(cast.binh), one=organisation(cast.doan_ket), other=other)
    with pytest.raises(WrongStateError, match="đã được ghi là hai tổ chức"):
        merged_into_doan_ket(cast, other)
    forget_distinction(by=user(cast.binh), one=other, other=organisation(cast.doan_ket))
    merged_into_doan_ket(cast, other)
    assert other.merged_into_id == cast.doan_ket
