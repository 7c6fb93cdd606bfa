"""A question as the arguments of an address, and nothing of what is usual: one spelling for every link and door."""

from __future__ import annotations

from marketplace.indicators.definitions import Definition, Denominator
from marketplace.indicators.engine import Level, Question
from marketplace.web.formats import format_date

PLACES = {Level.PROVINCE: "province", Level.DISTRICT: "district", Level.COMMUNE: "commune"}


def arguments_of(question: Question) -> dict[str, str]:
    """`day` always, so that a link kept for a year still shows the same figure; the rest where it is not usual."""
    asked = {
        "day": format_date(question.day),
        "since": format_date(question.since),
        PLACES.get(question.place.level, ""): question.place.code or "",
        "group": question.commodity_group or "",
        "kind": question.organisation_kind.value if question.organisation_kind else "",
        "size": question.size.value if question.size else "",
        "soe": "" if question.state_owned is None else "yes" if question.state_owned else "no",
        "areas": "" if question.areas is Level.DISTRICT else question.areas.value,
        "definition": "" if question.definition is Definition.L1 else question.definition.value,
        "denominator": "" if question.denominator is Denominator.D1 else question.denominator.value,
    }
    return {name: value for name, value in asked.items() if name and value}
