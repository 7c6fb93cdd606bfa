"""What officials do with a figure, and everything the site ever told them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from flask import Flask, Response, request

from marketplace.accounts.models import User
from marketplace.accounts.passwords import hash_password
from marketplace.authorization.roles import Role
from marketplace.catalogue.models import Commune
from marketplace.clock import now, today
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Contract
from marketplace.extensions import db
from marketplace.indicators.models import PeriodKind
from marketplace.indicators.periods import last_ended
from tests.cast import Cast, user
from tests.factories import deliveries
from tests.factories.canaries import PRICE_OF_CONTRACT
from tests.factories.deliveries import Share
from tests.indicators.golden import golden
from tests.indicators.world import build
from tests.journeys.steps import PASSWORD, Person
from tests.suggestions.test_export import cells

TONNES = 40
START, END = last_ended(PeriodKind.QUARTER, today())
SECRETS = [
    f"{amount:{form}}".replace(",", mark)
    for amount in (PRICE_OF_CONTRACT, PRICE_OF_CONTRACT * TONNES * 1000)
    for form, mark in (("d", ""), (",", "."), (",", ","))
]
"""The agreed price, and what a period's tonnes cost at it, however a page may write them."""


def lay_contract(cast: Cast) -> None:
    """A second official; the golden province; one contract of Đoàn Kết that stands at the end of the last quarter."""
    linh = User(email="linh@vidu.example", name="Linh", platform_role=Role.OFFICIAL)
    linh.password_hash = hash_password(PASSWORD)
    db.session.add(linh)
    first, second, third = (
        one.code for one in db.session.query(Commune).filter_by(province_code="68").order_by(Commune.code)[10:13]
    )
    build(golden((first, second, third)), by=cast.binh, checker=cast.quan)
    ended = Share(cast.doan_ket, END - timedelta(days=150), TONNES, days=60)
    running = Share(cast.doan_ket, END - timedelta(days=90), TONNES, days=400)
    made = deliveries.signed(cast, [ended, running], price_dong_per_kg=PRICE_OF_CONTRACT)
    made.verified_at, made.verified_by_id = now(), cast.quan
    db.session.flush()
    deliveries.agreed(cast, made, ended, TONNES)


def number_of(app: Flask) -> str:
    """What the contract is called."""
    with app.app_context():
        return str(_contract().number)


def end_contract(app: Flask, cast: Cast, day: date) -> None:
    """Bình records late that the two parted on this day."""
    with app.app_context():
        contracts.change_state(
            by=user(cast.binh), contract=_contract(), verb="terminate_by_agreement", day=day, reason="Hai bên thôi"
        )
        db.session.commit()


def _contract() -> Contract:
    return db.session.query(Contract).filter(Contract.number.is_not(None)).one()


@contextmanager
def listening(app: Flask) -> Iterator[dict[str, str]]:
    """The text of every page and file that the site sends meanwhile, by address."""
    told: dict[str, str] = {}

    def heard(response: Response) -> Response:
        if not response.direct_passthrough:
            content = response.get_data()
            told[request.full_path] = _unpacked(content) if content.startswith(b"PK") else content.decode()
        return response

    listeners = app.after_request_funcs.setdefault(None, [])  # it has answered others before, and registers nobody
    listeners.append(heard)
    yield told
    listeners.remove(heard)


def _unpacked(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def download(person: Person, words: str) -> bytes:
    """The file behind a link."""
    with person.page.expect_download() as coming:
        person.main.get_by_role("link", name=words).first.click()
    return Path(coming.value.path()).read_bytes()


def of_csv(content: bytes) -> tuple[int, int]:
    """Numerator and denominator of the first line, which is the whole."""
    line = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1]
    return int(line[8]), int(line[9])


def of_workbook(content: bytes) -> tuple[int, int]:
    """The same of the first sheet."""
    found = cells(content, 1)
    return int(found["I2"][1]), int(found["J2"][1])


def of_json(words: str) -> tuple[int, int]:
    """The same of what machines read."""
    found = json.loads(words)
    return int(found["numerator"]), int(found["denominator"])


def tab_to(person: Person, words: str) -> str:
    """From the link above the map one step on with the keyboard: the name of the area that is reached."""
    person.main.get_by_role("link", name=words).focus()
    person.page.keyboard.press("Tab")
    return str(person.page.locator(":focus").get_attribute("aria-label"))
