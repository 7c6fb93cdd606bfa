"""The command that learns: one object for scripts, a sentence for people, done even when nothing can be learned."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.cli.commands import inside, lienket


@pytest.mark.slow
def test_with_nothing_to_learn_from_the_command_says_so(app: Flask, database_url: str, tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": database_url, "LIENKET_DATA": str(tmp_path), "SECRET_KEY": "a-secret-for-one-test-0123456789",
    }  # fmt: skip
    done = lienket("matching", "train", "--json", environment=environment)
    assert done.status == 0, done.err
    (told,) = done.objects
    assert (told["rung"], told["reason"], told["outcomes"], told["ranks_now"]) == ("hand", "no_outcomes", 0, "hand")
    assert told["missing"] == 1000
    again = inside("matching", "train", environment=environment)
    assert "0 outcomes, 0 of them good, 1000 more for the next rung." in again.out
    assert "suggestions stand in the order of the weighted score" in again.out
