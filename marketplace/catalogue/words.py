"""Words for the short codes of the reference files."""

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
SEASON_KIND = {"sow": _l("gieo trồng"), "harvest": _l("thu hoạch")}
GRADE = {
    "V": _l("đọc trong văn bản gốc"),
    "S": _l("theo nguồn thứ cấp"),
    "U": _l("chưa kiểm chứng"),
}
DATE_QUALITY = {
    "year_inferred": _l("năm suy ra"),
    "month_inferred": _l("tháng suy ra"),
    "month_only": _l("chỉ ghi tháng"),
}
