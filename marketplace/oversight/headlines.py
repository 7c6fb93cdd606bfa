"""What each oversight page says first, for the index: one number and one sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.labels import lazy_gettext as _l
from marketplace.oversight import balance, funnel, integrity, lists, state_owned
from marketplace.oversight.scope import Scope
from marketplace.oversight.tables import Table
from marketplace.web.formats import format_kg, format_percent, format_quantity


@dataclass(frozen=True, slots=True)
class Headline:
    """A page: its name, its address, its number in words, and what the number says."""

    title: LazyString
    endpoint: str
    value: str
    words: LazyString
    keeps_days: bool = True
    """Whether the number is of the days asked for."""


def of(viewer: Viewer, scope: Scope) -> list[Headline]:
    """The headline of every page, in the order of the way from need to proof."""
    return [
        _funnel(scope),
        _balance(scope),
        _state_owned(scope),
        _standing(scope),
        _quality(viewer, scope),
        _integrity(viewer, scope),
    ]


def sizes(tables: Sequence[Table], viewer: Viewer, scope: Scope) -> list[tuple[Table, int]]:
    """How many rows each table has, in one query."""
    questions = [table.read(viewer, scope) for table in tables]
    counts = [
        sa.select(sa.func.count()).select_from(question.order_by(None).subquery()).scalar_subquery()
        for question in questions
        if isinstance(question, sa.Select)
    ]
    return list(zip(tables, db.session.execute(sa.select(*counts)).one(), strict=True))


def _funnel(scope: Scope) -> Headline:
    posted, _introduced, signed, _delivered = funnel.whole(scope).steps
    words = _l("nhu cầu đăng trong kỳ đã ký hợp đồng, trong %(all)s nhu cầu", all=format_quantity(posted.count))
    return Headline(_l("Từ nhu cầu đến lần giao"), ".show_funnel", format_quantity(signed.count), words)


def _balance(scope: Scope) -> Headline:
    first, last = balance.coming(today())
    found = balance.lines(replace(scope, since=first, until=last))
    short = sum(any(cell.standing is balance.Standing.SHORT for cell in line.cells) for line in found)
    words = _l(
        "sản phẩm còn thiếu hàng ở ít nhất một tháng tới, trong %(all)s sản phẩm", all=format_quantity(len(found))
    )
    return Headline(_l("Cung cầu theo tháng"), ".show_balance", format_quantity(short), words, keeps_days=False)


def _state_owned(scope: Scope) -> Headline:
    met = state_owned.whole(scope)
    words = _l("của %(asked)s doanh nghiệp nhà nước cần đã được hợp tác xã cam kết", asked=format_kg(met.asked_kg))
    share = format_percent(met.contracted_share)
    return Headline(_l("Nhu cầu của doanh nghiệp nhà nước"), ".show_state_owned", share, words)


def _standing(scope: Scope) -> Headline:
    figure = compute(Question(day=scope.until, code="I3", place=scope.place))
    words = _l("tổ chức kinh tế tập thể đang hoạt động được xếp loại tốt, khá (chỉ tiêu I3)")
    return Headline(_l("Xếp loại và độ phủ"), ".show_classification", format_percent(figure.share), words)


def _quality(viewer: Viewer, scope: Scope) -> Headline:
    count = sum(number for _table, number in sizes(lists.QUALITY, viewer, scope))
    words = _l("bản ghi nên xem lại")
    return Headline(_l("Chất lượng dữ liệu"), ".show_quality", format_quantity(count), words)


def _integrity(viewer: Viewer, scope: Scope) -> Headline:
    count = sum(integrity.counts(viewer, scope).values())
    words = _l("cảnh báo về hợp đồng; cảnh báo để xem lại, không tự loại hợp đồng nào khỏi số liệu")
    return Headline(_l("Cảnh báo liêm chính"), ".show_integrity", format_quantity(count), words)
