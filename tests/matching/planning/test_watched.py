"""A long search runs apart: it gives what the same search gives here, and ends at once when nobody wants it."""

from __future__ import annotations

from multiprocessing import active_children

import pytest

from matching.planning import plan_each, plan_each_while, watched
from tests.matching.planning.test_planning import province


class UnwantedError(Exception):
    """Somebody ended the search."""


def test_a_search_apart_gives_the_same_and_is_ended_with_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is tried here first, so that the search surely runs apart."""
    monkeypatch.setattr(watched, "AT_ONCE", 0.0)
    country, heard = {f"p{needs}": province(needs) for needs in (3, 9)}, list[float]()
    assert plan_each_while(country, 20, heard.append) == plan_each(country, 20)
    assert heard[0] == 0
    assert heard == sorted(heard)

    others = set(active_children())

    def unwanted(_share: float) -> None:
        [child] = set(active_children()) - others
        assert child.is_alive()
        raise UnwantedError

    with pytest.raises(UnwantedError):
        plan_each_while(country, 600, unwanted)
    assert set(active_children()) <= others


def test_what_ends_at_once_is_never_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "get_context", None)
    country = {"p": province(9)}
    assert plan_each_while(country, 60, lambda _share: None) == plan_each(country)
