"""Tables of the way of needs, of supply and demand, of state-owned demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from marketplace.authorization.viewer import Viewer
from marketplace.labels import lazy_gettext as _l
from marketplace.oversight import balance, funnel, state_owned, waiting
from marketplace.oversight.lists.columns import goods_of, profile
from marketplace.oversight.scope import Scope
from marketplace.oversight.tables import Column, Shape, Table, number


def _steps(scope_name: Any) -> tuple[Column, ...]:
    def count(at: int) -> Any:
        return lambda group: group.steps[at].count

    def days(at: int) -> Any:
        return lambda group: group.steps[at].days

    return (
        Column(scope_name, lambda group: group.name),
        number(_l("Nhu cầu đã đăng"), count(0)),
        number(_l("Được giới thiệu"), count(1)),
        number(_l("Số ngày giữa, đăng → giới thiệu"), days(1)),
        number(_l("Đã ký hợp đồng"), count(2)),
        number(_l("Số ngày giữa, giới thiệu → ký"), days(2)),
        number(_l("Có lần giao được nhận"), count(3)),
        number(_l("Số ngày giữa, ký → giao"), days(3)),
    )


NO_NEEDS = _l("Không có nhu cầu nào được đăng ở nơi và trong kỳ đã chọn. Hãy chọn kỳ dài hơn hoặc nơi rộng hơn.")
FUNNEL = [
    Table("funnel-provinces", _l("Theo tỉnh, thành phố"), _steps(_l("Nơi cần hàng")),
          lambda _viewer, scope: funnel.by_province(scope), NO_NEEDS),
    Table("funnel-months", _l("Theo tháng đăng"), _steps(_l("Tháng")),
          lambda _viewer, scope: funnel.by_month(scope), NO_NEEDS),
]  # fmt: skip

_GOODS = Column(_l("Sản phẩm"), goods_of)
_AGGREGATE = (
    _GOODS,
    Column(_l("Nơi cần hàng"), lambda row: row.province),
    number(_l("Số nhu cầu"), lambda row: row.number),
    Column(_l("Lâu nhất từ ngày"), lambda row: row.oldest),
)
ONLY_COUNTS = _l("Chỉ nêu số lượng theo sản phẩm và nơi: các bên đang bàn gì với ai là việc riêng của họ.")
WAITING = [
    Table(
        "waiting-introduction", _l("Nhu cầu chờ được giới thiệu"),
        (
            Column(_l("Nhu cầu"), lambda row: goods_of(row) or _l("Chưa rõ sản phẩm"),
                   lambda row: url_for("needs.show", public_id=row.public_id)),
            Column(_l("Bên mua"), lambda row: row.buyer, profile("buyer_id")),
            Column(_l("Đăng ngày"), lambda row: row.posted),
            number(_l("Số ngày chờ"), lambda row: row.days),
        ),
        waiting.for_introduction,
        _l("Không có nhu cầu đang mở nào chờ được giới thiệu."),
        _l("Nhu cầu đăng trong kỳ, còn mở, mà chưa có bên bán nào được giới thiệu."),
    ),
    Table("waiting-signature", _l("Đã giới thiệu, chờ ký hợp đồng"), _AGGREGATE, waiting.for_signature,
          _l("Không có nhu cầu nào đã được giới thiệu mà chưa ký."), ONLY_COUNTS),
    Table("waiting-delivery", _l("Đã ký, chờ lần giao đầu tiên"), _AGGREGATE, waiting.for_delivery,
          _l("Mọi nhu cầu đã ký đều có lần giao được nhận."), ONLY_COUNTS),
]  # fmt: skip


def _cells(_viewer: Viewer, scope: Scope) -> Sequence[tuple[balance.Line, balance.Cell]]:
    lines = balance.lines(scope)
    return [(line, cell) for line in lines for cell in line.cells if cell.standing is not balance.Standing.NONE]


BALANCE = Table(
    "balance", _l("Cung cầu theo sản phẩm và tháng"),
    (
        Column(_l("Sản phẩm"), lambda row: row[0].goods),
        Column(_l("Tháng"), lambda row: f"{row[1].month:%m/%Y}"),
        number(_l("Còn cần (kg)"), lambda row: row[1].needed),
        number(_l("Còn chào bán (kg)"), lambda row: row[1].free),
        number(_l("Chênh lệch, cần trừ chào (kg)"), lambda row: row[1].gap),
        Column(_l("Nhận định"), lambda row: row[1].standing),
    ),
    _cells,
    _l("Không có nhu cầu hay chào bán nào đang mở trong các tháng đã chọn. Hãy chọn nơi rộng hơn hoặc kỳ khác."),
)  # fmt: skip


def _met(heading: Any, url: Any = None, *further: Column) -> tuple[Column, ...]:
    return (
        Column(heading, lambda met: met.name, url),
        number(_l("Nhu cầu đã đăng"), lambda met: met.needs),
        number(_l("Khối lượng cần"), lambda met: met.asked_kg, Shape.KG),
        number(_l("Có gợi ý hoặc đề nghị"), lambda met: met.suggested),
        *further,
        number(_l("Đã ký hợp đồng"), lambda met: met.contracted),
        number(_l("HTX cam kết"), lambda met: met.contracted_kg, Shape.KG),
        number(_l("HTX đã giao, được nhận"), lambda met: met.delivered_kg, Shape.KG),
        number(_l("HTX cam kết, phần của nhu cầu"), lambda met: met.contracted_share, Shape.SHARE),
        number(_l("HTX đã giao, phần của nhu cầu"), lambda met: met.delivered_share, Shape.SHARE),
    )


NO_SOE = _l("Chưa có nhu cầu nào của doanh nghiệp nhà nước được đăng ở nơi và trong kỳ đã chọn. Hãy chọn kỳ dài hơn.")
STATE_OWNED = [
    Table("soe-enterprises", _l("Theo doanh nghiệp nhà nước"), _met(_l("Doanh nghiệp"), profile()),
          lambda _viewer, scope: state_owned.by_enterprise(scope), NO_SOE),
    Table("soe-goods", _l("Theo sản phẩm"),
          _met(_l("Sản phẩm"), None, number(_l("Được giới thiệu"), lambda met: met.introduced)),
          lambda _viewer, scope: state_owned.by_good(scope), NO_SOE),
]  # fmt: skip
