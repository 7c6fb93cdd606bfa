"""Pausing, resuming and removing: the same for saved searches and alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.alerts import actions
from marketplace.authorization.permissions import Permission
from marketplace.authorization.viewer import Viewer
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def register_resting(
    bp: Blueprint, one: str, name: str, permission: Permission, find: Callable[[Viewer, str], Any]
) -> None:
    """Give the blueprint `pause_<name>`, `resume_<name>` and `remove_<name>` below the address of one."""

    @bp.post(f"{one}/pause", endpoint=f"pause_{name}")
    @requires(permission)
    @commits
    def pause(public_id: str) -> ResponseReturnValue:
        """Tell nothing for a while."""
        actions.pause(by=current_user.user, asked=find(viewer(), public_id))
        flash(_("Đã tạm dừng báo tin."), "success")
        return redirect(url_for(".index"))

    @bp.post(f"{one}/resumption", endpoint=f"resume_{name}")
    @requires(permission)
    @commits
    def resume(public_id: str) -> ResponseReturnValue:
        """Tell again, of what comes from now on."""
        actions.resume(by=current_user.user, asked=find(viewer(), public_id))
        flash(_("Từ bây giờ lại báo tin."), "success")
        return redirect(url_for(".index"))

    @bp.post(f"{one}/removal", endpoint=f"remove_{name}")
    @requires(permission)
    @commits
    def remove(public_id: str) -> ResponseReturnValue:
        """Take it off the list."""
        actions.remove(by=current_user.user, asked=find(viewer(), public_id))
        flash(_("Đã xóa khỏi danh sách."), "success")
        return redirect(url_for(".index"))
