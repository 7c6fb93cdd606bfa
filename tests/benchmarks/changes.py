"""Offers of a market that change while it is measured, as cooperatives write what they have."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Event, Thread

import sqlalchemy as sa
from flask import Flask

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.extensions import db
from marketplace.offers.models import Offer


@contextmanager
def changing(settings: Settings, *, every_s: float, seed: int) -> Iterator[None]:
    """In the meantime another process' worth of people changes one offer after the other, by one kilogram a lot."""
    app, over, at = create_app(settings), Event(), random.Random(seed)
    with app.app_context():
        last = db.session.scalar(sa.select(sa.func.max(Offer.id))) or 0
    writer = Thread(target=_change, args=(app, over, every_s, at, last))
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
        with app.app_context():
            db.engine.dispose()


def _change(app: Flask, over: Event, every_s: float, at: random.Random, last: int) -> None:
    while not over.wait(every_s):
        with app.app_context():
            offer = db.session.scalar(
                sa.select(Offer).where(Offer.id >= at.randint(1, last)).order_by(Offer.id).limit(1)
            )
            if offer is not None:
                offer.minimum_lot_kg = (offer.minimum_lot_kg or Decimal(0)) + 1
                db.session.commit()
