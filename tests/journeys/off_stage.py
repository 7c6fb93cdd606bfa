"""What happens on the site while nobody watches: the same acts, without their pages, which others have walked."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import Flask

from marketplace.brokering import actions as cases
from marketplace.brokering.models import Case
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions as contracts
from marketplace.contracts.actions import CHECKS
from marketplace.contracts.models import Contract
from marketplace.deliveries.reminders import watch
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from tests.cast import Cast, user
from tests.factories.contracts import pdf, sign_all, upload

MANAGERS = {"tu": "binh_minh", "mai": "moi_lap", "hoa": "doan_ket", "minh": "huong_viet"}


def listings(app: Flask) -> tuple[str, list[str]]:
    """The last parts of the addresses of the need, and of the offers in the order they were made."""
    with app.app_context():
        [need] = db.session.scalars(sa.select(Need))
        return need.public_id, [one.public_id for one in db.session.scalars(sa.select(Offer).order_by(Offer.id))]


def consent(app: Flask, cast: Cast, case: str, *names: str) -> None:
    """They say yes to being introduced."""
    with app.app_context():
        for name, side in _sides(cast, *names):
            cases.answer(by=user(getattr(cast, name)), case=_case(case), voice=Voice(side), yes=True)
        db.session.commit()


def accept(app: Flask, cast: Cast, case: str, number: int, *names: str) -> None:
    """They say yes to exactly this revision."""
    with app.app_context():
        for name, side in _sides(cast, *names):
            cases.accept_terms(by=user(getattr(cast, name)), case=_case(case), number=number, voice=Voice(side))
        db.session.commit()


def bring_scan(app: Flask, cast: Cast, contract: str) -> None:
    """Bình uploads the signed paper."""
    with app.app_context():
        contracts.add_document(by=user(cast.binh), contract=_contract(contract), upload=upload(pdf("on paper")))
        db.session.commit()


def confirm_signing(app: Flask, cast: Cast, contract: str, day: date, *names: str) -> None:
    """They confirm that they signed on this day."""
    with app.app_context():
        for name, side in _sides(cast, *names):
            person = user(getattr(cast, name))
            contracts.confirm_signing(
                by=person, contract=_contract(contract), voice=Voice(side), signed_on=day, signer=person.name
            )
        db.session.commit()


def verify(app: Flask, cast: Cast, contract: str) -> None:
    """Quân, who entered nothing of it, has compared the contract with its scan."""
    with app.app_context():
        contracts.verify_contract(by=user(cast.quan), contract=_contract(contract), checks=CHECKS)
        db.session.commit()


def sign_and_verify_annex(app: Flask, cast: Cast, contract: str) -> None:
    """The scan, everybody's word, and the second person's check."""
    with app.app_context():
        found = _contract(contract)
        sign_all(cast, found)
        contracts.verify_annex(by=user(cast.quan), contract=found, annex=found.annexes[-1], checks=CHECKS)
        db.session.commit()


def linked(app: Flask) -> int:
    """How many cooperatives the figure I1 counts as linked today."""
    with app.app_context():
        return int(compute(Question(today())).numerator)


def night(app: Flask) -> None:
    """The nightly look at the delivery books."""
    with app.app_context():
        watch(today())


def _sides(cast: Cast, *names: str) -> list[tuple[str, int]]:
    return [(name, getattr(cast, MANAGERS[name])) for name in names]


def _case(address: str) -> Case:
    return db.session.scalars(sa.select(Case).filter_by(public_id=address.rsplit("/", 1)[1])).one()


def _contract(address: str) -> Contract:
    return db.session.scalars(sa.select(Contract).filter_by(public_id=address.rsplit("/", 1)[1])).one()
