"""What can be chosen when a figure is asked for. No official formula was found, so every choice is always shown."""

from __future__ import annotations

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Definition(Labelled):
    """When an organisation is linked."""

    L1 = "L1", _l("Có ít nhất một hợp đồng liên kết đã ký, đã xác minh, còn thời hạn, với doanh nghiệp")
    L2 = "L2", _l("Như L1 và tổng thời hạn từ 36 tháng trở lên")
    L3 = "L3", _l("Như L1 và thời hạn từ 5 năm (hàng có chu kỳ từ 1 năm) hoặc từ 3 năm (chu kỳ dưới 1 năm)")
    L4 = "L4", _l("Tham gia dự án hoặc kế hoạch liên kết đã được phê duyệt, đã xác minh, còn thời hạn")
    L5 = "L5", _l("Tự khai có liên kết trong năm, không kèm hồ sơ")

    @property
    def is_proven(self) -> bool:
        """Whether a file stands behind it; what is only declared is shown apart and never mixed."""
        return self is not Definition.L5

    @property
    def is_of_contracts(self) -> bool:
        """Whether it is read from contracts; projects and declarations have neither buyer nor price."""
        return self in {Definition.L1, Definition.L2, Definition.L3}


class Denominator(Labelled):
    """Which organisations are all of them."""

    D1 = "D1", _l("Đang hoạt động")
    D2 = "D2", _l("Đã đăng ký, chưa chấm dứt")
    D3 = "D3", _l("Được xếp loại trong năm")


class Unit(Labelled):
    """What a value is measured in."""

    PERCENT = "percent", _l("phần trăm")
    COUNT = "count", _l("số lượng")
    KG = "kg", _l("ki-lô-gam")
    DONG = "dong", _l("đồng")
    HA = "ha", _l("héc-ta")


class Subject(Labelled):
    """What one row of a figure is."""

    ORGANISATION = "organisation", _l("Tổ chức")
    CONTRACT = "contract", _l("Hợp đồng")
    DELIVERY_PERIOD = "delivery_period", _l("Kỳ giao hàng")
    PAYMENT = "payment", _l("Khoản thanh toán")
    NEED = "need", _l("Nhu cầu mua")
    NEED_PERIOD = "need_period", _l("Kỳ của nhu cầu mua")
    OFFER_PERIOD = "offer_period", _l("Kỳ của chào bán")
    PRODUCT = "product", _l("Sản phẩm truy xuất")
    CERTIFICATE = "certificate", _l("Chứng nhận")
    COMMUNE = "commune", _l("Xã, phường")
    DISTRICT = "district", _l("Huyện (cũ)")
    PLACE = "place", _l("Địa bàn")


class Choice(Labelled):
    """A field of a question that an indicator may understand; the value is the field's name. A place is always one."""

    SINCE = "since", _l("Ngày đầu kỳ")
    COMMODITY_GROUP = "commodity_group", _l("Nhóm hàng")
    ORGANISATION_KIND = "organisation_kind", _l("Loại tổ chức")
    SIZE = "size", _l("Quy mô")
    STATE_OWNED = "state_owned", _l("Với doanh nghiệp nhà nước")
    DEFINITION = "definition", _l("Thế nào là có liên kết")
    DENOMINATOR = "denominator", _l("Tính trên tổng số")
    AREAS = "areas", _l("Cấp địa bàn được đếm")
