"""Who reads which indicator."""

from __future__ import annotations

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer

OF_TERMS = frozenset({"O1v", "O2", "O2v", "O3", "O4", "O5", "O6"})
"""What single contracts agreed or did. Asked for one commune, one good and any two days, such a figure is one
contract's; so everybody else reads it as open data, on a day nobody chooses and with its small cells hidden."""


def may_read(viewer: Viewer, code: str) -> bool:
    """Whether the figures of an indicator are this viewer's to read: of terms only for those who open rows."""
    return code not in OF_TERMS or can(viewer, Permission.INDICATOR_ROWS)
