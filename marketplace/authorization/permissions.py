"""Every permission, named resource:action, with the sentence that explains it."""

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Permission(Labelled):
    """What a person may be allowed to do. The tone is unused here; the label describes the right."""

    ACCOUNT_USE = "account:use", _l("Dùng tài khoản của chính mình")
    USER_MANAGE = "user:manage", _l("Quản lý người dùng và vai trò")
    CATALOGUE_EDIT = "catalogue:edit", _l("Thêm, sửa và ngừng dùng mùa vụ trong danh mục")
    ORGANISATION_VIEW = "organisation:view", _l("Xem hồ sơ tổ chức")
    ORGANISATION_EDIT = "organisation:edit", _l("Sửa hồ sơ tổ chức")
    ORGANISATION_CREATE = "organisation:create", _l("Lập hồ sơ tổ chức thay mặt")
    ORGANISATION_VERIFY = "organisation:verify", _l("Xác minh tổ chức")
    ORGANISATION_MERGE = "organisation:merge", _l("Gộp hồ sơ trùng của một tổ chức")
    MEMBER_MANAGE = "member:manage", _l("Quản lý người của tổ chức")
    OFFER_VIEW = "offer:view", _l("Xem chào bán")
    OFFER_EDIT = "offer:edit", _l("Soạn, đăng và đóng chào bán")
    NEED_VIEW = "need:view", _l("Xem nhu cầu mua")
    NEED_EDIT = "need:edit", _l("Soạn, đăng và đóng nhu cầu mua")
    SUGGESTION_VIEW = "suggestion:view", _l("Xem gợi ý kết nối của đơn vị")
    SUGGESTION_JUDGE = "suggestion:judge", _l("Nhận xét gợi ý kết nối")
    MATCHING_TUNE = "matching:tune", _l("Đổi trọng số và chọn mô hình của gợi ý kết nối")
    MATCHING_FIGURES = "matching:figures", _l("Xem số liệu chi tiết về chất lượng gợi ý")
    CASE_VIEW = "case:view", _l("Xem vụ việc kết nối")
    CASE_OPEN = "case:open", _l("Đề nghị kết nối")
    CASE_CONSENT = "case:consent", _l("Trả lời đề nghị kết nối thay mặt đơn vị")
    CASE_BROKER = "case:broker", _l("Môi giới vụ việc kết nối")
    CONTRACT_VIEW = "contract:view", _l("Xem hợp đồng liên kết")
    CONTRACT_REGISTRY = "contract:registry", _l("Xem các trường sổ đăng ký của hợp đồng đã xác minh")
    CONTRACT_EDIT = "contract:edit", _l("Lập hợp đồng liên kết")
    CONTRACT_SIGN = "contract:sign", _l("Xác nhận đơn vị đã ký")
    CONTRACT_VERIFY = "contract:verify", _l("Xác minh hợp đồng do người khác nhập")
    DELIVERY_VIEW = "delivery:view", _l("Xem sổ giao nhận của hợp đồng")
    DELIVERY_ENTER = "delivery:enter", _l("Ghi lần giao, lần trả tiền cho một bên")
    DELIVERY_ANSWER = "delivery:answer", _l("Xác nhận lần giao, lần trả tiền thay mặt đơn vị")
    TRACK_VIEW = "track:view", _l("Xem kết quả giao nhận, thanh toán của một đơn vị")
    TRACK_REPLY = "track:reply", _l("Phản hồi về kết quả của chính đơn vị")
    INDICATOR_VIEW = "indicator:view", _l("Xem chỉ tiêu")
    INDICATOR_ROWS = "indicator:rows", _l("Mở chỉ tiêu đến từng dòng")
    AUDIT_VIEW = "audit:view", _l("Xem nhật ký")
