"""The history's words for deliveries and payments."""

from marketplace.audit.words import name_fields, name_values
from marketplace.deliveries.models import PaymentKind, RejectCause
from marketplace.labels import lazy_gettext as _l

name_values("kind", PaymentKind)
name_values("reject_cause", RejectCause)
name_fields(
    {
        "delivered_on": _l("Ngày giao"),
        "delivered_kg": _l("Khối lượng giao (kg)"),
        "accepted_kg": _l("Khối lượng nhận (kg)"),
        "reject_cause": _l("Lý do không nhận"),
        "grade": _l("Loại"),
        "offset_dong": _l("Khấu trừ (đồng)"),
        "invoice": _l("Số hóa đơn, phiếu cân"),
        "amount_dong": _l("Số tiền (đồng)"),
        "paid_on": _l("Ngày trả"),
        "reference": _l("Chứng từ"),
        "period_start": _l("Kỳ giao từ"),
    }
)
