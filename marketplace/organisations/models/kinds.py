"""The closed lists an organisation is described with."""

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class OrganisationKind(Labelled):
    """Types with a legal form (Luật 17/2023/QH15 Đ4; a plant is a site, not an organisation)."""

    HTX = "htx", _l("Hợp tác xã")
    LHHTX = "lhhtx", _l("Liên hiệp hợp tác xã")
    THT = "tht", _l("Tổ hợp tác")
    ENTERPRISE = "enterprise", _l("Doanh nghiệp")
    HOUSEHOLD = "household", _l("Hộ kinh doanh")
    AREA = "area", _l("Vùng sản xuất (theo báo chí)")
    OTHER = "other", _l("Tổ chức khác")

    @property
    def is_cooperative(self) -> bool:
        """Whether it counts on the producers' side of a linkage (NĐ 98/2018 Đ2)."""
        return self in {OrganisationKind.HTX, OrganisationKind.LHHTX, OrganisationKind.THT}


class LegalStatus(Labelled):
    """NĐ 92/2024/NĐ-CP Đ27–28, and two values of ours for what no register says."""

    ACTIVE = "active", _l("Đang hoạt động"), "good"
    SUSPENDED = "suspended", _l("Tạm ngừng kinh doanh"), "warn"
    REVOKED_TAX = "revoked_tax", _l("Bị thu hồi do cưỡng chế về quản lý thuế"), "bad"
    WINDING_UP = "winding_up", _l("Đang làm thủ tục giải thể, chia, hợp nhất, sáp nhập"), "warn"
    BANKRUPTCY = "bankruptcy", _l("Đang làm thủ tục phá sản"), "bad"
    ENDED = "ended", _l("Đã giải thể, phá sản, chấm dứt tồn tại"), "bad"
    NOT_AT_ADDRESS = "not_at_address", _l("Không hoạt động tại địa chỉ đã đăng ký"), "bad"
    UNREGISTERED = "unregistered", _l("Không thuộc diện đăng ký"), "neutral"
    UNKNOWN = "unknown", _l("Chưa rõ tình trạng"), "neutral"


class AgriculturalType(Labelled):
    """TT 09/2017/TT-BNNPTNT Đ3."""

    CROPS = "crops", _l("Trồng trọt")
    LIVESTOCK = "livestock", _l("Chăn nuôi")
    FORESTRY = "forestry", _l("Lâm nghiệp")
    FISHERY = "fishery", _l("Thủy sản")
    SALT = "salt", _l("Diêm nghiệp")
    RURAL_WATER = "rural_water", _l("Nước sạch nông thôn")
    GENERAL = "general", _l("Nông nghiệp tổng hợp")
    NOT_AGRICULTURAL = "not_agricultural", _l("Phi nông nghiệp")


class Origin(Labelled):
    """Where the record comes from: what is real is labelled real, demonstration is labelled demonstration."""

    REGISTERED = "registered", _l("Đã đăng ký"), "info"
    REPORTED = "reported", _l("Báo chí, chưa kiểm chứng"), "warn"
    DEMONSTRATION = "demonstration", _l("Minh họa"), "neutral"


class SoeClass(Labelled):
    """Luật Doanh nghiệp 2020 Đ88: more than half of capital or votes makes a state-owned enterprise."""

    FULL = "full", _l("Nhà nước nắm 100 %"), "info"
    MAJORITY = "majority", _l("Nhà nước nắm trên 50 %"), "info"
    MINORITY = "minority", _l("Có vốn Nhà nước, không quá 50 %"), "neutral"
    NONE = "none", _l("Không có vốn Nhà nước"), "neutral"

    @property
    def is_state_owned(self) -> bool:
        return self in {SoeClass.FULL, SoeClass.MAJORITY}


class SizeClass(Labelled):
    """NĐ 113/2024/NĐ-CP Đ5 for agriculture."""

    LARGE = "large", _l("Lớn")
    MEDIUM = "medium", _l("Vừa")
    SMALL = "small", _l("Nhỏ")
    MICRO = "micro", _l("Siêu nhỏ")
