"""The mails of this room."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import key_of, queue_mail
from marketplace.notifications.addresses import absolute


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
