"""What each column of the open data means, for people and, as a data package, for machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString, force_locale

from marketplace.indicators.definitions import INDICATORS
from marketplace.labels import lazy_gettext as _l

LICENCE = "CC-BY-4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
FILE = "figures.csv"
NAME = "lien-ket-figures"


@dataclass(frozen=True, slots=True)
class Column:
    """Name, type (of Table Schema), unit (SI, or empty) and meaning."""

    name: str
    kind: str
    unit: str
    meaning: LazyString


COLUMNS = (
    Column(
        "as_of_date",
        "date",
        "",
        _l("Ngày cuối cùng được tính, theo ISO 8601; với giá trị bằng đồng là ngày cuối quý gần nhất."),
    ),
    Column(
        "window_start_date",
        "date",
        "",
        _l("Ngày đầu của khoảng thời gian được tính; trống khi chỉ tiêu tính tại một ngày."),
    ),
    Column("indicator_code", "string", "", _l("Mã chỉ tiêu, xem bảng chỉ tiêu.")),
    Column("indicator_version", "string", "", _l("Phiên bản của định nghĩa chỉ tiêu.")),
    Column(
        "linkage_definition", "string", "", _l("Thế nào là có liên kết (L1); trống khi chỉ tiêu không có lựa chọn này.")
    ),
    Column(
        "denominator_definition",
        "string",
        "",
        _l("Tính trên tổng số nào (D1); trống khi chỉ tiêu không có lựa chọn này."),
    ),
    Column(
        "place_level",
        "string",
        "",
        _l("Cấp của nơi: country (cả nước), province (tỉnh, thành phố), commune (xã, phường)."),
    ),
    Column("province_code", "string", "", _l("Mã tỉnh, thành phố; trống với cả nước và khi chưa rõ địa bàn.")),
    Column("commune_code", "string", "", _l("Mã xã, phường; trống với cả nước và tỉnh.")),
    Column("place_name", "string", "", _l("Tên nơi bằng tiếng Việt.")),
    Column(
        "share",
        "number",
        "1",
        _l("Giá trị của chỉ tiêu tỷ lệ, từ 0 đến 1; tỷ lệ của hợp đồng và thanh toán làm tròn đến phần nghìn."),
    ),
    Column("count", "number", "1", _l("Giá trị của chỉ tiêu đếm số lượng.")),
    Column(
        "quantity_kg",
        "number",
        "kg",
        _l("Giá trị của chỉ tiêu khối lượng; khối lượng theo hợp đồng làm tròn còn hai chữ số có nghĩa."),
    ),
    Column("area_ha", "number", "ha", _l("Giá trị của chỉ tiêu diện tích, làm tròn còn hai chữ số có nghĩa.")),
    Column("amount_vnd", "number", "VND", _l("Giá trị của chỉ tiêu bằng đồng, làm tròn còn hai chữ số có nghĩa.")),
    Column(
        "numerator", "number", "", _l("Tử số, theo đơn vị của chỉ tiêu; trống với số liệu của hợp đồng và thanh toán.")
    ),
    Column("denominator", "number", "", _l("Mẫu số, theo đơn vị của chỉ tiêu; trống khi không có hoặc không nêu.")),
    Column(
        "demonstration_rows",
        "integer",
        "1",
        _l("Số dòng minh họa trong con số này; lớn hơn 0 thì chưa phải số liệu thật."),
    ),
    Column(
        "suppressed",
        "integer",
        "",
        _l(
            "1 khi giá trị không nêu, để không ai suy ra điều khoản của ít hơn ba hợp đồng hoặc ba bên mua; "
            "còn lại là 0."
        ),
    ),
)


def package_of(day: date, address: str) -> dict[str, Any]:
    """The data package (Frictionless Data Package v1) of the file on a day; `address`: of the file."""
    with force_locale("vi"):
        fields = [_field(column) for column in COLUMNS]
        indicators = [
            {"code": one.code, "version": one.version, "name": str(one.name), "unit": one.unit.value,
             "formula": str(one.formula), "sources": list(one.sources)}
            for one in INDICATORS.values()
        ]  # fmt: skip
    return {
        "name": NAME,
        "profile": "tabular-data-package",
        "title": "Liên Kết: chỉ tiêu theo tỉnh và xã",
        "as_of_date": day.isoformat(),
        "version": day.isoformat(),
        "licenses": [{"name": LICENCE, "path": LICENCE_ADDRESS}],
        "indicators": indicators,
        "resources": [
            {
                "name": "figures",
                "path": address,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, "missingValues": [""]},
            }
        ],
    }


def _field(column: Column) -> dict[str, str]:
    unit = {"unit": column.unit} if column.unit else {}
    return {"name": column.name, "type": column.kind, **unit, "description": str(column.meaning)}
