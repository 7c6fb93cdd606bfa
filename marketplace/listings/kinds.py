"""The closed lists of a listing."""

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class ListingState(Labelled):
    """Derived from dates and quantities, never stored."""

    DRAFT = "draft", _l("Bản nháp"), "neutral"
    AWAITING_CONFIRMATION = "awaiting_confirmation", _l("Chờ đơn vị xác nhận"), "warn"
    AWAITING_VERIFICATION = "awaiting_verification", _l("Chờ xác minh đơn vị"), "warn"
    OPEN = "open", _l("Đang mở"), "good"
    RESERVED = "reserved", _l("Đã giữ chỗ hết"), "info"
    EXHAUSTED = "exhausted", _l("Đã hết lượng"), "info"
    EXPIRED = "expired", _l("Đã qua thời gian"), "neutral"
    CLOSED = "closed", _l("Đã đóng"), "neutral"
    REPORTED = "reported", _l("Báo chí, chưa kiểm chứng"), "warn"


class PriceBasis(Labelled):
    """How the price is found."""

    TO_AGREE = "to_agree", _l("Thỏa thuận")
    FIXED = "fixed", _l("Giá cố định")
    FLOOR = "floor", _l("Giá sàn")
    MARKET = "market", _l("Giá thị trường cộng/trừ")
    COST_PLUS = "cost_plus", _l("Giá thành cộng")


class PriceVisibility(Labelled):
    """Who sees the price."""

    PUBLIC = "public", _l("Công khai")
    PARTIES = "parties", _l("Chỉ bên đã được giới thiệu")


class DeliveryTerm(Labelled):
    """Where the goods change hands."""

    FARM_GATE = "farm_gate", _l("Tại ruộng, tại vườn")
    COOPERATIVE = "cooperative", _l("Tại kho hợp tác xã")
    BUYER = "buyer", _l("Tại kho, nhà máy bên mua")
    TO_AGREE = "to_agree", _l("Thỏa thuận")


class EnteredHow(Labelled):
    """How a listing that staff entered was confirmed by its organisation."""

    ONLINE = "online", _l("Người của đơn vị xác nhận trên hệ thống")
    LINK = "link", _l("Bấm liên kết xác nhận")
    SIGNED_SHEET = "signed_sheet", _l("Phiếu ký, cán bộ ghi nhận")
