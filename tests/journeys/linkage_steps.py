"""What people do from the gathering of several cooperatives to the delivery book, in the words they would use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from marketplace.clock import now, today
from marketplace.organisations.models import AgriculturalType, LegalStatus, StatusRecord
from tests.cast import Cast, organisation
from tests.factories import listings_by_hand
from tests.factories.listings_by_hand import Goods
from tests.journeys.steps import Person

if TYPE_CHECKING:
    from playwright.sync_api import Locator

OFFERED = {"doan_ket": 90, "binh_minh": 60, "moi_lap": 50}
BEGUN = 75  # days ago the offers and the need began


def ago(days: int) -> date:
    """So many days ago; days to come are negative."""
    return today() - timedelta(days=days)


def written(day: date) -> str:
    """As people here write a day."""
    return f"{day:%d/%m/%Y}"


@dataclass(frozen=True)
class Period:
    """A line of the table of shares: tonnes of each cooperative, in the order of the columns."""

    start: date
    end: date
    tonnes: Sequence[int]


def lay_listings(cast: Cast) -> None:
    """Three verified cooperatives offer durian over the same months, Hương Việt wants more than any of them has."""
    third = organisation(cast.moi_lap)
    third.verified_at, third.verified_by_id = now(), cast.quan
    third.agricultural_type = AgriculturalType.CROPS
    third.statuses.append(StatusRecord(status=LegalStatus.ACTIVE, valid_from=today(), checked_on=today()))
    for side, tonnes in OFFERED.items():
        listings_by_hand.offer(getattr(cast, side), Goods(tonnes=tonnes, starts_in=-BEGUN, days=300, price=45_000))
    listings_by_hand.need(cast.huong_viet, Goods(tonnes=200, starts_in=-BEGUN, days=300, price=45_000))


def cell(person: Person, row: int, name: str) -> Locator:
    """A field of the table of shares."""
    return person.main.locator(f"[name='periods-{row}-{name}']")


def share_out(person: Person, periods: Sequence[Period]) -> None:
    """Fill the table, with a new line for each period that has none."""
    for row, period in enumerate(periods):
        if not cell(person, row, "start").count():
            person.press("Thêm kỳ giao")
        cell(person, row, "start").fill(written(period.start))
        cell(person, row, "end").fill(written(period.end))
        for column, tonnes in enumerate(period.tonnes):
            name = f"others-{column - 1}" if column else "firm"
            cell(person, row, name).fill(str(tonnes) if tonnes else "")


def download(person: Person, words: str) -> bytes:
    """The file that a button brings."""
    with person.page.expect_download() as coming:
        person.press(words)
    return Path(coming.value.path()).read_bytes()


def behind_the_code(person: Person) -> str:
    """Where the code on the print leads, without the name of the site."""
    address = person.page.locator("img[alt*='/prints/']").get_attribute("alt")
    assert address is not None
    return "/prints/" + address.rsplit("/", 1)[1]


def say_yes(person: Person, case: str) -> None:
    """To being introduced, on the page that the mail leads to."""
    person.open(f"{case}/consents")
    person.tick("Đồng ý được giới thiệu")
    person.press("Gửi câu trả lời")
    person.sees("Đã ghi nhận câu trả lời.")


def accept(person: Person, case: str, number: int) -> None:
    """Exactly this revision, on its own page."""
    person.open(f"{case}/acceptances")
    person.press(f"Chấp nhận bản số {number}")
    person.sees(f"Đã chấp nhận bản điều khoản số {number}.")
