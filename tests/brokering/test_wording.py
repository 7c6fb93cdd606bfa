"""The words, the comparison and the mark of a revision: they speak of every term, and of nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from marketplace.brokering.actions import GradeDraft, TermsDraft
from marketplace.brokering.fingerprints import VALUES
from marketplace.brokering.models import (
    Case,
    Commitment,
    DisputeForum,
    InputKind,
    PaymentMethod,
    Terms,
    TermsGrade,
    TermsInput,
    TermsPeriod,
    TransportPayer,
)
from marketplace.brokering.wording import differences, fingerprint, lines
from marketplace.catalogue.models import Commodity, ProductForm
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.organisations.models import Organisation

KEPT_BY_THE_HOUSE = {"id", "case_id", "number", "proposed_by_id", "created_at"}
DAY = date(2027, 1, 1)
GOODS = {code: Commodity(code=code, name_vi=code, name_en=code) for code in ("lúa", "sắn")}
FORMS = {code: ProductForm(code=code, name_vi=code, name_en=code) for code in ("tươi", "khô")}
SELLERS = [Organisation(id=number, public_id=f"{number:032}", name=f"HTX số {number}") for number in (1, 2)]
# Two things each term may say; None, for those that may be silent, is a third.
ALTERNATIVES: dict[str, tuple[Any, Any]] = {
    "commodity_code": ("lúa", "sắn"),
    "form_code": ("tươi", "khô"),
    "effective_from": (DAY, DAY + timedelta(days=1)),
    "effective_to": (DAY + timedelta(days=900), DAY + timedelta(days=901)),
    **{f"stage_{name}": (True, False) for name in ("inputs", "production", "processing")},
    "price_basis": (PriceBasis.FIXED, PriceBasis.MARKET),
    "delivery_term": (DeliveryTerm.BUYER, DeliveryTerm.FARM_GATE),
    "commitment": (Commitment.FIXED, Commitment.MINIMUM),
    "transport_payer": (TransportPayer.BUYER, TransportPayer.SHARED),
    "payment_method": (PaymentMethod.CASH, PaymentMethod.TRANSFER),
    "dispute_forum": (DisputeForum.COURT, DisputeForum.ARBITRATION),
    **dict.fromkeys(("vat_included", "damages_too"), (True, False)),
    **dict.fromkeys(("price_dong_per_kg", "cost_dong_per_kg", "notice_days", "payment_days"), (1, 2)),
    "premium_dong_per_kg": (-5, 5),
}
SPOKEN = {"effective_from", "effective_to", "commodity_code", "price_basis", "delivery_term"}
NEVER_SILENT = SPOKEN | {name for name in VALUES if name.startswith("stage_")}
LINES = {"effective_from": "term", "effective_to": "term"} | {
    f"stage_{name}": "stages" for name in ("inputs", "production", "processing")
}


def alternatives(name: str) -> tuple[Any, Any]:
    if name in ALTERNATIVES:
        return ALTERNATIVES[name]
    return (Decimal("1.5"), Decimal("2")) if name.endswith(("_pct", "_ha")) else ("một", "hai")


def a_value(name: str) -> st.SearchStrategy[Any]:
    silent = () if name in NEVER_SILENT else (None,)
    return st.sampled_from([*alternatives(name), *silent])


ROWS = {
    "grades": st.lists(
        st.fixed_dictionaries(
            {"name": st.sampled_from("AB"), "criteria": st.sampled_from("xy"), "price_pct": a_value("price_pct")}
        ),
        max_size=2,
    ),
    "inputs": st.lists(
        st.fixed_dictionaries({"kind": st.sampled_from(InputKind), "value_dong": st.sampled_from([None, 1, 2])}),
        max_size=2,
    ),
    "shares": st.dictionaries(
        st.tuples(st.sampled_from([0, 1]), st.sampled_from([0, 30])), st.sampled_from([1000, 2500]), min_size=1
    ),
}
SAYINGS = st.fixed_dictionaries({**{name: a_value(name) for name in VALUES}, **ROWS})


def revision(said: dict[str, Any]) -> Terms:
    """A revision of one case that says this, in memory."""
    values = {name: said[name] for name in VALUES}
    terms = Terms(number=1, **values)
    terms.case = Case(public_id="c" * 32, seller_id=1)
    terms.commodity = GOODS[said["commodity_code"]]
    terms.form = FORMS.get(said["form_code"])
    for (seller, start), amount in said["shares"].items():
        first = DAY + timedelta(days=start)
        terms.periods.append(
            TermsPeriod(
                organisation=SELLERS[seller], organisation_id=SELLERS[seller].id, start=first,
                end=first + timedelta(days=20), quantity_kg=Decimal(amount),
            )
        )  # fmt: skip
    terms.grades = [TermsGrade(position=at, **row) for at, row in enumerate(said["grades"])]
    terms.inputs = [TermsInput(position=at, description="giống", **row) for at, row in enumerate(said["inputs"])]
    return terms


def keys_that_differ(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """The lines in which two sayings differ, told apart without the code under test."""
    keys = {LINES.get(name, name) for name in VALUES if one[name] != other[name]}
    for rows, key in (("grades", "grade"), ("inputs", "input")):
        longer, shorter = sorted((one[rows], other[rows]), key=len, reverse=True)
        keys |= {f"{key}:{at + 1}" for at, row in enumerate(longer) if at >= len(shorter) or row != shorter[at]}
    if sum(one["shares"].values()) != sum(other["shares"].values()):
        keys.add("total_kg")
    for start in (0, 30):
        shares = [{who: kg for (who, at), kg in said["shares"].items() if at == start} for said in (one, other)]
        if shares[0] != shares[1]:
            first = DAY + timedelta(days=start)
            keys.add(f"period:{first}:{first + timedelta(days=20)}")
    return keys


def test_no_term_is_forgotten() -> None:
    columns = set(Terms.__table__.columns.keys()) - KEPT_BY_THE_HOUSE
    assert set(VALUES) == set(TermsDraft.of_one_value()) == columns
    assert {column.key for column in TermsGrade.__table__.columns} >= set(GradeDraft.__dataclass_fields__)
    keys = {line.key for line in lines(revision({name: alternatives(name)[0] for name in VALUES} | EMPTY))}
    assert keys >= {LINES.get(name, name) for name in VALUES}


EMPTY: dict[str, Any] = {"grades": [], "inputs": [], "shares": {(0, 0): 1000}}


@given(SAYINGS, SAYINGS, st.data())
def test_the_mark_changes_exactly_when_a_term_does_and_the_comparison_names_it(
    one: dict[str, Any], other: dict[str, Any], data: st.DataObject
) -> None:
    taken = data.draw(st.sets(st.sampled_from(sorted(one)), max_size=3))
    changed = {**one, **{name: other[name] for name in taken}}
    before, after = revision(one), revision(changed)
    assert (fingerprint(before) == fingerprint(after)) is (one == changed)
    shown = {row.key for row in differences(before, after) if row.is_change}
    columns = {who for said in (one, changed) for who, _at in said["shares"]}
    expected = keys_that_differ(one, changed)
    if columns == {0}:
        assert shown == expected
    else:  # with a second cooperative every period names who delivers it
        assert shown - {key for key in shown if key.startswith("period:")} <= expected <= shown


def test_the_mark_does_not_depend_on_how_rows_were_read() -> None:
    said = {name: alternatives(name)[0] for name in VALUES} | EMPTY | {"shares": {(0, 0): 1000, (1, 0): 2500}}
    turned = revision(said)
    turned.periods.reverse()
    assert fingerprint(turned) == fingerprint(revision(said))
    same = revision({**said, "tolerance_pct": Decimal("1.500")})
    assert fingerprint(same) == fingerprint(revision(said)), "1,5 and 1,500 are one number"
