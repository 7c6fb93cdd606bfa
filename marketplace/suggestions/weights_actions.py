"""Making a version of the weights, and going back to an earlier one."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.audit.words import name_fields
from marketplace.clock import VIETNAM, now
from marketplace.errors import DomainError, NotFoundError, StaleError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.suggestions import weights
from marketplace.suggestions.learning_models import WeightsVersion
from marketplace.suggestions.lines import PARTS
from marketplace.suggestions.weights import ADJUSTABLE, WHOLE, Weights

MOST_SOE = 50
LEAST_PRODUCT = 10
"""Below it a list may be led by goods that nobody asked for, however the rest is weighed."""
WORD = "weight_"
name_fields({f"{WORD}{name}": label for name, label in PARTS.items()})
name_fields({"soe_always": _l("Luôn tính ưu tiên doanh nghiệp nhà nước"), "weights_version": _l("Bộ trọng số")})


def change_weights(
    *,
    by: User,
    based_on: str,
    points: Mapping[str, int],
    soe_always: bool,
    soe_points: int,
    reason: str,
    restores: str | None = None,
) -> WeightsVersion:
    """Put new weights in force, for every suggestion computed from now on.

    Raises DomainError for weights that are not whole numbers adding up to 100, for a product that hardly counts, for
    no reason, and where nothing changes; StaleError when `based_on` is no longer the version in force.
    """
    before = weights.in_force()
    if before.version != based_on:
        raise _stale()
    after = Weights(weights.next_version(now().astimezone(VIETNAM)), dict(points), soe_always, soe_points)
    _check(after, before, reason)
    made = WeightsVersion(
        version=after.version, follows=before.version, restores=restores, points=dict(after.points),
        soe_always=soe_always, soe_points=soe_points, reason=reason.strip(), author_id=by.id,
    )  # fmt: skip
    _keep(made)
    record(
        events.WEIGHTS_CHANGED, made, by=by, before=_told(before), after=_told(after), reason=made.reason,
        restores=restores,
    )  # fmt: skip
    weights.forget()
    return made


def restore_weights(*, by: User, based_on: str, version: str, reason: str) -> WeightsVersion:
    """Put an earlier version's weights in force again, as a version of their own; NotFoundError for no such version."""
    earlier = weights.named(version)
    if earlier is None:
        raise NotFoundError
    return change_weights(
        by=by,
        based_on=based_on,
        points=earlier.points,
        soe_always=earlier.soe_always,
        soe_points=earlier.soe_points,
        reason=reason,
        restores=version,
    )


def _check(after: Weights, before: Weights, reason: str) -> None:
    if set(after.points) != set(ADJUSTABLE) or any(not 0 <= points <= WHOLE for points in after.points.values()):
        raise DomainError(_l("Mỗi phần cần một số nguyên từ 0 đến 100."))
    if sum(after.points.values()) != WHOLE:
        total = sum(after.points.values())
        raise DomainError(_l("Các phần cộng lại là %(total)s, phải đúng bằng 100.", total=total))
    if after.points["product"] < LEAST_PRODUCT:
        least = _l("Sản phẩm cần ít nhất %(points)s điểm, để hàng không ai hỏi không đứng đầu.", points=LEAST_PRODUCT)
        raise DomainError(least, field=f"{WORD}product")
    if not 0 <= after.soe_points <= MOST_SOE or (after.soe_always and not after.soe_points):
        raise DomainError(_l("Phần ưu tiên có từ 1 đến 50 điểm khi luôn được tính."), field="soe_points")
    if not reason.strip():
        raise DomainError(_l("Chưa điền mục này."), field="reason")
    if _told(after) | {"weights_version": ""} == _told(before) | {"weights_version": ""}:
        raise DomainError(_l("Các trọng số này đang được dùng rồi."))


def _keep(made: WeightsVersion) -> None:
    """Two who follow the same version: the database lets one of them through."""
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except sa.exc.IntegrityError as problem:
        raise _stale() from problem


def _stale() -> StaleError:
    return StaleError(_l("Người khác vừa đổi trọng số. Hãy xem lại bộ đang dùng rồi gửi lại."))


def _told(chosen: Weights) -> dict[str, object]:
    points = {f"{WORD}{name}": number for name, number in chosen.points.items()}
    return {
        "weights_version": chosen.version,
        **points,
        f"{WORD}{weights.OPTIONAL}": chosen.soe_points,
        "soe_always": chosen.soe_always,
    }
