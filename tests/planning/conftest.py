"""Fixtures of plans."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
from flask import Flask

from marketplace.extensions import db
from marketplace.planning import actions
from marketplace.planning.drafts import ScenarioDraft
from marketplace.planning.models import Scenario
from tests.cast import Cast, user
from tests.planning.season import PROVINCE, TARGET

Planned: TypeAlias = Callable[..., Scenario]


@pytest.fixture
def planned(context: Flask, cast: Cast) -> Planned:
    """A scenario of the province that an official asks for, solved when this returns."""

    def make(target: str = "50", **wishes: Any) -> Scenario:
        values: dict[str, Any] = {"province_code": PROVINCE, "target_on": TARGET, "seconds": 5} | wishes
        draft = ScenarioDraft(name="Đạt mục tiêu", target_pct=Decimal(target), **values)
        made = actions.prepare(by=user(cast.thu), values=draft)
        db.session.commit()
        return db.session.get_one(Scenario, made.id)

    return make
