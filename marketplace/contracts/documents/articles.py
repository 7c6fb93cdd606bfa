"""Every term of a revision as the articles of a contract, in the words in which it was agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from marketplace.brokering.models import Terms, TermsGrade, TermsInput
from marketplace.brokering.parts import Part
from marketplace.brokering.wording import Line, by_part, lines
from marketplace.contracts.amounts import dong_in_words
from marketplace.contracts.documents.parts import Article, Clause, Table, said
from marketplace.listings.kinds import PriceBasis
from marketplace.web.formats import format_date, format_quantity

# Blanks that hold a paper back from signing, whatever the price rule; what else is needed depends on the terms.
ALWAYS_NEEDED = {"commodity_code", "total_kg", "delivery_place", "payment_days", "penalty_pct"}
NEEDED_OF_RULE = {
    PriceBasis.FIXED: {"price_dong_per_kg"},
    PriceBasis.FLOOR: {"price_dong_per_kg"},
    PriceBasis.MARKET: {"premium_dong_per_kg", "price_reference", "price_fixing"},
    PriceBasis.COST_PLUS: {"cost_dong_per_kg", "margin_pct"},
    PriceBasis.TO_AGREE: {"price_rule"},
}
IN_TABLES = ("period:", "grade:", "input:")  # keys of lines that a paper writes as rows


def articles_of(terms: Terms) -> list[Article]:
    """The articles that this revision fills, in the order of its parts; those that say nothing are left out.

    Call it within the Vietnamese locale.
    """
    needed = needed_keys(terms)
    whole = [
        Article(str(part.label), _clauses(terms, part, shown, needed), _tables(terms, part))
        for part, shown in by_part(lines(terms))
    ]
    return [article for article in whole if not article.is_empty]


def needed_keys(terms: Terms) -> set[str]:
    """The keys of the terms that this revision cannot be signed without."""
    limits = (terms.standard, terms.moisture_max_pct, terms.impurity_max_pct)
    measured = bool(terms.grades) or any(limit is not None for limit in limits)
    open_points = {
        "quality": not measured,
        "inputs": terms.stage_inputs,
        "dispute_forum": not terms.disputes,
    }
    further = {key for key, is_needed in open_points.items() if is_needed}
    return ALWAYS_NEEDED | NEEDED_OF_RULE[terms.price_basis] | further


def _clauses(terms: Terms, part: Part, shown: list[Line], needed: set[str]) -> tuple[Clause, ...]:
    clauses = [
        Clause(line.label, _official(terms, line), needed=line.key in needed)
        for line in shown
        if not line.key.startswith(IN_TABLES)
    ]
    if part is Part.PRICE and (value := value_of(terms)) is not None:
        clauses.append(Clause("Giá trị hợp đồng tạm tính", amount(value)))
    return said(*clauses)


def _official(terms: Terms, line: Line) -> str:
    """The words of a line as papers write them: exact kilograms, "đồng" in full, amounts also in words."""
    if line.key == "total_kg":
        return kilograms(terms.total_kg)
    if line.key in {"price_dong_per_kg", "cost_dong_per_kg"}:
        dong: int | None = getattr(terms, line.key)
        return "" if dong is None else amount(dong)
    if line.key == "premium_dong_per_kg":
        return line.value.replace("₫", "đồng mỗi kg")
    return line.value


def _tables(terms: Terms, part: Part) -> list[Table]:
    made = TABLES[part](terms) if part in TABLES else None
    return [made] if made and made.rows else []


def periods_table(terms: Terms) -> Table:
    """What each producer delivers in each period, a sum for each producer where there are several, and the sum."""
    ordered = sorted(terms.periods, key=lambda period: (period.start, period.id))
    rows = [
        [format_date(p.start), format_date(p.end), p.organisation.name, format_quantity(p.quantity_kg)] for p in ordered
    ]
    producers = {period.organisation_id: period.organisation.name for period in ordered}
    if len(producers) > 1:
        sums = {one: sum((p.quantity_kg for p in ordered if p.organisation_id == one), Decimal(0)) for one in producers}
        rows += [["", "", f"Cộng {producers[one]}", format_quantity(total)] for one, total in sums.items()]
    rows.append(["", "", "Tổng cộng", format_quantity(terms.total_kg)])
    columns = ("Từ ngày", "Đến ngày", "Bên giao", "Khối lượng (kg)")
    return Table("Khối lượng từng kỳ", columns, rows, numeric=(3,), narrow=(0, 1))


def grades_table(terms: Terms) -> Table:
    """The grades with their price against the base price."""
    columns = ("Phẩm cấp", "Chỉ tiêu", "Giá so với đơn giá", "Tỷ lệ tối thiểu")
    return Table("Bảng phẩm cấp", columns, [_grade_row(grade) for grade in terms.grades], numeric=(2, 3))


def _grade_row(grade: TermsGrade) -> list[str]:
    return [grade.name, grade.criteria, _percent(grade.price_pct), _percent(grade.share_min_pct)]


def inputs_table(terms: Terms) -> Table:
    """Each input or advance, when it is given and how it is set off, and the sum of what has a value."""
    columns = ("Loại", "Nội dung", "Giá trị (đồng)", "Giao trước ngày", "Cách khấu trừ")
    rows = [_input_row(one) for one in terms.inputs]
    values = [one.value_dong for one in terms.inputs if one.value_dong is not None]
    if len(values) > 1:
        rows.append(["", "Cộng", format_quantity(sum(values)), "", ""])
    return Table("Vật tư, ứng trước", columns, rows, numeric=(2,), narrow=(3,))


def _input_row(one: TermsInput) -> list[str]:
    value = "" if one.value_dong is None else format_quantity(one.value_dong)
    return [str(one.kind.label), one.description, value, format_date(one.due_on), one.offset_rule or ""]


TABLES: Mapping[Part, Callable[[Terms], Table]] = {
    Part.QUANTITY: periods_table,
    Part.QUALITY: grades_table,
    Part.INPUTS: inputs_table,
}


def value_of(terms: Terms) -> int | None:
    """Quantity times price in whole đồng where the price is fixed; None where the price is a rule or open."""
    if terms.price_basis is not PriceBasis.FIXED or terms.price_dong_per_kg is None:
        return None
    return int((terms.total_kg * terms.price_dong_per_kg).quantize(Decimal(1), ROUND_HALF_UP))


def kilograms(quantity: Decimal) -> str:
    """Exact kilograms, never rounded to tonnes."""
    return format_quantity(quantity, "kg")


def amount(dong: int) -> str:
    """An amount as papers write it, in figures and in words."""
    return f"{format_quantity(dong)} đồng (bằng chữ: {dong_in_words(dong)})"


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{format_quantity(value)} %"
