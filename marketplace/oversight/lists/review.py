"""Tables of records and contracts that want a second look."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import LazyString

from marketplace.labels import lazy_gettext as _l
from marketplace.listings.usual.rules import limits as usual_limits
from marketplace.organisations.likeness_words import words_of_found
from marketplace.oversight import quality
from marketplace.oversight.integrity import Look, WarningKind, findings, sentence
from marketplace.oversight.limits import limits
from marketplace.oversight.lists.columns import KIND, ORGANISATION, goods_of, profile, registry
from marketplace.oversight.quality import Measure
from marketplace.oversight.tables import Column, Table, number
from marketplace.web.formats import format_kg

_CHECKED = Column(_l("Tra cứu tình trạng lần cuối"), lambda row: row.checked_on or _l("Chưa từng tra cứu"))


def _listing(row: Any) -> str:
    """What kind of listing it is, and of which good."""
    kind = _l("Chào bán") if row.room == "offers" else _l("Nhu cầu mua")
    return f"{kind}: {goods_of(row)}" if row.goods_vi else str(kind)


def _measured(row: Any, value: Any) -> Decimal:
    return Decimal(value) if row.measure == Measure.MEMBERS else Decimal(value) / 1000


QUALITY = [
    Table(
        "stale-statuses", _l("Tình trạng pháp lý lâu chưa tra cứu"),
        (ORGANISATION, KIND, _CHECKED, number(_l("Số ngày"), lambda row: row.days)),
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
            ORGANISATION,
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
        "unusual-listings", _l("Chào bán, nhu cầu có số khác thường"),
        (
            Column(_l("Chào bán, nhu cầu"), _listing,
                   lambda row: url_for(f"{row.room}.show", public_id=row.listing_id)),
            ORGANISATION,
            Column(_l("Vì sao"), quality.reason),
        ),
        quality.unusual,
        _l("Không có chào bán hay nhu cầu nào có số khác thường."),
        _l("Chào bán, nhu cầu đang công khai có một kỳ trên %(most)s, sản lượng quá %(each)s một ha mỗi năm, hoặc giá "
           "công khai cao hay thấp hơn giá tham khảo %(times)s lần. Xét từng bản, dù mặt hàng ít người đăng. Đơn vị đã "
           "được hỏi trước khi đăng; có thể đúng, có thể gõ nhầm đơn vị.", times=usual_limits().price_times,
           most=LazyString(format_kg, usual_limits().period_kg),
           each=LazyString(format_kg, usual_limits().hectare_kg)),
    ),
    Table(
        "inactive", _l("Tổ chức có thể chỉ tồn tại hình thức"),
        (
            ORGANISATION, KIND, _CHECKED,
            Column(_l("Kết quả xem lại"), lambda _row: _l("Ghi điều đã thấy"),
                   lambda row: url_for("organisations.new_observation", public_id=row.public_id)),
        ),
        quality.inactive,
        _l("Mọi tổ chức đều có dấu hiệu hoạt động."),
        _l("Trong %(days)s ngày không có lần tra cứu tình trạng, chào bán, nhu cầu, hợp đồng, xếp loại hay lần đến "
           "xem nào. Hãy mở hồ sơ và ghi điều đã thấy; danh sách này không phải là kết luận.",
           days=limits().inactive.days),
    ),
]  # fmt: skip


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
        "Được xác minh trong vòng %(minutes)s phút sau khi có bản ký, bởi người cùng vai trò, cùng tỉnh với người "
        "nhập. Dữ liệu minh họa không xét.",
        minutes=int(limits().hasty.total_seconds()) // 60,
    ),
}


def _about(row: Any) -> str | None:
    """The page of all warnings about a verified contract."""
    return url_for("oversight.contract", public_id=row.public_id) if row.is_verified else None


def _findings(kind: WarningKind) -> Table:
    return Table(
        kind.value, kind.label,
        (
            Column(_l("Hợp đồng"), lambda row: row.contract_number or _l("chưa ghi số"),
                   _about),
            Column(_l("Điều đáng xem lại"), sentence),
            Column(_l("Các bên"), lambda row: f"{row.seller} – {row.buyer}"),
            Column(_l("Sản phẩm"), goods_of),
            Column(_l("Hết thời hạn"), lambda row: row.effective_to),
        ),
        lambda viewer, scope: findings(Look.over(viewer, scope), kind),
        _l("Không có cảnh báo nào loại này ở nơi và trong kỳ đã chọn."),
        RULES[kind],
    )  # fmt: skip


INTEGRITY = [_findings(kind) for kind in WarningKind]
