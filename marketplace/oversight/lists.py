"""Every table of the oversight pages by its code, with its columns and its rule in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import get_locale

from marketplace.authorization.viewer import Viewer
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.likeness_words import words_of_found
from marketplace.organisations.models import OrganisationKind
from marketplace.oversight import balance, funnel, quality, state_owned, waiting
from marketplace.oversight.integrity import Look, WarningKind, findings, sentence
from marketplace.oversight.limits import limits
from marketplace.oversight.quality import Measure
from marketplace.oversight.scope import Scope
from marketplace.oversight.tables import Column, Shape, Table, number


def profile(name: str = "public_id") -> Any:
    """The way to the profile of the organisation whose public id stands in the row."""
    return lambda row: url_for("organisations.show", public_id=getattr(row, name))


def goods_of(row: Any) -> str:
    """The name of the row's good in the reader's language."""
    name = row.goods_en if str(get_locale() or "vi") == "en" else row.goods_vi
    return name or ""


def registry(row: Any) -> str | None:
    """The register's page of a verified contract; others have no page that everybody here may open."""
    return url_for("contracts.registry", public_id=row.public_id) if row.is_verified else None


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
    Table("funnel-provinces", _l("Theo tỉnh, thành phố"), _steps(_l("Nơi")),
          lambda _viewer, scope: funnel.by_province(scope), NO_NEEDS),
    Table("funnel-months", _l("Theo tháng đăng"), _steps(_l("Tháng")),
          lambda _viewer, scope: funnel.by_month(scope), NO_NEEDS),
]  # fmt: skip

