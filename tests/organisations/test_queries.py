"""Finding an organisation by what people type."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.organisations import likeness
from marketplace.organisations.likeness import likely_same
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisations_named, organisations_of_each
from tests.cast import Cast, user
from tests.factories.contracts_by_hand import organisation as by_hand

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


def test_many_are_found_as_one_is(cast: Cast) -> None:
    home, other = (db.session.get_one(Organisation, one) for one in (cast.doan_ket, cast.huong_viet))
    other.folded = home.folded
    db.session.flush()
    wanted = ["6100123454", f" {home.name.upper()} ", "Không Ai", other.name]
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: asked.append(statement))
    found = organisations_of_each(wanted)
    assert len(asked) == 1
    assert {text: sorted(one.id for one in those) for text, those in found.items()} == {
        wanted[0]: [home.id], wanted[1]: [home.id, other.id], wanted[2]: [], wanted[3]: [other.id],
    }  # fmt: skip
    assert {text: set(those) for text, those in found.items()} == {one: set(organisations_named(one)) for one in wanted}


@pytest.mark.parametrize("province_code", ["68", None])
def test_a_namesake_is_found_behind_many_that_have_no_tax_code(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, province_code: str | None
) -> None:
    for number in range(4):
        by_hand(f"Hợp tác xã Đồng Tâm {number}", verifier_id=None)
    wanted = by_hand("Hợp tác xã Đồng Xanh Ea Kar", verifier_id=None)
    db.session.flush()
    monkeypatch.setattr(likeness, "MOST_CANDIDATES", 3)
    found = likely_same(user(cast.binh).viewer(), name="HTX Đồng Xanh Ea Kar", province_code=province_code)
    assert [one.id for one in found] == [wanted.id]
