"""`matching plan` and `matching pool` on the database: the rooms' own answers, the exit status, nothing written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from marketplace.cli.planning import plan_command, pool_command
from marketplace.cli.pooling_options import PaperShare
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.planning.models import Scenario
from tests.cast import Cast
from tests.planning.season import PROVINCE, TARGET, Season, need

Answer = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def answer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Runs a command on this test's database."""
    monkeypatch.setattr("marketplace.app.create_app", lambda: app)

    def run(command: Any, *words: str) -> tuple[int, list[str]]:
        done = CliRunner().invoke(command, words)
        assert not isinstance(done.exception, AssertionError | KeyError | AttributeError), done.exception
        return done.exit_code, done.output.splitlines()

    return run


@pytest.fixture
def wanted(app: Flask, cast: Cast) -> str:
    """Two of four cooperatives are linked; a need has room for one more of the other two."""
    with app.app_context():
        season = Season(lasting=2, free=2)
        season.build(cast)
        number = need(season.buyer_ids[0], "durian", tonnes=60, maximum_suppliers=1)
        db.session.commit()
        return db.session.get_one(Need, number).public_id


def test_a_plan_on_the_database(app: Flask, wanted: str, answer: Answer) -> None:
    words = ("--province", PROVINCE, "--on", TARGET.isoformat(), "--json")
    status, lines = answer(plan_command, "--target", "75", *words)
    found = json.loads(lines[0])
    assert (status, found["reaches"], found["linked_before"], found["linked_after"], found["total"]) == (
        0,
        True,
        2,
        3,
        4,
    )
    assert [link["need"] for link in found["links"]] == [wanted]
    status, lines = answer(plan_command, "--target", "100", *words)
    assert (status, json.loads(lines[0])["reachable"]) == (1, 3)
    assert lines[-1] == "Error: 3 of 4 can be reached; the target asks 4."
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Scenario)) == 0


def test_a_pool_on_the_database(wanted: str, answer: Answer) -> None:
    """One supplier of twenty tonnes a month for sixty."""
    status, lines = answer(pool_command, "--need", wanted, "--json")
    found = json.loads(lines[0])
    assert (status, found["need"], len(found["supplies"])) == (1, wanted, 1)
    assert found["supplies"][0]["kg"] == ["20000", "20000", "20000"]
    assert found["short_kg"] == ["40000", "40000", "40000"]


def test_a_pool_on_the_database_keeps_the_limits_it_is_asked_for(wanted: str, answer: Answer) -> None:
    """The need takes one supplier; two bring forty tonnes of sixty, never a whole order, nobody more than half."""

    def given(*limits: str) -> list[str]:
        _status, lines = answer(pool_command, "--need", wanted, "--json", *limits)
        return sorted(one["offer"] for one in json.loads(lines[0])["supplies"])

    both = given("--maximum-suppliers", "2", "--largest-share", "50")
    assert len(both) == 2
    assert given("--without", both[0]) == given("--with", both[1]) == both[1:]
    assert given("--maximum-suppliers", "2", "--all-or-nothing") == []
    assert given("--certificate", "halal") == []
    assert given("--latest", "1/1/2100") in ([both[0]], [both[1]])
    for unknown in (("--without", "nobody"), ("--certificate-share", "paper=50")):
        assert answer(pool_command, "--need", wanted, *unknown)[0] == 2


@pytest.mark.parametrize(
    "words",
    [
        (plan_command,),
        (plan_command, "--target", "50"),
        (plan_command, "--target", "viele", "--on", "2030-12-31"),
        (plan_command, "--target", "50", "--on", "2031-12-31", "--province", "00"),
        (plan_command, "--target", "500", "--on", "2031-12-31"),
        (plan_command, "-", "--target", "50", "--on", "2031-12-31"),
        (pool_command,),
        (pool_command, "-", "--need", "x"),
        (pool_command, "--need", "nobody"),
        (pool_command, "-", "--all-or-nothing"),
        (pool_command, "--need", "x", "--with", "a", "--without", "a"),
        (pool_command, "--need", "x", "--certificate-share", "halal=0"),
        (pool_command, "--need", "x", "--certificate-share", "halal=50", "--certificate-share", "halal=60"),
        (pool_command, "--need", "x", "--largest-share", "101"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(answer: Answer, words: tuple[Any, ...]) -> None:
    from marketplace.cli.problems import told_in_words  # the entry of every command

    with pytest.raises(click.ClickException) as said, told_in_words():
        words[0].main(list(words[1:]), standalone_mode=False)
    assert said.value.exit_code == 2
    assert str(said.value).rstrip().endswith(".")


@pytest.mark.parametrize("written", ["vietgap=0", "vietgap=101", "vietgap=0100000", "vietgap=٥٠", "=50"])
def test_a_share_of_a_paper_is_a_whole_percent_up_to_a_hundred(written: str) -> None:
    with pytest.raises(click.BadParameter):
        PaperShare().convert(written, None, None)
    assert PaperShare().convert("vietgap=100", None, None) == ("vietgap", 100)
