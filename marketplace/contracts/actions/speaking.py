"""Who may ask for changes of a signed contract."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering.voices import sides_open_to
from marketplace.contracts.models import Contract
from marketplace.errors import NotAllowedError
from marketplace.labels import lazy_gettext as _l


def check_may_amend(by: User, contract: Contract) -> None:
    """NotAllowedError unless `by` speaks for a signing party or is the owning broker."""
    authorize(by.viewer(), Permission.CONTRACT_SIGN, contract)
    if not sides_open_to(by, contract.case, contract.signing_organisation_ids):
        raise NotAllowedError(_l("Chỉ các bên ký hợp đồng và cán bộ phụ trách lập phụ lục."))
