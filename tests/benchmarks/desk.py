"""`python3 -m tests benchmarks desk`: the broker's pages with many open cases, in server CPU and queries.

A made-up season of one broker: cooperatives and enterprises, an offer and a need for each case, stages entered days
ago, consents, terms with four periods. CPU milliseconds are the median over so many requests through the whole
application (signing in, templates and all), after one that is not counted; with PostgreSQL those of its server's
processes are added, and told besides.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from marketplace.app import create_app
from marketplace.brokering.models import Case, CaseStage, Consent, ConsentHow, Stage, Task, Terms, TermsPeriod
from marketplace.clock import now, today
from marketplace.extensions import db, new_public_id
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, OrganisationKind
from tests import postgres
from tests.benchmarks.addresses import address_of
from tests.cast import Cast, raise_cast
from tests.client import Browser
from tests.databases import fill as reference
from tests.databases import settings_for

PATHS = (
    "/brokering/today", "/brokering/board", "/cases", "/cases?order=value", "/cases?order=waiting&late=y&soe=y&mine=y",
)  # fmt: skip
STAGES = (CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.NEGOTIATION, CaseStage.AGREED)
GOODS = ("durian", "coffee", "pepper", "cashew", "rice")
HOUSES, PERIODS, TASKS_EACH = 200, 4, 5
Row = dict[str, Any]


def main(words: list[str]) -> int:
    """Measure and print; 0 when it is done."""
    parser = argparse.ArgumentParser(prog="python3 -m tests benchmarks desk")
    parser.add_argument("--cases", type=int, default=5_000)
    parser.add_argument("--requests", type=int, default=20)
    parser.add_argument("--engine", default="sqlite", help="sqlite, postgresql, or both by a comma")
    asked = parser.parse_args(words)
    for engine in asked.engine.split(","):
        with tempfile.TemporaryDirectory() as folder, address_of(engine, Path(folder) / "desk.sqlite3") as url:
            if url is None:
                sys.stderr.write(f"PostgreSQL is not installed: `{postgres.INSTALL}`\n")
                return 1
            for found in measured(url, Path(folder), asked.cases, asked.requests):
                sys.stdout.write(json.dumps({"engine": engine, **found}) + "\n")
    return 0


def measured(url: str, folder: Path, cases: int, requests: int) -> Iterator[Row]:
    """A row for each page."""
    reference(url, folder)
    app = create_app(settings_for(url, folder))
    with app.app_context():
        cast = raise_cast()
        fill(cast, cases)
        db.session.execute(sa.text("ANALYZE"))
        db.session.commit()
    binh = Browser(app, cast.binh)
    for path in PATHS:
        page = binh.get(path)
        answers = _servers(app)
        times = [_cpu_ms(binh, path, answers) for _ in range(requests)]
        whole = [ours + theirs for ours, theirs in times]
        row = {
            "measure": "desk", "path": path, "cases": cases, "queries": len(page.queries),
            "kilobytes": round(len(page.text.encode()) / 1000, 1), "cpu_ms": round(statistics.median(whole), 1),
        }  # fmt: skip
        yield row | ({"server_ms": round(statistics.median(theirs for _, theirs in times), 1)} if answers else {})
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _servers(app: Flask) -> list[Path]:
    """Where the system counts the time of each process of the database server that answers us; none with SQLite."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            return []
        own = sa.text("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [Path(f"/proc/{pid}/schedstat") for pid in db.session.scalars(own)]


def _cpu_ms(browser: Browser, path: str, servers: list[Path]) -> tuple[float, float]:
    """One answer of the application, without the test browser's inspection of it: our time, and the server's."""
    started, before = time.process_time(), _spent(servers)
    answer = browser.client.get(path)
    took = (time.process_time() - started) * 1000, _spent(servers) - before
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    answer.close()
    return took


def _spent(servers: list[Path]) -> float:
    return sum(int(one.read_text().split()[0]) for one in servers) / 1e6


def fill(cast: Cast, cases: int) -> None:
    """Bình's open cases at all stages, some late; commits."""
    houses = _organisations(OrganisationKind.HTX), _organisations(OrganisationKind.ENTERPRISE)
    common = {"province_code": "68", "price_basis": PriceBasis.FIXED, "published_at": now()}
    offers = _insert(Offer, [_listing(n, houses[0], common) for n in range(cases)])
    needs = _insert(Need, [_listing(n, houses[1], common) for n in range(cases)])
    ids = _insert(Case, [_case(n, cast, houses, offers[n], needs[n]) for n in range(cases)])
    _insert(Stage, [row for n, case in enumerate(ids) for row in _stages(n, case, cast)])
    sides = ((case, side[n % HOUSES]) for n, case in enumerate(ids) if n % 4 > 1 for side in houses)
    _insert(Consent, [{"case_id": case, "organisation_id": side, "yes": True, "how": ConsentHow.ONLINE,
                       "by_id": cast.binh, "at": now()} for case, side in sides])  # fmt: skip
    talked = [(n, case) for n, case in enumerate(ids) if n % 4 > 1]
    terms = _insert(Terms, [_terms(n, case, cast) for n, case in talked])
    _insert(TermsPeriod, [row for (n, _case), one in zip(talked, terms, strict=True)
                          for row in _periods(one, houses[0][n % HOUSES])])  # fmt: skip
    _insert(Task, [{"public_id": new_public_id(), "case_id": case, "title": f"Việc số {n}", "due_on": today(),
                    "assigned_to_id": cast.binh, "created_by_id": cast.binh, "created_at": now()}
                   for n, case in enumerate(ids[::TASKS_EACH])])  # fmt: skip
    db.session.commit()


def _organisations(kind: OrganisationKind) -> list[int]:
    names = [f"Đơn vị minh họa dịch vụ nông nghiệp tổng hợp số {number}" for number in range(HOUSES)]
    return _insert(Organisation, [
        {"public_id": new_public_id(), "kind": kind, "name": name, "folded": name.lower(), "province_code": "68",
         "state_capital_pct": Decimal(65) if number % 7 == 0 else None,
         "state_as_of": today() if number % 7 == 0 else None}
        for number, name in enumerate(names)
    ])  # fmt: skip


def _listing(number: int, houses: list[int], common: Row) -> Row:
    good = GOODS[number % len(GOODS)]
    return {**common, "public_id": new_public_id(), "organisation_id": houses[number % HOUSES], "commodity_code": good}


def _case(number: int, cast: Cast, houses: tuple[list[int], list[int]], offer: int, need: int) -> Row:
    opened = now() - timedelta(days=number % 60)
    return {
        "public_id": new_public_id(), "offer_id": offer, "need_id": need, "seller_id": houses[0][number % HOUSES],
        "buyer_id": houses[1][number % HOUSES], "broker_id": cast.binh if number % 50 else None,
        "stage": STAGES[number % 4], "due_on": today() + timedelta(days=number % 40 - 20),
        "opened_by_id": cast.binh, "opened_at": opened,
    }  # fmt: skip


def _stages(number: int, case: int, cast: Cast) -> Iterator[Row]:
    opened, last = now() - timedelta(days=number % 60), number % 4
    for step in range(last + 1):
        left = None if step == last else opened + timedelta(hours=step + 1)
        entered = opened + timedelta(hours=step)
        yield {"case_id": case, "stage": STAGES[step], "entered_at": entered, "left_at": left, "by_id": cast.binh}


def _terms(number: int, case: int, cast: Cast) -> Row:
    return {
        "case_id": case, "number": 1, "commodity_code": "durian", "effective_from": today(),
        "effective_to": today() + timedelta(days=1200), "stage_inputs": False, "stage_production": True,
        "stage_processing": False, "price_basis": PriceBasis.FIXED, "price_dong_per_kg": 10_000 + number,
        "delivery_term": DeliveryTerm.TO_AGREE, "proposed_by_id": cast.binh, "created_at": now(),
    }  # fmt: skip


def _periods(terms: int, seller: int) -> Iterator[Row]:
    for number in range(PERIODS):
        start = today() + timedelta(days=30 * number)
        yield {"terms_id": terms, "organisation_id": seller, "start": start, "end": start + timedelta(days=29),
               "quantity_kg": Decimal(10_000)}  # fmt: skip


def _insert(model: type[Any], rows: list[Row]) -> list[int]:
    """The new rows' numbers, in the order of the rows."""
    question = sa.insert(model).returning(model.id, sort_by_parameter_order=True)
    return list(db.session.scalars(question, rows))
