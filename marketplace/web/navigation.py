"""The menu asks the same question as the routes: an entry shows when its page would open."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request
from flask_babel import LazyString
from werkzeug.local import LocalProxy

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Subject
from marketplace.labels import lazy_gettext as _l
from marketplace.web.addresses import address_of, register_addresses
from marketplace.web.guards import viewer
from marketplace.web.i18n import preferences


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the menu: its endpoint, its words, its icon, and the permission it needs (None: everybody)."""

    endpoint: str
    label: LazyString
    icon: str
    needs: Permission | None = None
    signed_in: bool | None = None


MAIN = [
    Place("offers.index", _l("Chào bán"), "leaf"),
    Place("needs.index", _l("Nhu cầu mua"), "basket"),
    Place("organisations.index", _l("Tổ chức"), "building"),
    Place("indicators.index", _l("Chỉ tiêu"), "chart"),
    Place("oversight.index", _l("Giám sát"), "eye", Permission.OVERSIGHT_VIEW),
    Place("brokering.today", _l("Việc hôm nay"), "checklist", Permission.CASE_BROKER),
    Place("contracts.index", _l("Hợp đồng"), "file", Permission.CONTRACT_VIEW),
]
ACCOUNT = [
    Place("accounts.sign_in", _l("Đăng nhập"), "user", signed_in=False),
    Place("organisations.register", _l("Đăng ký đơn vị"), "plus", signed_in=False),
    Place("accounts.mine", _l("Tài khoản"), "user", Permission.ACCOUNT_USE),
]
BOTTOM = [
    Place("home.index", _l("Trang chính"), "home"),
    Place("home.search", _l("Tìm"), "search"),
    Place("home.mine", _l("Việc của tôi"), "checklist"),
    Place("accounts.mine", _l("Tài khoản"), "user"),
]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as drawn: where it leads and whether the reader is there."""

    url: str
    label: LazyString
    icon: str
    active: bool


class Navigation:
    """`nav` of the templates."""

    @property
    def main(self) -> list[Entry]:
        return _entries(MAIN)

    @property
    def account(self) -> list[Entry]:
        return _entries(ACCOUNT)

    @property
    def bottom(self) -> list[Entry]:
        return _entries(BOTTOM)


def _entries(places: list[Place]) -> list[Entry]:
    here = request.endpoint
    return [
        Entry(address_of(place.endpoint), place.label, place.icon, place.endpoint == here)
        for place in places
        if _open(place)
    ]


def _open(place: Place) -> bool:
    if place.signed_in is not None and place.signed_in != viewer().is_signed_in:
        return False
    return place.needs is None or can(viewer(), place.needs)


def may(permission: str, subject: Subject | None = None) -> bool:
    """`may("offer:edit", offer)` of the templates: the question the routes ask."""
    return can(viewer(), Permission(permission), subject)


def register_navigation(app: Flask) -> None:
    """Give templates the menu, the reader and the question `may`: as globals, because macros ask them too."""
    register_addresses(app)
    app.jinja_env.globals.update(
        nav=Navigation(), may=may, preferences=LocalProxy(preferences), viewer=LocalProxy(viewer)
    )
