"""Inviting people and taking up invitations."""

from __future__ import annotations

from wtforms import PasswordField, SelectField

from marketplace.accounts.fields import EmailField
from marketplace.accounts.forms import PASSWORD_HINT, short_enough
from marketplace.authorization.roles import Role
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, required


class InvitationForm(Form):
    """Whom to invite, as what."""

    email = EmailField(_l("Thư điện tử"), [required()])
    role = SelectField(
        _l("Vai trò"),
        [chosen()],
        choices=members((Role.MEMBER, Role.MANAGER)),
        description=_l("Thành viên soạn chào bán và nhu cầu; quản lý còn đồng ý kết nối, ký hợp đồng và mời người."),
    )


class AcceptForm(Form):
    """For somebody with an account: only the button."""


class AcceptWithAccountForm(AcceptForm):
    """For somebody new: a name and a password."""

    name = TextField(_l("Họ và tên của bạn"), [required(), not_garbled()], most=120)
    password = PasswordField(_l("Mật khẩu"), [required(), short_enough()], description=PASSWORD_HINT)
