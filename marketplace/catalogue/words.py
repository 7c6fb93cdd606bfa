"""Words for the short codes of the reference files."""

from urllib.parse import urlsplit

from marketplace.audit.words import name_fields, name_values
from marketplace.catalogue.models import Grade, SeasonKind
from marketplace.labels import lazy_gettext as _l

PERISHABILITY = {
    "bulky_fresh": _l("Tươi, cồng kềnh: cần nơi mua ở gần"),
    "fresh": _l("Tươi: vận chuyển nhanh, có thể đi xa"),
    "storable": _l("Để được lâu"),
    "grain": _l("Lúa tươi: cần sấy ngay"),
}
CYCLE = {
    "annual": _l("Cây hằng năm"),
    "perennial": _l("Cây lâu năm"),
    "animal": _l("Vật nuôi"),
    "aquatic": _l("Thủy sản"),
    "processed": _l("Hàng chế biến"),
}
REGION = {"any": "", "north": _l("miền Bắc"), "central": _l("miền Trung"), "south": _l("miền Nam")}
RELATION = {
    "same_species": _l("cùng loài"),
    "substitute": _l("có thể thay thế"),
    "same_group": _l("cùng nhóm"),
    "processed_from": _l("chế biến từ"),
    "made_into": _l("chế biến thành"),
}
SOURCE = {
    "trade blogs, partly contradictory": _l("các trang chuyên ngành, có chỗ trái nhau"),
    "general knowledge of the trade": _l("hiểu biết chung trong nghề"),
}
DATE_QUALITY = {
    "year_inferred": _l("năm suy ra"),
    "month_inferred": _l("tháng suy ra"),
    "month_only": _l("chỉ ghi tháng"),
}

name_fields({"region": _l("Vùng"), "source_grade": _l("Độ tin cậy của nguồn")})
name_values("kind", SeasonKind)
name_values("source_grade", Grade)


def source_words(source: str) -> str:
    """A source as people read it: the site of a link, the reader's words for the file's own remarks."""
    if is_link(source):
        return urlsplit(source).netloc.removeprefix("www.")
    return str(SOURCE.get(source, source))


def is_link(source: str) -> bool:
    """Whether the source is an address of the web that may be followed."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in source
