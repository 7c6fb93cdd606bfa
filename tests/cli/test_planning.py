"""`matching pool` and `matching plan` on files: the answer, the exit status, and a sentence for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from marketplace.cli.planning import plan_command, pool_command

POOL: dict[str, Any] = {
    "asks": [{"start": "2027-01-01", "end": "2027-01-31", "wanted_kg": 100_000}],
    "candidates": [
        {"code": "a", "firm_kg": ["60000"], "price_dong_per_kg": 8000, "certificates": ["vietgap"]},
        {"code": "b", "firm_kg": [60000.5], "price_dong_per_kg": 9000, "reliability": 0.9},
    ],
    "limits": {"maximum_suppliers": 2},
}
PLAN: dict[str, Any] = {
    "cooperatives": [
        {"code": "x", "commune": "p", "linked": True},
        {"code": "y", "commune": "p", "linked": False, "goods": ["rice"]},
        {"code": "z", "commune": "q", "linked": False, "goods": ["tea"]},
    ],
    "needs": [{"code": "n", "good": "rice", "kg": "5000"}],
    "chances": [{"cooperative": "y", "need": "n", "kg": 5000, "likelihood": 0.5}],
    "target": 0.5,
}


@pytest.mark.parametrize("command", [pool_command, plan_command])
def test_a_file_that_is_no_text(command: Any, tmp_path: Path) -> None:
    """A spreadsheet, say."""
    (tmp_path / "pool.xlsx").write_bytes(b"PK\x03\x04\xff\xfe")
    done = CliRunner().invoke(command, [str(tmp_path / "pool.xlsx")])
    assert (done.exit_code, "That is no text in UTF-8." in done.output) == (2, True)


def test_a_smaller_lot_says_that_its_multiple_goes() -> None:
    alone = {"code": "a", "firm_kg": [60000], "minimum_lot_kg": 20000, "lot_multiple_kg": 20000}
    _status, text = answer(
        pool_command, POOL | {"asks": [POOL["asks"][0] | {"wanted_kg": 50000}], "candidates": [alone]}, "--json"
    )
    (mend,) = [one for one in json.loads(text.splitlines()[0])["mends"] if one["kind"] == "smaller_lot"]
    assert (mend["kg"], mend["closes_kg"], mend["without_multiple"]) == ("10000", "10000", True)


def answer(command: Any, given: Any, *words: str) -> tuple[int, str]:
    text = given if isinstance(given, str) else json.dumps(given)
    done = CliRunner().invoke(command, ["-", *words], input=text)
    return done.exit_code, done.output


def test_a_pool_is_answered_as_an_object() -> None:
    status, text = answer(pool_command, POOL, "--json")
    found = json.loads(text)
    assert status == 0
    assert found["supplies"] == [{"code": "a", "kg": ["60000"]}, {"code": "b", "kg": ["40000"]}]
    assert (found["complete"], found["short_kg"], found["finished"]) == (True, ["0"], True)


def test_what_stays_open_is_said_with_what_would_mend_it() -> None:
    poor = POOL | {"limits": {"certificates": ["vietgap"]}}
    status, text = answer(pool_command, poor, "--json")
    found = json.loads(text.splitlines()[0])
    assert status == 1
    assert found["short_kg"] == ["40000"]
    assert {"certificate", "more_of_one"} <= {mend["kind"] for mend in found["mends"]}
    assert "40000 kg stay open" in text


def test_a_plan_says_whether_it_reaches() -> None:
    status, text = answer(plan_command, PLAN, "--json")
    found = json.loads(text)
    assert (status, found["reaches"], found["linked_after"], found["wanted"]) == (0, True, 2, 2)
    status, text = answer(plan_command, PLAN | {"target": 1}, "--json")
    found = json.loads(text.splitlines()[0])
    assert (status, found["reachable"]) == (1, 2)
    assert found["missing"] == [{"good": "tea", "commune": "q", "cooperatives": ["z"], "no_buyer": True}]


@pytest.mark.parametrize(
    ("command", "given", "sentence"),
    [
        (pool_command, "{", "no JSON"),
        (pool_command, "[]", "one JSON object"),
        (pool_command, POOL | {"limit": {}}, "There is no 'limit'"),
        (pool_command, POOL | {"asks": []}, "nothing is asked for"),
        (pool_command, POOL | {"asks": [{"start": "2027-02-01", "end": "2027-01-01", "wanted_kg": 1}]}, "ends before"),
        (
            pool_command,
            POOL | {"asks": [{"start": "2027-01-01", "end": "2027-01-31", "wanted_kg": "1e30"}]},
            "more than",
        ),
        (pool_command, '{"asks": [{"start": "2027-01-01", "end": "2027-01-31", "wanted_kg": NaN}]}', "no JSON"),
        (pool_command, POOL | {"locked_in": ["q"]}, "no candidate"),
        (pool_command, POOL | {"locked": [{"code": "a", "ask": 0, "kg": 70000}]}, "more than the candidate can give"),
        (plan_command, PLAN | {"target": 1.2}, "between 0 and 1"),
        (plan_command, PLAN | {"target": None}, "target"),
        (plan_command, PLAN | {"needs": [{"code": "n", "good": "rice", "kg": -1}]}, "less than nothing"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(command: Any, given: Any, sentence: str) -> None:
    status, text = answer(command, given)
    assert status == 2
    assert sentence in text
