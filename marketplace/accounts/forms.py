"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, SelectField, ValidationError
from wtforms.validators import EqualTo, Optional
from wtforms.widgets import EmailInput

from marketplace.accounts.fields import EmailField, PhoneField
from marketplace.accounts.models import PLATFORM_ROLES
from marketplace.accounts.passwords import LONGEST, SHORTEST
from marketplace.authorization.roles import Role
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, required

PASSWORD_HINT = _l("Từ %(least)s đến %(most)s ký tự. Vài từ không liên quan với nhau thì dễ nhớ, khó đoán.",
                   least=SHORTEST, most=LONGEST)  # fmt: skip


def text_of(field: Any) -> str:
    """What a text or password field holds, as text."""
    return field.data or ""


class short_enough:  # noqa: N801 - a validator, named as it reads
    """Validator: nobody makes us hash a book."""

    def __call__(self, _form: Any, field: Any) -> None:
        if len(field.data or "") > 4 * LONGEST:
            raise ValidationError(_l("Mật khẩu cần từ %(least)s đến %(most)s ký tự.", least=SHORTEST, most=LONGEST))


class SignInForm(Form):
    """Address and password. No one-time key: signing in again after signing out is no second tap."""

    email = TextField(_l("Thư điện tử"), [required()], most=254, widget=EmailInput())
    password = PasswordField(_l("Mật khẩu"), [required(), short_enough()])
    next = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.form_key


class AskResetForm(Form):
    """Where to mail the link."""

    email = EmailField(_l("Thư điện tử"), [required()])


class NewPasswordForm(Form):
    """A password, twice."""

    password = PasswordField(_l("Mật khẩu mới"), [required(), short_enough()], description=PASSWORD_HINT)
    password_again = PasswordField(
        _l("Gõ lại mật khẩu mới"), [required(), EqualTo("password", _l("Hai lần gõ chưa giống nhau."))]
    )


class ChangePasswordForm(NewPasswordForm):
    """The present one too."""

    current = PasswordField(_l("Mật khẩu hiện tại"), [required(), short_enough()])


class ProfileForm(Form):
    """What people may change of themselves. The address is the account; it does not change here."""

    name = TextField(_l("Họ và tên"), [required(), not_garbled()], most=120)
    phone = PhoneField(_l("Điện thoại"), [Optional()])


class ProofForm(Form):
    """The password once more, before something weighty."""

    password = PasswordField(_l("Mật khẩu"), [required(), short_enough()])
    next = HiddenField()


class StaffForm(Form):
    """Somebody who will work here."""

    name = TextField(_l("Họ và tên"), [required(), not_garbled()], most=120)
    email = EmailField(_l("Thư điện tử"), [required()])
    role = SelectField(_l("Vai trò"), [chosen()], choices=members(PLATFORM_ROLES, nothing=""))

    @property
    def chosen_role(self) -> Role:
        return Role(self.role.data)


class RoleForm(Form):
    """The platform role; empty takes it away."""

    role = SelectField(
        _l("Vai trò"), [Optional()], choices=members(PLATFORM_ROLES, nothing=_l("Không có vai trò của hệ thống"))
    )

    @property
    def chosen_role(self) -> Role | None:
        return Role(self.role.data) if self.role.data else None


class UserFilters(Form):
    """What the administrator looks for."""

    class Meta(Form.Meta):
        csrf = False

    q = TextField(_l("Tên hoặc thư điện tử"), [Optional()], most=100)
    role = SelectField(_l("Vai trò"), [Optional()], choices=members(PLATFORM_ROLES, nothing=_l("Tất cả")))
