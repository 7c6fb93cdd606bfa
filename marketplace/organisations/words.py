"""The words of this room's fields and closed lists, for the history."""

from marketplace.audit.words import name_fields, name_values, read_with
from marketplace.authorization.roles import Role
from marketplace.catalogue.models import Commune, Province
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import (
    AgriculturalType,
    CertificateKind,
    CheckDigit,
    LegalStatus,
    ObservationKind,
    OrganisationKind,
    RatingGrade,
    RecognitionKind,
    SiteKind,
    VerifiedHow,
)

name_fields(
    {
        "short_name": _l("Tên thường gọi"),
        "tax_code": _l("Mã số thuế"),
        "code": _l("Mã số thuế"),
        "tax_code_reason": _l("Lý do giữ mã số thuế"),
        "agricultural_type": _l("Lĩnh vực nông nghiệp"),
        "official_members": _l("Thành viên chính thức"),
        "annual_revenue": _l("Doanh thu (đồng)"),
        "total_capital": _l("Tổng nguồn vốn (đồng)"),
        "founded_on": _l("Ngày thành lập"),
        "province_code": _l("Tỉnh"),
        "commune_code": _l("Xã"),
        "address": _l("Địa chỉ"),
        "former_address": _l("Địa chỉ cũ"),
        "representative": _l("Người đại diện"),
        "representative_title": _l("Chức vụ"),
        "contact_published": _l("Công khai liên hệ"),
        "state_capital_pct": _l("Vốn Nhà nước (%)"),
        "state_voting_pct": _l("Biểu quyết Nhà nước (%)"),
        "state_as_of": _l("Tỷ lệ vốn tính đến ngày"),
        "state_source": _l("Nguồn của tỷ lệ vốn"),
        "about": _l("Giới thiệu"),
        "private_note": _l("Ghi chú riêng"),
        "site": _l("Cơ sở"),
        "grade": _l("Xếp loại"),
        "score": _l("Điểm"),
        "official": _l("Cán bộ ghi nhận"),
        "union": _l("Liên hiệp"),
        "into": _l("Gộp vào"),
        "merged": _l("Hồ sơ được gộp"),
        "other": _l("Hồ sơ kia"),
        "joined_on": _l("Tham gia từ ngày"),
        "legal_basis": _l("Căn cứ pháp lý"),
        "rater": _l("Nơi xếp loại"),
        "explanation": _l("Giải thích"),
        "since": _l("Từ ngày"),
        "until": _l("Đến hết ngày"),
        "basis": _l("Văn bản công nhận"),
        "observed_on": _l("Ngày quan sát"),
        "product": _l("Sản phẩm"),
        "system": _l("Hệ thống truy xuất"),
        "trace_code": _l("Mã hoặc liên kết truy xuất"),
        "check_digit": _l("Chữ số kiểm tra"),
        "check_digit_fits": _l("Chữ số kiểm tra khớp"),
        "parent": _l("Đơn vị mẹ"),
    }
)
name_values("kind", OrganisationKind, CertificateKind, SiteKind, RecognitionKind, ObservationKind)
name_values("check_digit", CheckDigit)
name_values("status", LegalStatus)
name_values("agricultural_type", AgriculturalType)
name_values("grade", RatingGrade)
name_values("how", VerifiedHow)
name_values("role", Role)


def _commune(code: str) -> str:
    """The commune's name; the code when the list does not hold it."""
    found = db.session.get(Commune, code)
    return found.full_name if found else code


def _province(code: str) -> str:
    found = db.session.get(Province, code)
    return found.full_name if found else code


read_with("commune_code", _commune)
read_with("province_code", _province)
