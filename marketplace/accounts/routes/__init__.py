"""Pages of accounts: signing in, passwords, the own account, and the administrator's list of people."""

from flask import Blueprint

from marketplace.accounts.fields import show_phone
from marketplace.accounts.sessions import acting_name, unread_notifications
from marketplace.audit import routes as audit

bp = Blueprint("accounts", __name__)
bp.register_blueprint(audit.bp)
bp.add_app_template_filter(show_phone, "phone")
bp.add_app_template_global(acting_name)
bp.add_app_template_global(unread_notifications)

from marketplace.accounts.routes import (  # noqa: E402 - the views below join `bp`
    mine,
    passwords,
    sign_in,
    users,
)

__all__ = ["bp", "mine", "passwords", "sign_in", "users"]
