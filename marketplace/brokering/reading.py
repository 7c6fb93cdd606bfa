"""From a valid terms form to the finished values; empty words are unknown, not empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from marketplace.brokering.actions import GradeDraft, InputDraft, PeriodDraft, TermsDraft
from marketplace.brokering.actions.checks import PRICED_BY
from marketplace.brokering.models import Commitment, DisputeForum, InputKind, PaymentMethod, TransportPayer
from marketplace.brokering.terms_forms import TermsForm
from marketplace.labels import Labelled
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.organisations.models import Organisation
from marketplace.web.formats import TONNE

YES_NO = {"yes": True, "no": False}
CHOSEN: dict[str, type[Labelled]] = {
    "commitment": Commitment,
    "transport_payer": TransportPayer,
    "payment_method": PaymentMethod,
    "dispute_forum": DisputeForum,
    "price_basis": PriceBasis,
    "delivery_term": DeliveryTerm,
}
NAMED_OTHERWISE = {"commodity_code": "commodity", "form_code": "form", "vat_included": "vat", "damages_too": "damages"}


def draft_from(form: TermsForm, sellers: Sequence[Organisation]) -> TermsDraft:
    """The draft that the form says; `sellers` are the cooperatives in the order of its columns."""
    values = {name: _value(form, name) for name in TermsDraft.of_one_value()}
    return TermsDraft(**values, periods=list(_periods(form, sellers)), grades=_grades(form), inputs=_inputs(form))


def _value(form: TermsForm, name: str) -> Any:
    field = form[NAMED_OTHERWISE.get(name, name)]
    data = field.data
    if name in PRICED_BY and data == field.object_data and PriceBasis(form.price_basis.data) not in PRICED_BY[name]:
        return None  # filled in for another price rule, not typed for this one
    if name in {"vat_included", "damages_too"}:
        return YES_NO.get(data)
    if name in CHOSEN and data:
        return CHOSEN[name](data)
    return None if data == "" else data


def _periods(form: TermsForm, sellers: Sequence[Organisation]) -> Iterator[PeriodDraft]:
    for entry in form.periods.entries:
        row = entry.form
        for seller, tonnes in zip(sellers, row.tonnes, strict=True):
            if tonnes is not None:
                yield PeriodDraft(row.start.data, row.end.data, tonnes * TONNE, seller.id)


def _grades(form: TermsForm) -> list[GradeDraft]:
    rows = [entry.form for entry in form.grades.entries]
    return [
        GradeDraft(row.name.data or "", row.criteria.data or "", row.price_pct.data, row.share_min_pct.data)
        for row in rows
    ]


def _inputs(form: TermsForm) -> list[InputDraft]:
    rows = [entry.form for entry in form.inputs.entries]
    return [
        InputDraft(
            kind=InputKind(row.kind.data),
            description=row.description.data or "",
            value_dong=row.value_dong.data,
            due_on=row.due_on.data,
            offset_rule=row.offset_rule.data or None,
        )
        for row in rows
    ]
