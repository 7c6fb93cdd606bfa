"""When terms may be talked of in a case, and by whom."""

from __future__ import annotations

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, CaseStage
from marketplace.brokering.sight import Sight, sight_of
from marketplace.errors import NotAllowedError, NotFoundError, WrongStateError
from marketplace.labels import lazy_gettext as _l

TALKING = {CaseStage.NEGOTIATION, CaseStage.AGREED}


def is_talking(case: Case) -> bool:
    """Whether terms may be proposed and accepted: introduced and not signed, or while an annex is open."""
    return case.stage in TALKING or (case.stage is CaseStage.CONTRACTED and case.amending_since is not None)


def check_talking(case: Case) -> None:
    """WrongStateError unless all sides are introduced and nothing is signed, or an annex is open."""
    if not is_talking(case):
        raise WrongStateError(
            _l("Chỉ soạn điều khoản sau khi các bên đã đồng ý kết nối và trước khi ký, hoặc khi đang lập phụ lục.")
        )


def check_met(viewer: Viewer, case: Case) -> None:
    """NotAllowedError for a side that has not said yes itself: it takes no part in the talks yet."""
    if not sight_of(viewer, case).has_met:
        raise NotAllowedError(_l("Đơn vị bạn cần đồng ý kết nối trước khi tham gia thương lượng."))


def sight_of_talks(viewer: Viewer, case: Case) -> Sight:
    """What the viewer sees of a case whose terms it may read; NotFoundError for a side that has not said yes."""
    sight = sight_of(viewer, case)
    if not sight.reads_terms:
        raise NotFoundError
    return sight
