"""A golden province: every row by hand, and beside it what each indicator must say and why.

Eleven organisations of Lâm Đồng (68) in two old districts, three buyers, seven contracts. Days asked for: 30/06/2026,
31/12/2025 and 01/01/2028.

On 30/06/2026:
- 0 A: cooperative, crops, good in 2026, 100 members; 36 months of durian (perennial) with a private company: L1, L2.
- 1 B: cooperative, crops, fair in 2025, 50 members; 36 months of rice (annual) with a state-owned one: L1, L2, L3.
- 2 C: cooperative, crops, average in 2026, members unsaid; 12 months with the union E alone: any partner.
- 3 D: cooperative, not agricultural, unrated, high technology in 2026, 10 members; no contract.
- 4 E: union, weak in 2026 (good in 2025), 5 members; the contract with C, and 60 months with the private company.
- 5 F: cooperative, crops, good in 2024, model, 20 members; named by E among the suppliers of those 60 months.
- 6 G: group, unregistered, 15 members; in a project.
- 7 H: cooperative, crops, suspended since 2026, good in 2026; its contract is suspended from 01/03/2026.
- 8 I: cooperative, crops, unverified; 12 months with the private company.
- 9 J: cooperative, crops, unrated, 60 members, no commune; a mere sale, a project (L4), declared in 2026 (L5).
- 10 K: cooperative, crops, no status ever said; founded in 2026.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from marketplace.contracts.models import ContractState
from marketplace.organisations.models import AgriculturalType, LegalStatus, OrganisationKind, RecognitionKind
from marketplace.organisations.models.profile import RatingGrade as Grade
from tests.indicators.world import BUYER, PRODUCER, Deal, Org, Project, Text, World

ACTIVE, SUSPENDED = LegalStatus.ACTIVE, LegalStatus.SUSPENDED
LONG_AGO, NEW_YEAR, END = date(2020, 1, 1), date(2026, 1, 1), date(2026, 12, 31)
PRIVATE, STATE = 11, 12  # the places of the buyers below


def golden(communes: tuple[str, str, str]) -> World:
    """The province; the first two communes lie in one old district, the third in another."""
    first, second, third = communes
    since = ((LONG_AGO, ACTIVE),)
    orgs = [
        Org("A", commune=first, ratings=((2026, Grade.GOOD, True),), founded=date(2023, 5, 1), members=100,
            statuses=since),
        Org("B", commune=second, ratings=((2025, Grade.FAIR, True),), founded=date(2021, 5, 1), members=50,
            statuses=since),
        Org("C", commune=third, ratings=((2026, Grade.AVERAGE, True),), founded=date(2022, 1, 1), statuses=since),
        Org("D", commune=first, agricultural=AgriculturalType.NOT_AGRICULTURAL, members=10, statuses=since,
            recognitions=((RecognitionKind.HIGH_TECH, NEW_YEAR, END, False),)),
        Org("E", OrganisationKind.LHHTX, commune=third, members=5, founded=date(2024, 1, 1), statuses=since,
            ratings=((2025, Grade.GOOD, True), (2026, Grade.WEAK, True))),
        Org("F", commune=third, ratings=((2024, Grade.GOOD, True),), founded=date(2020, 1, 1), members=20,
            statuses=since, recognitions=((RecognitionKind.MODEL, date(2025, 6, 1), None, False),)),
        Org("G", OrganisationKind.THT, commune=first, founded=date(2025, 1, 1), members=15,
            statuses=((LONG_AGO, LegalStatus.UNREGISTERED),)),
        Org("H", commune=first, ratings=((2026, Grade.GOOD, True),), founded=date(2022, 6, 1), members=30,
            statuses=((LONG_AGO, ACTIVE), (NEW_YEAR, SUSPENDED))),
        Org("I", commune=first, verified=False, founded=date(2022, 6, 1), members=40, statuses=since),
        Org("J", members=60, statuses=since, declared=((2026, True),)),
        Org("K", commune=second, founded=date(2026, 2, 1), members=70, statuses=()),
        Org("Công ty tư nhân", OrganisationKind.ENTERPRISE, None),
        Org("Công ty nhà nước", OrganisationKind.ENTERPRISE, None, state_capital=Decimal(51)),
    ]  # fmt: skip
    year = Text(NEW_YEAR, END)
    signed = date(2025, 12, 20)
    deals = [
        _deal(0, PRIVATE, Text(NEW_YEAR, date(2028, 12, 31)), signed),
        _deal(1, STATE, Text(NEW_YEAR, date(2028, 12, 31), goods="rice"), signed),
        _deal(2, 4, year, signed),
        _deal(4, PRIVATE, Text(NEW_YEAR, date(2030, 12, 31)), signed, suppliers=(5,)),
        _deal(7, PRIVATE, year, signed, states=((date(2026, 3, 1), ContractState.SUSPENDED, False),)),
        _deal(8, PRIVATE, year, signed),
        _deal(9, PRIVATE, Text(NEW_YEAR, END, (False, False, False)), signed),
    ]
    projects = [Project((6, 9), date(2025, 1, 1), date(2027, 12, 31), goods="coffee")]
    return World(orgs, deals, projects, [("68", date(2025, 7, 1), 1000), ("68", date(2026, 12, 1), 2000)])


def _deal(seller: int, buyer: int, text: Text, signed: date, **more: object) -> Deal:
    return Deal(((seller, PRODUCER), (buyer, BUYER)), text, signed, **more)  # type: ignore[arg-type]