_GOODS = Column(_l("Sản phẩm"), goods_of)
_AGGREGATE = (
    _GOODS,
    Column(_l("Nơi"), lambda row: row.province),
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
    return [(line, cell) for line in balance.lines(scope) for cell in line.cells]


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


def _met(heading: Any, url: Any = None) -> tuple[Column, ...]:
    return (
        Column(heading, lambda met: met.name, url),
        number(_l("Nhu cầu đã đăng"), lambda met: met.needs),
        number(_l("Khối lượng cần (kg)"), lambda met: met.asked_kg, Shape.KG),
        number(_l("Có gợi ý hoặc đề nghị"), lambda met: met.suggested),
        number(_l("Được giới thiệu"), lambda met: met.introduced),
        number(_l("Đã ký hợp đồng"), lambda met: met.contracted),
        number(_l("HTX cam kết (kg)"), lambda met: met.contracted_kg, Shape.KG),
        number(_l("HTX đã giao, được nhận (kg)"), lambda met: met.delivered_kg, Shape.KG),
        number(_l("HTX cam kết, phần của nhu cầu"), lambda met: met.contracted_share, Shape.SHARE),
        number(_l("HTX đã giao, phần của nhu cầu"), lambda met: met.delivered_share, Shape.SHARE),
    )


NO_SOE = _l("Chưa có nhu cầu nào của doanh nghiệp nhà nước được đăng ở nơi và trong kỳ đã chọn. Hãy chọn kỳ dài hơn.")
STATE_OWNED = [
    Table("soe-enterprises", _l("Theo doanh nghiệp nhà nước"), _met(_l("Doanh nghiệp"), profile()),
          lambda _viewer, scope: state_owned.by_enterprise(scope), NO_SOE),
    Table("soe-goods", _l("Theo sản phẩm"), _met(_l("Sản phẩm")),
          lambda _viewer, scope: state_owned.by_good(scope), NO_SOE),
]  # fmt: skip

_ORGANISATION = Column(_l("Tổ chức"), lambda row: row.name, profile())
_KIND = Column(_l("Loại"), lambda row: OrganisationKind(row.kind))
_CHECKED = Column(_l("Tra cứu tình trạng lần cuối"), lambda row: row.checked_on or _l("Chưa từng tra cứu"))


def _measured(row: Any, value: Any) -> Decimal:
    return Decimal(value) if row.measure == Measure.MEMBERS else Decimal(value) / 1000


QUALITY = [
    Table(
        "stale-statuses", _l("Tình trạng pháp lý lâu chưa tra cứu"),
        (_ORGANISATION, _KIND, _CHECKED, number(_l("Số ngày"), lambda row: row.days)),
        quality.stale,
        _l("Mọi tổ chức đều đã được tra cứu tình trạng trong thời gian quy định."),
        _l("Tổ chức mà tình trạng pháp lý chưa được tra cứu lại trong %(days)s ngày. Hãy tra cứu trên cổng đăng ký "
           "rồi ghi vào hồ sơ.", days=limits().stale_status.days),
    ),
    Table(
        "contracts-without-file", _l("Hợp đồng, phụ lục thiếu bản ký"),
        (
            Column(_l("Hợp đồng"), lambda row: row.number or _l("chưa ghi số"), registry),
            Column(_l("Phụ lục"), lambda row: row.annex or _l("Bản chính")),
            Column(_l("Bên sản xuất"), lambda row: row.seller),
            Column(_l("Bên mua"), lambda row: row.buyer),
            Column(_l("Ngày ký"), lambda row: row.signed_on),
        ),
        quality.without_file,
        _l("Mọi hợp đồng và phụ lục đã ký đều có bản ký kèm theo."),
        _l("Hợp đồng đã ký, còn trong thời hạn ở kỳ đã chọn, mà không còn bản chụp đã ký nào. Người môi giới tải bản "
           "ký lên tại trang hợp đồng."),
    ),
    Table(
        "likenesses", _l("Hồ sơ có thể trùng nhau"),
        (
            Column(_l("Tổ chức thứ nhất"), lambda row: row.first, profile("first_id")),
            Column(_l("Tổ chức thứ hai"), lambda row: row.second, profile("second_id")),
            number(_l("Điểm giống (0–100)"), lambda row: row.score),
            Column(_l("Vì sao"), lambda row: "; ".join(words_of_found(row.reasons, speaking_for=True))),
        ),
        quality.alike,
        _l("Không có cặp hồ sơ nào giống nhau."),
        _l("Cặp hồ sơ mà lần so sánh gần nhất thấy giống nhau và chưa ai phân biệt. Cán bộ môi giới gộp hoặc phân "
           "biệt tại trang hồ sơ trùng."),
    ),
    Table(
        "outliers", _l("Số liệu khác hẳn số liệu cùng loại"),
        (
            _ORGANISATION,
            Column(_l("Số liệu"), lambda row: Measure(row.measure)),
            Column(_l("Sản phẩm"), goods_of),
            number(_l("Giá trị"), lambda row: _measured(row, row.value)),
            number(_l("Trung vị cùng loại"), lambda row: _measured(row, row.low + row.high) / 2),
            number(_l("Gấp số lần"), lambda row: int(row.times)),
        ),
        quality.outliers,
        _l("Không có số liệu nào khác hẳn số liệu cùng loại."),
        _l("Số liệu lớn hơn %(times)s lần trung vị cùng loại trên cả nước: số thành viên của tổ chức cùng loại hình, "
           "khối lượng của chào bán hoặc nhu cầu đang mở của cùng sản phẩm. Nhóm có dưới %(least)s số liệu thì không "
           "xét. Có thể đúng, có thể gõ thừa số 0.", times=limits().outlier_times, least=limits().outlier_least),
    ),
    Table(
        "inactive", _l("Tổ chức có thể chỉ tồn tại hình thức"),
        (_ORGANISATION, _KIND, _CHECKED),
        quality.inactive,
        _l("Mọi tổ chức đều có dấu hiệu hoạt động."),
        _l("Trong %(days)s ngày không có lần tra cứu tình trạng, chào bán, nhu cầu, hợp đồng, xếp loại hay lần đến "
           "xem nào. Hãy mở hồ sơ và ghi điều đã thấy; danh sách này không phải là kết luận.",
           days=limits().inactive.days),
    ),
]  # fmt: skip


def _findings(kind: WarningKind) -> Table:
    return Table(
        kind.value, kind.label,
        (
            Column(_l("Hợp đồng"), lambda row: row.contract_number or _l("chưa ghi số"),
                   lambda row: url_for("oversight.contract", public_id=row.public_id)),
            Column(_l("Điều đáng xem lại"), sentence),
            Column(_l("Các bên"), lambda row: f"{row.seller} – {row.buyer}"),
            Column(_l("Sản phẩm"), goods_of),
            Column(_l("Hết thời hạn"), lambda row: row.effective_to),
        ),
        lambda viewer, scope: findings(Look(viewer, scope.until, scope), kind),
        _l("Không có cảnh báo nào loại này ở nơi và trong kỳ đã chọn."),
        RULES[kind],
    )  # fmt: skip


RULES = {
    WarningKind.RELATED: _l(
        "Bên sản xuất và bên mua của một hợp đồng có quan hệ mẹ – con, có chung người, chung người đại diện và số điện "
        "thoại, hoặc mười chữ số đầu của mã số thuế giống nhau."
    ),
    WarningKind.SAME_FILE: _l("Cùng một tệp, giống đến từng byte, đứng dưới hai hợp đồng."),
    WarningKind.OVERLAP: _l("Hai hợp đồng còn hiệu lực của cùng hai bên, cùng sản phẩm, có thời hạn trùng nhau."),
    WarningKind.AFTER_SNAPSHOT: _l(
        "Hợp đồng kết thúc trước hạn trong vòng %(days)s ngày sau một kỳ chốt số liệu đã đếm nó.",
        days=limits().after_snapshot.days,
    ),
    WarningKind.SELF_CHECKED: _l(
        "Người xác minh hợp đồng hoặc phụ lục cũng đã nhập, tải tệp, ghi nhận chữ ký hoặc mở phụ lục của chính nó."
    ),
    WarningKind.SILENT: _l(
        "%(count)s kỳ giao đã qua liền nhau mà không có lần giao nào được nhận.", count=limits().silent_periods
    ),
    WarningKind.HASTY: _l(
        "Được xác minh trong vòng %(minutes)s phút sau khi đủ chữ ký, bởi người cùng vai trò, "
        "cùng tỉnh với người nhập.",
        minutes=int(limits().hasty.total_seconds()) // 60,
    ),
}
INTEGRITY = [_findings(kind) for kind in WarningKind]
TABLES: dict[str, Table] = {
    table.code: table for table in [*FUNNEL, *WAITING, BALANCE, *STATE_OWNED, *QUALITY, *INTEGRITY]
}
