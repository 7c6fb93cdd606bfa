"""Entering a new organisation: by its first person, or by staff for it."""

from __future__ import annotations

from wtforms import PasswordField
from wtforms.validators import Optional

from marketplace.accounts.fields import EmailField, PhoneField
from marketplace.accounts.forms import PASSWORD_HINT, short_enough
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.forms.profile import IdentityForm
from marketplace.web.fields import TextField, not_garbled
from marketplace.web.forms import required


class RegisterForm(IdentityForm):
    """The organisation, and the person who will be its manager."""

    person_name = TextField(_l("Họ và tên của bạn"), [required(), not_garbled()], most=120)
    person_phone = PhoneField(_l("Điện thoại của bạn"), [Optional()])
    person_email = EmailField(_l("Thư điện tử của bạn"), [required()])
    password = PasswordField(_l("Mật khẩu"), [required(), short_enough()], description=PASSWORD_HINT)


class RegisterAnotherForm(IdentityForm):
    """The organisation alone, for somebody who has an account."""


class OnBehalfForm(IdentityForm):
    """The organisation, and if known the person who will look after it, who is mailed a link."""

    person_name = TextField(_l("Họ và tên người quản lý"), [Optional(), not_garbled()], most=120)
    person_email = EmailField(_l("Thư điện tử người quản lý"), [Optional()])
