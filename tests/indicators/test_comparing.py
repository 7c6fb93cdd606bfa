"""Why I1 differs between two snapshots: each reason by itself, from hand-written facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from marketplace.contracts.models import ContractState
from marketplace.indicators.comparing import Explanation, explain, total
from marketplace.indicators.reasons import Why
from marketplace.indicators.standings import (
    Change,
    ContractFacts,
    Link,
    Merger,
    Moment,
    OrganisationFacts,
    Standing,
    StateRow,
    StatusRow,
)
from marketplace.organisations.models import LegalStatus

OLD = Moment(date(2025, 12, 14), datetime(2025, 12, 20, tzinfo=UTC))
NEW = Moment(date(2026, 12, 14), datetime(2026, 12, 20, tzinfo=UTC))
HERE = ("68", "24784")
LONG_AGO, IN_BETWEEN = datetime(2024, 1, 5, tzinfo=UTC), datetime(2026, 6, 1, 18, 30, tzinfo=UTC)

ACTIVE = StatusRow(LegalStatus.ACTIVE, date(2020, 1, 1), LONG_AGO)
COOPERATIVE = OrganisationFacts(1, "a" * 32, "HTX Ban Mai", LONG_AGO, (ACTIVE,))
SIGNED = StateRow(ContractState.SIGNED, date(2025, 1, 10))
CONTRACT = ContractFacts(7, "c" * 32, "12/HĐLK", LONG_AGO, date(2027, 12, 31), (SIGNED,))
LINK = Link(7, "12/HĐLK", date(2025, 1, 10), date(2025, 2, 1), date(2027, 12, 31))
NOWHERE, UNLINKED, LINKED = Standing(), Standing(0, 1, HERE), Standing(1, 1, HERE, (LINK,))


def explained(
    before: Standing,
    after: Standing,
    organisation: OrganisationFacts = COOPERATIVE,
    contract: ContractFacts | None = CONTRACT,
    names: dict[int, str] | None = None,
) -> Explanation:
    return explain(OLD, NEW, before, after, organisation, {7: contract} if contract else {}, names)


def why(found: Explanation) -> list[Why]:
    return [reason.why for reason in found.reasons]


@pytest.mark.parametrize(
    ("link", "contract", "expected", "said"),
    [
        (
            replace(LINK, signed_on=date(2026, 3, 4)),
            replace(CONTRACT, verified_at=IN_BETWEEN),
            Why.SIGNED,
            "Có hợp đồng 12/HĐLK ký ngày 04/03/2026, xác minh ngày 02/06/2026.",  # 18:30 UTC is the next day here
        ),
        (LINK, replace(CONTRACT, verified_at=IN_BETWEEN), Why.VERIFIED, "đến ngày 02/06/2026 mới được xác minh"),
        (replace(LINK, starts_on=date(2026, 1, 1)), CONTRACT, Why.BEGUN, "bắt đầu có hiệu lực từ ngày 01/01/2026"),
        (
            LINK,
            replace(CONTRACT, states=(SIGNED, StateRow(ContractState.SUSPENDED, date(2025, 5, 1)),
                                      StateRow(ContractState.SIGNED, date(2026, 2, 3)))),
            Why.RESUMED,
            "được thực hiện tiếp từ ngày 03/02/2026",
        ),
        (LINK, CONTRACT, Why.CONTRACT_CHANGED, "bổ sung hoặc sửa"),
    ],
)  # fmt: skip
def test_an_organisation_becomes_linked_for_a_named_contract(
    link: Link, contract: ContractFacts, expected: Why, said: str
) -> None:
    found = explained(UNLINKED, replace(LINKED, links=(link,)), contract=contract)
    assert (found.numerator, found.denominator, why(found)) == (1, 0, [expected])
    assert said in str(found.reasons[0].sentence)
    assert found.reasons[0].contract_id == 7


@pytest.mark.parametrize(
    ("link", "contract", "expected", "said"),
    [
        (
            LINK,
            replace(CONTRACT, states=(SIGNED, StateRow(ContractState.TERMINATED_FOR_BREACH, date(2026, 4, 5)))),
            Why.ENDED,
            "“Chấm dứt do vi phạm” từ ngày 05/04/2026",
        ),
        (replace(LINK, ends_on=date(2026, 8, 31)), CONTRACT, Why.EXPIRED, "hết thời hạn ngày 31/08/2026"),
        (LINK, replace(CONTRACT, ends_on=date(2026, 5, 31)), Why.EXPIRED, "hết thời hạn ngày 31/05/2026"),
        (
            LINK,
            replace(CONTRACT, states=(SIGNED, StateRow(ContractState.SUSPENDED, date(2026, 9, 1)))),
            Why.SUSPENDED,
            "tạm ngừng từ ngày 01/09/2026",
        ),
        (LINK, replace(CONTRACT, verified_at=None), Why.UNVERIFIED, "không còn được xác minh"),
        (LINK, replace(CONTRACT, states=()), Why.UNVERIFIED, "không còn được xác minh"),
        (LINK, CONTRACT, Why.CONTRACT_CHANGED, "bổ sung hoặc sửa"),
    ],
)
def test_an_organisation_is_no_longer_linked_for_a_named_contract(
    link: Link, contract: ContractFacts, expected: Why, said: str
) -> None:
    found = explained(replace(LINKED, links=(link,)), UNLINKED, contract=contract)
    assert (found.numerator, found.denominator, why(found)) == (-1, 0, [expected])
    assert said in str(found.reasons[0].sentence)


def test_every_lost_contract_is_named() -> None:
    other = replace(LINK, contract_id=8, number="13/HĐLK", ends_on=date(2026, 1, 31))
    ended = replace(CONTRACT, states=(SIGNED, StateRow(ContractState.COMPLETED, date(2026, 4, 5))))
    facts = {7: ended, 8: replace(CONTRACT, contract_id=8)}
    before = replace(LINKED, links=(LINK, other))
    found = explain(OLD, NEW, before, UNLINKED, COOPERATIVE, facts)
    assert [(reason.why, reason.number) for reason in found.reasons] == [
        (Why.ENDED, "12/HĐLK"),
        (Why.EXPIRED, "13/HĐLK"),
    ]


def test_what_was_written_down_late_says_so() -> None:
    """A correction of the same day: the contract had ended before it, and nobody had said so."""
    ended = replace(CONTRACT, states=(SIGNED, StateRow(ContractState.COMPLETED, date(2025, 11, 30))))
    again = replace(NEW, day=OLD.day)
    found = explain(OLD, again, LINKED, UNLINKED, COOPERATIVE, {7: ended})
    assert "30/11/2025" in str(found.reasons[0].sentence)
    assert "ghi nhận sau lần chốt trước" in str(found.reasons[0].sentence)


SUSPENDED = StatusRow(LegalStatus.SUSPENDED, date(2026, 7, 1), IN_BETWEEN)


@pytest.mark.parametrize(
    ("organisation", "expected", "said"),
    [
        (
            replace(COOPERATIVE, statuses=(replace(ACTIVE, valid_from=date(2026, 3, 1), recorded_at=IN_BETWEEN),)),
            Why.REGISTERED,
            "lần đầu từ ngày 01/03/2026",
        ),
        (replace(COOPERATIVE, verified_at=IN_BETWEEN), Why.PROFILE_VERIFIED, "xác minh ngày 02/06/2026"),
        (
            replace(COOPERATIVE, statuses=(
                StatusRow(LegalStatus.SUSPENDED, date(2020, 1, 1), LONG_AGO),
                StatusRow(LegalStatus.ACTIVE, date(2026, 7, 1), IN_BETWEEN),
            )),
            Why.STATUS_IN,
            "“Đang hoạt động” từ ngày 01/07/2026",
        ),
        (
            replace(COOPERATIVE, changes=(Change(IN_BETWEEN, {"province_code": ("01", "68")}),)),
            Why.MOVED,
            "đổi ngày 02/06/2026",
        ),
        (
            replace(COOPERATIVE, changes=(Change(IN_BETWEEN, {"agricultural_type": ("not_agricultural", "crops")}),)),
            Why.RECLASSIFIED,
            "đổi ngày 02/06/2026",
        ),
        (COOPERATIVE, Why.RECORD_CHANGED, "bổ sung hoặc sửa"),
    ],
)  # fmt: skip
def test_an_organisation_enters_the_denominator(organisation: OrganisationFacts, expected: Why, said: str) -> None:
    found = explained(NOWHERE, UNLINKED, organisation)
    assert (found.numerator, found.denominator, why(found)) == (0, 1, [expected])
    assert said in str(found.reasons[0].sentence)


@pytest.mark.parametrize(
    ("organisation", "expected", "said"),
    [
        (
            replace(COOPERATIVE, statuses=(ACTIVE, SUSPENDED)),
            Why.STATUS_OUT,
            "“Tạm ngừng kinh doanh” từ ngày 01/07/2026",
        ),
        (
            replace(COOPERATIVE, merged_into=Merger(2, "HTX Bình Minh", IN_BETWEEN)),
            Why.MERGED,
            "gộp vào HTX Bình Minh ngày 02/06/2026",
        ),
        (replace(COOPERATIVE, verified_at=None), Why.PROFILE_UNVERIFIED, "không còn được xác minh"),
        (
            replace(COOPERATIVE, changes=(Change(IN_BETWEEN, {"commune_code": ("24784", "25000")}),)),
            Why.MOVED,
            "đổi ngày 02/06/2026",
        ),
    ],
)  # fmt: skip
def test_an_organisation_leaves_the_denominator(organisation: OrganisationFacts, expected: Why, said: str) -> None:
    found = explained(LINKED, NOWHERE, organisation)
    assert (found.numerator, found.denominator) == (-1, -1)
    assert why(found) == [expected, Why.STANDS], "its contract still stands: the status alone took it out"
    assert said in str(found.reasons[0].sentence)


def test_a_change_before_the_older_counting_explains_nothing() -> None:
    moved = replace(COOPERATIVE, changes=(Change(LONG_AGO, {"province_code": ("01", "68")}),))
    assert why(explained(NOWHERE, UNLINKED, moved)) == [Why.RECORD_CHANGED]


def test_who_takes_over_a_record_takes_over_its_contract() -> None:
    successor = replace(COOPERATIVE, took_over=(Merger(3, "HTX Cũ", IN_BETWEEN),))
    found = explained(UNLINKED, LINKED, successor, names={7: "HTX Cũ"})
    assert (found.numerator, found.denominator, why(found)) == (1, 0, [Why.TOOK_OVER])
    assert str(found.reasons[0].sentence) == "Nhận hợp đồng 12/HĐLK từ hồ sơ HTX Cũ gộp vào."


def test_who_moves_within_the_place_changes_nothing() -> None:
    moved = replace(COOPERATIVE, changes=(Change(IN_BETWEEN, {"commune_code": ("24784", "25000")}),))
    found = explained(LINKED, replace(LINKED, place=("68", "25000")), moved)
    assert (found.numerator, found.denominator, why(found)) == (0, 0, [Why.MOVED])


def test_explanations_add_up() -> None:
    everybody = [
        explained(UNLINKED, LINKED),
        explained(LINKED, NOWHERE),
        explained(NOWHERE, LINKED),
        explained(NOWHERE, UNLINKED),
        explained(LINKED, UNLINKED),
    ]
    assert total(everybody) == (0, 1)
    assert all(one.reasons for one in everybody), "nothing is left without a reason"
