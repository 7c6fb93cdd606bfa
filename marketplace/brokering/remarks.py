"""What a careful reader would point out about a revision before saying yes. Remarks inform; none of them blocks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from flask_babel import LazyString

from marketplace.brokering.models import Terms
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_quantity


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence, and the rule it rests on where there is one."""

    sentence: LazyString
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Law:
    """What the law allows, in percent, with the texts it stands in."""

    penalty_most_pct: Decimal
    penalty_rule: str
    damages_rule: str
    late_interest_most_pct: Decimal
    late_interest_rule: str
    late_interest_verified: bool


@cache
def law() -> Law:
    """The limits in force, read from `law.toml` once."""
    data = tomllib.loads(files("marketplace.brokering").joinpath("law.toml").read_text(encoding="utf-8"))
    return Law(
        penalty_most_pct=Decimal(data["penalty"]["most_pct"]),
        penalty_rule=data["penalty"]["rule"],
        damages_rule=data["damages"]["rule"],
        late_interest_most_pct=Decimal(data["late_interest"]["most_pct"]),
        late_interest_rule=data["late_interest"]["rule"],
        late_interest_verified=data["late_interest"]["verified"],
    )


def remarks_on_terms(terms: Terms) -> list[Remark]:
    """What in the revision goes beyond the law, or leaves open what the law wants said."""
    return [*_of_the_penalty(terms), *_of_late_interest(terms)]


def _of_the_penalty(terms: Terms) -> Iterator[Remark]:
    if terms.penalty_pct is None:
        return
    limits, shown = law(), format_quantity(terms.penalty_pct)
    if terms.penalty_pct > limits.penalty_most_pct:
        most = format_quantity(limits.penalty_most_pct)
        yield Remark(_l("Mức phạt %(share)s %% cao hơn %(most)s %%.", share=shown, most=most), limits.penalty_rule)
    if terms.damages_too is None:
        yield Remark(
            _l("Có phạt vi phạm nhưng chưa nói có bồi thường thiệt hại cùng với phạt hay không."), limits.damages_rule
        )


def _of_late_interest(terms: Terms) -> Iterator[Remark]:
    limits = law()
    if terms.late_interest_pct is None or terms.late_interest_pct <= limits.late_interest_most_pct:
        return
    numbers = {
        "share": format_quantity(terms.late_interest_pct),
        "most": format_quantity(limits.late_interest_most_pct),
    }
    yield Remark(
        _l("Lãi chậm trả %(share)s %% một năm cao hơn %(most)s %%.", **numbers)
        if limits.late_interest_verified
        else _l(
            "Lãi chậm trả %(share)s %% một năm cao hơn %(most)s %% (mức này chưa được đối chiếu với văn bản gốc).",
            **numbers,
        ),
        limits.late_interest_rule,
    )
