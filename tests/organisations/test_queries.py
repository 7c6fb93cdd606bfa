"""Finding an organisation by what people type."""

from __future__ import annotations

import pytest

from marketplace.organisations.queries import organisations_named
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    "typed",
    [
        "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết",
        "hợp tác xã dịch vụ nông nghiệp đoàn kết",
        " HỢP TÁC XÃ DỊCH VỤ NÔNG NGHIỆP ĐOÀN KẾT ",
        "6100123454",
    ],
)
def test_an_organisation_is_found_however_its_name_is_cased(cast: Cast, typed: str) -> None:
    assert [found.id for found in organisations_named(typed)] == [cast.doan_ket]


@pytest.mark.parametrize("typed", ["Hợp tác xã Mới Lập", "Hợp tác xã", "Đoàn Kết", ""])
def test_unverified_ones_and_parts_of_names_are_not(cast: Cast, typed: str) -> None:
    assert organisations_named(typed) == []
