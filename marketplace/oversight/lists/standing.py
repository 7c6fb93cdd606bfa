"""Tables of how organisations stand: grades, recognitions, foundations, papers, traced products, communes."""

from __future__ import annotations

from typing import Any

from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import CertificateState, OrganisationKind, RatingGrade, RecognitionKind
from marketplace.oversight import classes
from marketplace.oversight.lists.columns import KIND, ORGANISATION
from marketplace.oversight.tables import Column, Shape, Table, number


def _counts(keys: Any) -> list[Column]:
    def of(key: Any) -> Any:
        return lambda row: row.counts.get(key, 0)

    return [number(key.label, of(key)) for key in keys]


def _graded(*first: Column) -> tuple[Column, ...]:
    return (
        *first,
        *_counts(RatingGrade),
        number(_l("Chưa xếp loại"), lambda row: row.counts.get(None, 0)),
        number(_l("Tổng số"), lambda row: row.total),
        number(_l("Tốt và khá"), lambda row: row.well, Shape.SHARE),
    )


def _recognised(code: str, kind: RecognitionKind, empty: Any) -> Table:
    columns = (
        ORGANISATION, KIND,
        Column(_l("Từ ngày"), lambda row: row.since),
        Column(_l("Đến hết ngày"), lambda row: row.until or _l("không ghi thời hạn")),
        Column(_l("Căn cứ"), lambda row: row.basis),
    )  # fmt: skip
    return Table(code, kind.label, columns, classes.recognised(kind), empty)


NOBODY = _l("Chưa có tổ chức kinh tế tập thể nào đang hoạt động ở nơi này vào ngày cuối kỳ.")
NOT_RATED = _l("Chưa có xếp loại chính thức nào. Cán bộ ghi xếp loại tại hồ sơ của tổ chức.")
RULE = _l(
    "Tổ chức đang hoạt động vào ngày cuối kỳ (chỉ tiêu I3), theo xếp loại chính thức của năm đó, chưa có thì của năm "
    "trước."
)
GRADES = [
    Table("grades-kinds", _l("Xếp loại theo loại hình"), _graded(Column(_l("Loại hình"), lambda row: row.name)),
          classes.by_kind, NOBODY, RULE),
    Table("grades-places", _l("Xếp loại theo nơi"),
          _graded(Column(_l("Tỉnh, thành phố"), lambda row: row.name or _l("Chưa rõ nơi"))), classes.by_place, NOBODY),
    Table("grades-basis", _l("Xếp loại theo năm và căn cứ pháp lý"),
          (Column(_l("Căn cứ pháp lý"), lambda row: row.name[1]), Column(_l("Năm"), lambda row: str(row.name[0])),
           *_counts(RatingGrade), number(_l("Tổng số"), lambda row: row.total)),
          classes.by_basis, NOT_RATED),
]  # fmt: skip
RECOGNISED = [
    _recognised("model-cooperatives", RecognitionKind.MODEL,
                _l("Chưa có hợp tác xã kiểu mẫu nào được ghi nhận ở nơi này.")),
    _recognised("high-tech", RecognitionKind.HIGH_TECH,
                _l("Chưa có hợp tác xã ứng dụng công nghệ cao nào được ghi nhận ở nơi này.")),
]  # fmt: skip
COUNTS = [
    Table("founded", _l("Thành lập mới theo năm"),
          (Column(_l("Năm"), lambda row: row.name),
           *_counts([OrganisationKind.THT, OrganisationKind.HTX, OrganisationKind.LHHTX]),
           number(_l("Tổng số"), lambda row: row.total)),
          classes.founded, _l("Chưa có tổ chức nào thành lập từ đầu chương trình đến ngày cuối kỳ."),
          _l("Tổ chức mà chỉ tiêu I6 đếm, theo năm thành lập.")),
    Table("certificates", _l("Giấy chứng nhận theo loại và tình trạng"),
          (Column(_l("Loại giấy"), lambda row: row.name), *_counts(CertificateState),
           number(_l("Tổng số"), lambda row: row.total)),
          classes.certificates, _l("Chưa có giấy chứng nhận nào của tổ chức ở nơi này.")),
    Table("traced", _l("Sản phẩm truy xuất được"),
          (Column(_l("Sản phẩm"), lambda row: row.name),
           number(_l("Có giấy an toàn thực phẩm còn hiệu lực"), lambda row: row.counts.get(1, 0)),
           number(_l("Chưa có"), lambda row: row.counts.get(0, 0)),
           number(_l("Tổng số"), lambda row: row.total)),
          classes.traced, _l("Chưa có sản phẩm truy xuất nào được ghi ở nơi này."),
          _l("Sản phẩm mà chỉ tiêu I8 đếm.")),
]  # fmt: skip
UNCOVERED = Table(
    "communes-uncovered", _l("Xã, phường có tổ chức nhưng chưa có tổ chức nào liên kết"),
    (Column(_l("Xã, phường"), lambda row: row.commune), Column(_l("Tỉnh, thành phố"), lambda row: row.province)),
    classes.uncovered, _l("Mọi xã, phường có tổ chức đều có ít nhất một tổ chức liên kết, hoặc chưa có tổ chức nào."),
    _l("Nơi mà chỉ tiêu O10 chưa đếm được."),
)  # fmt: skip
