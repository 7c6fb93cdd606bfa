"""What a careful reader would point out before signing. Remarks inform; none of them blocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import LazyString

from marketplace.brokering.models import Terms
from marketplace.contracts.models import Contract
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import PriceBasis
from marketplace.web.formats import format_quantity

# Luật Thương mại 2005, Điều 301: at most 8 % of the breached part. The Civil Code has no such limit.
PENALTY_LIMIT = Decimal(8)
# Nghị định 57/2018/NĐ-CP, Điều 3 khoản 9: a chain-linked enterprise buys for at least 36 months.
CHAIN_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence, and the rule it rests on where there is one."""

    sentence: LazyString
    rule: str = ""


def full_months(first: date, last: date) -> int:
    """Whole months from the first day to the last, both included: 01/01 to 31/12 is twelve."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months - (1 if after.day < first.day else 0)


def remarks_on(contract: Contract) -> list[Remark]:
    """Everything worth saying about the contract as it stands."""
    terms = contract.terms
    found = [*_term_remarks(contract), *_penalty_remarks(terms)]
    if gaps := _missing(terms):
        found.append(Remark(_l("Chưa thỏa thuận: %(gaps)s.", gaps=", ".join(gaps)), "BLDS 2015 Đ398"))
    if nameless := [p.organisation.name for p in contract.parties if not p.representative]:
        found.append(Remark(_l("Chưa ghi người đại diện ký của: %(names)s.", names=", ".join(nameless))))
    return found


def _term_remarks(contract: Contract) -> list[Remark]:
    found = []
    months = full_months(contract.effective_from, contract.effective_to)
    if months < CHAIN_MONTHS:
        found.append(
            Remark(
                _l("Thời hạn %(months)s tháng, dưới 36 tháng của liên kết chuỗi ổn định.", months=months),
                "NĐ 57/2018/NĐ-CP Đ3 k9",
            )
        )
    if contract.linkage_form is None:
        found.append(
            Remark(
                _l("Chỉ có khâu tiêu thụ: ghi nhận là mua bán thông thường, không tính là liên kết."),
                "NĐ 98/2018/NĐ-CP Đ4",
            )
        )
    return found


def _penalty_remarks(terms: Terms) -> list[Remark]:
    if terms.penalty_pct is None or terms.penalty_pct <= PENALTY_LIMIT:
        return []
    shown = format_quantity(terms.penalty_pct)
    return [Remark(_l("Mức phạt %(share)s %% cao hơn 8 %%.", share=shown), "Luật Thương mại 2005 Đ301")]


def _missing(terms: Terms) -> list[str]:
    """The recommended clauses that nobody filled in."""
    priced = terms.price_dong_per_kg or terms.price_rule
    clauses = [
        (_l("chất lượng"), bool(terms.quality)),
        (_l("đơn giá hoặc quy tắc giá"), bool(priced) and terms.price_basis is not PriceBasis.TO_AGREE),
        (_l("địa điểm giao"), bool(terms.delivery_place)),
        (_l("hạn thanh toán"), terms.payment_days is not None),
        (_l("phạt vi phạm"), terms.penalty_pct is not None),
        (_l("giải quyết tranh chấp"), bool(terms.disputes)),
    ]
    return [str(name) for name, there in clauses if not there]
