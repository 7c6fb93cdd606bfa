"""Rules that every address of the site keeps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from marketplace.extensions import Base, db
from tests.cast import Cast
from tests.client import MOST_QUERIES, Browser

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
KEBAB = re.compile(r"(/[a-z0-9]+(-[a-z0-9]+)*|/<[a-z]+(\([^)]*\))?:[a-z_]+>|/<path:filename>)*/?(\.[a-z]+)?")
WITHOUT_COMMIT = {"preferences.update"}  # keeps a cookie, writes no row
PEOPLE = ("stranger", "hoa", "binh", "thu", "an")  # who enters what, the table of access says for everybody


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def test_every_route_states_its_guard(app: Flask) -> None:
    unguarded = [r.endpoint for r in rules(app) if not hasattr(app.view_functions[r.endpoint], "__guard__")]
    assert unguarded == []


def test_every_writing_route_commits_in_a_visible_place(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in rules(app)
        if (rule.methods or set()) & WRITES
        and rule.endpoint not in WITHOUT_COMMIT
        and not hasattr(app.view_functions[rule.endpoint], "__commits__")
    ]
    assert silent == []


def test_addresses_are_kebab_case_nouns_without_numbers(app: Flask) -> None:
    odd = [rule.rule for rule in rules(app) if not KEBAB.fullmatch(rule.rule) or "<int" in rule.rule]
    assert odd == []


FILES_OF_ALL_INDICATORS = {"reporting.open_figures", "reporting.report_paper", "reporting.report_sheet"}
MOST_OF_FILES = 90  # some four for each indicator, however many rows there are


@pytest.mark.parametrize("person", PEOPLE)
def test_a_get_leaves_the_data_as_it_was(app: Flask, cast: Cast, browser: Callable[..., Browser], person: str) -> None:
    """Every page without parameters, for everybody; each inspected, none an error, none asking too much.

    On SQLite; `tests/architecture/test_both_engines.py` asks the same of every page on PostgreSQL.
    """
    reader = browser(None if person == "stranger" else getattr(cast, person))
    before = fingerprint(app)
    for rule in rules(app):
        if "GET" in (rule.methods or set()) and not rule.arguments:
            reader.most_queries = MOST_OF_FILES if rule.endpoint in FILES_OF_ALL_INDICATORS else MOST_QUERIES
            page = reader.get(rule.rule, status=None)
            assert page.status in {200, 302, 404}, f"{rule.rule} answered {page.status}"
    assert fingerprint(app) == before


def fingerprint(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that people's work is in; reference data are left out for time."""
    reference = {"communes", "former_places", "commodity_names", "varieties", "commodities", "reference_prices"}
    with app.app_context():
        kept = {
            table.name: sorted(map(tuple, db.session.execute(sa.select(table)).all()), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in reference
        }
        db.session.rollback()
        return kept
