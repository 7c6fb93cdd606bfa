"""What a careful reader would point out before signing. Remarks inform; none of them blocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from marketplace.brokering.models import Terms
from marketplace.brokering.remarks import Remark, remarks_on_terms
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractState
from marketplace.contracts.rules import rules
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import PriceBasis
from marketplace.organisations.models import LegalStatus, Organisation
from marketplace.web.formats import format_kg

OVER = frozenset({ContractState.TERMINATED_BY_AGREEMENT, ContractState.TERMINATED_FOR_BREACH, ContractState.VOID})


def full_months(first: date, last: date) -> int:
    """Whole months from the first day to the last, both included: 01/01 to 31/12 is twelve."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    return months - (1 if after.day < first.day else 0)


def remarks_on(contract: Contract) -> list[Remark]:
    """Everything worth saying about the contract as it stands."""
    terms = contract.terms
    found = [*_of_the_term(contract), *_of_the_form(contract), *remarks_on_terms(terms)]
    if gaps := _missing(terms):
        found.append(Remark(_l("Chưa thỏa thuận: %(gaps)s.", gaps=", ".join(gaps)), "BLDS 2015 Đ398"))
    nameless = {p.organisation_id: p.organisation.name for p in contract.parties if not p.representative}
    if nameless:
        found.append(Remark(_l("Chưa ghi người đại diện ký của: %(names)s.", names=", ".join(nameless.values()))))
    return [*found, *_of_the_shares(contract), *_of_the_suppliers(contract)]


def _of_the_term(contract: Contract) -> Iterator[Remark]:
    limits, months = rules(), full_months(contract.effective_from, contract.effective_to)
    if months < limits.chain_months:
        yield Remark(
            _l(
                "Thời hạn %(months)s tháng, dưới %(least)s tháng của liên kết chuỗi ổn định.",
                months=months,
                least=limits.chain_months,
            ),
            limits.chain_rule,
        )
    least = limits.support_months.get(contract.terms.commodity.cycle or "")
    if least is not None and months < least and contract.linkage_form is not None:
        yield Remark(
            _l(
                "Muốn xin hỗ trợ liên kết cho sản phẩm này, thời hạn thường phải từ %(least)s tháng "
                "(mức này chưa được đối chiếu với văn bản gốc).",
                least=least,
            )
            if not limits.support_verified
            else _l("Muốn xin hỗ trợ liên kết cho sản phẩm này, thời hạn phải từ %(least)s tháng.", least=least),
            limits.support_rule,
        )


def _of_the_form(contract: Contract) -> Iterator[Remark]:
    if contract.linkage_form is None:
        yield Remark(
            _l("Chỉ có khâu tiêu thụ: ghi nhận là mua bán thông thường, không tính là liên kết."),
            "NĐ 98/2018/NĐ-CP Đ4",
        )
    if contract.terms.commodity.cycle == "animal" and contract.signed_on is None and contract.linkage_form:
        yield Remark(
            _l("Liên kết trong chăn nuôi phải có hợp đồng ký kết: chưa ký thì chưa được coi là liên kết."),
            "Luật Chăn nuôi 2018 Đ9",
        )


def _missing(terms: Terms) -> list[str]:
    """The recommended clauses that nobody filled in."""
    price = terms.price_dong_per_kg or terms.price_rule or terms.price_reference or terms.cost_dong_per_kg
    clauses = [
        (_l("chất lượng"), bool(terms.quality or terms.grades or terms.standard)),
        (_l("ai kiểm tra, lấy mẫu"), bool(terms.inspection)),
        (_l("xử lý hàng không đạt"), bool(terms.rejects)),
        (_l("đơn giá hoặc quy tắc giá"), bool(price) and terms.price_basis is not PriceBasis.TO_AGREE),
        (_l("địa điểm giao"), bool(terms.delivery_place)),
        (_l("hạn thanh toán"), terms.payment_days is not None),
        (_l("phạt vi phạm"), terms.penalty_pct is not None),
        (_l("bất khả kháng"), bool(terms.force_majeure)),
        (_l("giải quyết tranh chấp"), bool(terms.disputes or terms.dispute_forum)),
    ]
    return [str(name) for name, there in clauses if not there]


def _of_the_shares(contract: Contract) -> Iterator[Remark]:
    loose = [period for period in contract.terms.periods if period.offer_period_id is None]
    if loose:
        total = sum((period.quantity_kg for period in loose), Decimal(0))
        yield Remark(
            _l("%(total)s không nằm trong kỳ nào của chào bán nên không giữ chỗ được.", total=format_kg(total))
        )


def _of_the_suppliers(contract: Contract) -> Iterator[Remark]:
    """Named suppliers against the share of the union or group that names them."""
    for producer, share in shares_of(contract).items():
        named = [one for one in contract.suppliers if one.for_organisation_id == producer.id]
        total = sum((one.quantity_kg for one in named if one.quantity_kg is not None), Decimal(0))
        if named and total != share and all(one.quantity_kg is not None for one in named):
            yield Remark(
                _l(
                    "Các đơn vị cung cấp của %(name)s kê %(total)s, phần của đơn vị này trong hợp đồng là %(share)s.",
                    name=producer.name,
                    total=format_kg(total),
                    share=format_kg(share),
                )
            )


def shares_of(contract: Contract) -> dict[Organisation, Decimal]:
    """What each producer delivers over all periods of the terms in force; kilograms."""
    shares: dict[Organisation, Decimal] = {}
    for period in contract.terms.periods:
        shares[period.organisation] = shares.get(period.organisation, Decimal(0)) + period.quantity_kg
    return shares


def flags_on(contract: Contract) -> list[Remark]:
    """What has happened to a party of a contract in force; the contract goes on all the same."""
    if contract.signed_on is None or contract.state in OVER:
        return []
    parties = {party.organisation_id: party.organisation for party in contract.parties}
    return [
        Remark(
            _l("%(name)s đang tạm ngừng kinh doanh; hợp đồng đã ký vẫn phải thực hiện.", name=organisation.name),
            "Luật Hợp tác xã 2023 Đ96 k3" if organisation.kind.is_cooperative else "",
        )
        for organisation in parties.values()
        if _status(organisation) is LegalStatus.SUSPENDED
    ]


def _status(organisation: Organisation) -> LegalStatus | None:
    """The legal status today."""
    known = [row for row in organisation.statuses if row.valid_from <= today()]
    return known[-1].status if known else None
