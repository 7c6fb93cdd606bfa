"""The history's words for what happens to a contract."""

from marketplace.audit.words import name_fields, name_values
from marketplace.contracts.models import AnnexReason, ContractState, DocumentKind, PartyRole, ProjectKind
from marketplace.labels import lazy_gettext as _l

name_values("state", ContractState)
name_values("kind", DocumentKind, ProjectKind)
name_values("role", PartyRole)
name_values("because", AnnexReason)
name_fields(
    {
        "signing_place": _l("Nơi ký"),
        "signers": _l("Người ký của các bên"),
        "supplier": _l("Đơn vị cung cấp"),
        "suppliers": _l("Đơn vị cung cấp kê trong phụ lục"),
        "area_ha": _l("Diện tích (ha)"),
        "annex": _l("Phụ lục số"),
        "because": _l("Lý do lập phụ lục"),
        "approved_on": _l("Ngày phê duyệt"),
        "approving_body": _l("Cơ quan phê duyệt"),
        "members": _l("Các đơn vị tham gia"),
        "linked": _l("Có liên kết"),
        "partner": _l("Liên kết với"),
    }
)
