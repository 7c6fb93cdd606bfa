"""Đoàn Kết has durian on the market; what Hương Việt asks for comes later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from marketplace.alerts import actions
from marketplace.alerts.models import ScoreAlert, Telling
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from tests.cast import Cast, organisation, user
from tests.factories.listings_by_hand import offer


@pytest.fixture
def offered(context: Flask, cast: Cast) -> Offer:
    """Twenty tonnes of durian, public before any alert is set, and nothing of it waiting to be told."""
    made = offer(cast.doan_ket)
    db.session.commit()
    return made


@pytest.fixture
def watch(cast: Cast) -> Callable[..., ScoreAlert]:
    """Hoa asks to be told of what reaches a score."""

    def watched(
        at_least: int = 60, *, telling: Telling = Telling.SITE, about: Offer | Need | None = None
    ) -> ScoreAlert:
        alert, _there = actions.set_alert(
            by=user(cast.hoa),
            organisation=organisation(cast.doan_ket),
            listing=about,
            at_least=at_least,
            telling=telling,
        )
        db.session.commit()
        return alert

    return watched
