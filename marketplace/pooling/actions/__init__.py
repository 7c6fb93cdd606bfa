"""Every write of pooled orders."""

from marketplace.pooling.actions.inviting import faults, invite
from marketplace.pooling.actions.pools import add_variant, drop, make, remove_variant
from marketplace.pooling.actions.repairing import accept_repair
from marketplace.pooling.actions.variants import check_open, check_version, keep, set_wishes

__all__ = [
    "accept_repair",
    "add_variant",
    "check_open",
    "check_version",
    "drop",
    "faults",
    "invite",
    "keep",
    "make",
    "remove_variant",
    "set_wishes",
]
