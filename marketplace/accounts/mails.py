"""The mails of this room. Addresses are built from the configured public address, never from the request's."""

from __future__ import annotations

from flask import current_app

from marketplace.accounts.models import User
from marketplace.config import Settings
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import key_of, queue_mail


def absolute(endpoint: str, **values: str) -> str:
    """The full address of a page of ours, as people outside reach it."""
    return at_public_address(path_to(endpoint, **values))


def path_to(endpoint: str, **values: str) -> str:
    """The path of a page of ours, also outside of a request."""
    return current_app.url_map.bind("localhost").build(endpoint, values)


def at_public_address(path: str) -> str:
    """A path of ours as people outside reach it."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.public_url.rstrip("/") + path


def queue_reset(user: User, token: str) -> None:
    """The mail with the link to a new password."""
    queue_mail(
        recipient=user.email,
        key=key_of("reset", token),
        subject=_l("Đặt lại mật khẩu Liên Kết"),
        body=_l(
            "Có người đề nghị đặt lại mật khẩu cho địa chỉ này.\n\n"
            "Mở trang sau và bấm nút để đặt mật khẩu mới (dùng được một lần, trong 60 phút):\n%(link)s\n\n"
            "Nếu không phải bạn, hãy bỏ qua thư này; mật khẩu cũ vẫn dùng được.",
            link=absolute("accounts.set_password", purpose="reset", token=token),
        ),
    )


def queue_welcome(user: User, token: str) -> None:
    """The mail with which somebody whom staff entered sets a first password."""
    queue_mail(
        recipient=user.email,
        key=key_of("welcome", token),
        subject=_l("Tài khoản Liên Kết của bạn"),
        body=_l(
            "Chào %(name)s,\n\nMột tài khoản đã được lập cho bạn trên Liên Kết.\n\n"
            "Mở trang sau và bấm nút để đặt mật khẩu (dùng được một lần, trong 7 ngày):\n%(link)s",
            name=user.name,
            link=absolute("accounts.set_password", purpose="welcome", token=token),
        ),
    )
