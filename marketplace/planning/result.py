"""What a search found, as plain values ready to be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from marketplace.planning.asked import Asked
from marketplace.planning.brokers import spread
from marketplace.planning.chances import Pair
from marketplace.planning.counted import NOWHERE
from marketplace.planning.growers import LIKELIHOOD
from marketplace.planning.hindrances import hindrances_of
from marketplace.planning.models import Hindrance, Step
from marketplace.planning.quantities import PARTS
from marketplace.planning.reading import Reading, provinces_of, read
from marketplace.planning.renewals import RENEWAL, told_of
from marketplace.planning.solving import PLANT, Solved, fill_of, solve_all

if TYPE_CHECKING:
    from matching.planning import Lacking, Link

THOUSANDTH = Decimal("0.001")
Report = Callable[[Step, int], None]


@dataclass(frozen=True, slots=True)
class NewLink:
    """One link; of need and plant one is None. `broker_id` None where there is no broker."""

    organisation_id: int
    need_id: int | None
    plant_id: int | None
    offer_id: int | None
    kg: Decimal
    likelihood: Decimal
    ends_on: date | None
    sale_only: bool
    broker_id: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Cooperatives of a commune (None: not stated) that stay unlinked with a good."""

    good: str
    commune: str | None
    organisation_ids: Sequence[int]
    no_buyer: bool
    rule: Hindrance | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A plant: how many could supply it, and by month the kilograms within reach and the share of its throughput."""

    plant_id: int
    growers: int
    kg: Sequence[Decimal]
    filled: Sequence[Decimal]


@dataclass(frozen=True, slots=True)
class Result:
    """All of it; the columns of `Scenario` say what each value means."""

    data_at: datetime
    linked_today: int
    linked_before: int
    total: int
    wanted: int
    reachable: int
    expected: Decimal
    gap_pct: Decimal
    finished: bool
    without_goods: int
    full_needs: int
    brokers_full: bool
    links: Sequence[NewLink]
    missing: Sequence[Missing]
    plants: Sequence[Filled]
    parameters: dict[str, Any]
    provinces: list[dict[str, Any]] | None


def result_of(asked: Asked, begin: Callable[[], None], report: Report) -> Result | None:
    """Read, find the possible links, solve; None when nobody is counted. `report` is told on the way and may end it.

    `begin` opens the transaction everything is read in; it is closed by the first report.
    """
    begin()
    reading = read(asked)
    if reading is None:
        return None
    report(Step.READING, 15)
    provinces = provinces_of(reading, asked, lambda part: report(Step.READING, 15 + part * 45 // 100))
    solved = solve_all(asked, reading, provinces, lambda part: report(Step.SOLVING, 60 + part * 34 // 100))
    return _result(asked, reading, solved)


def _result(asked: Asked, reading: Reading, solved: Sequence[Solved]) -> Result:
    from matching.planning import lacking

    lacks = [(one, lacking(one.problem, one.plan)) for one in solved]
    full = {int(need) for _, lack in lacks for need in lack.full_needs if need.isdecimal()}
    links = list(_links(solved, reading, asked.workload))
    cost, bound = sum(one.plan.cost for one in solved), sum(one.plan.bound for one in solved)
    return Result(
        data_at=reading.data_at,
        linked_today=reading.linked_today,
        linked_before=reading.linked,
        total=reading.total,
        wanted=_wanted(asked, reading),
        reachable=sum(one.plan.reachable for one in solved),
        expected=sum((link.likelihood for link in links), Decimal(0)),
        gap_pct=_three(100 * max(cost - bound, 0.0) / cost) if links and cost > 0 else Decimal(0),
        finished=all(one.plan.finished for one in solved),
        without_goods=sum(len(lack.without_goods) for _, lack in lacks),
        full_needs=len(full),
        brokers_full=any(lack.full_desks for _, lack in lacks),
        links=links,
        missing=[
            one
            for place, lack in lacks
            for one in _missing(place, lack, reading, rules=asked.province_code is not None)
        ],
        plants=list(_plants(asked, reading)),
        parameters=_parameters(asked, reading, solved, full),
        provinces=None if asked.province_code else [_province(one) for one in solved],
    )


def _wanted(asked: Asked, reading: Reading) -> int:
    """How many must be linked for the target, whole organisations."""
    whole = asked.target * reading.total
    return int(whole) + (whole != int(whole))


def _links(solved: Sequence[Solved], reading: Reading, workload: int | None) -> Iterator[NewLink]:
    """The links of all provinces, each with the broker it is meant for: those of one need's follow each other."""
    planned = [(link, pairs) for one, pairs in ((one, _pairs(one)) for one in solved) for link in one.plan.links]
    yield from (_to_renew(link, reading) for link, _ in planned if link.need.startswith(RENEWAL))
    planned = [one for one in planned if not one[0].need.startswith(RENEWAL)]
    planned.sort(key=lambda pair: (pair[0].need, pair[0].cooperative))
    brokers: list[int | None] = [*spread(len(planned), reading.brokers, workload)]
    brokers += [None] * (len(planned) - len(brokers))
    for (link, pairs), broker in zip(planned, brokers, strict=True):
        pair = pairs.get((link.cooperative, link.need))
        yield NewLink(
            organisation_id=int(link.cooperative),
            need_id=pair.wanted.id if pair else None,
            plant_id=None if pair else int(link.need.removeprefix(PLANT)),
            offer_id=pair.offered.id if pair else None,
            kg=link.kg,
            likelihood=_three(link.likelihood),
            ends_on=pair.wanted.ends_on if pair else None,
            sale_only=pair.wanted.sale_only if pair else False,
            broker_id=broker,
        )


def _to_renew(link: Link, reading: Reading) -> NewLink:
    """A renewal stays with whoever works the case; where that account is closed, acceptance finds somebody."""
    one = reading.renewals[int(link.cooperative)]
    return NewLink(
        organisation_id=one.organisation_id,
        need_id=one.need_id,
        plant_id=None,
        offer_id=one.offer_id,
        kg=one.kg,
        likelihood=_three(link.likelihood),
        ends_on=one.renewed_to,
        sale_only=False,
        broker_id=one.broker_id if one.broker_id in reading.brokers else None,
    )


def _pairs(one: Solved) -> dict[tuple[str, str], Pair]:
    return {(str(pair.offered.organisation_id), str(pair.wanted.id)): pair for pair in one.province.pairs}


def _missing(one: Solved, lack: Lacking, reading: Reading, *, rules: bool) -> Iterator[Missing]:
    """What is missing, by the goods that cooperatives offer: a need for a related good is a buyer, too."""
    able = {(pair.offered.organisation_id, pair.offered.good) for pair in one.province.pairs}
    left = {(int(code), shortage.good) for shortage in lack.shortages for code in shortage.cooperatives} - able
    kept_out = [
        offered for offered in reading.offers[one.province.code] if (offered.organisation_id, offered.good) in left
    ]
    broken = hindrances_of(kept_out, reading.needs, reading.matcher, reading.day) if rules and kept_out else {}
    found: dict[tuple[str, str, bool, Hindrance | None], list[int]] = {}
    for shortage in lack.shortages:
        for number in map(int, shortage.cooperatives):
            alone = (number, shortage.good) in left and shortage.no_buyer
            rule = broken.get((number, shortage.good)) if alone else None
            found.setdefault((shortage.good, shortage.commune, alone, rule), []).append(number)
    for (good, commune, no_buyer, rule), numbers in found.items():
        yield Missing(good, commune if commune != NOWHERE else None, sorted(numbers), no_buyer, rule)


def _plants(asked: Asked, reading: Reading) -> Iterator[Filled]:
    for plant in asked.plants:
        case = fill_of(plant, reading.growers[plant.id])
        yield Filled(plant.id, len(case.growers), case.kg, [share.quantize(THOUSANDTH) for share in case.filled])


def _province(one: Solved) -> dict[str, Any]:
    plan = one.plan
    return {
        "code": one.province.code or None, "linked_before": plan.linked_before, "links": len(plan.links),
        "linked_after": plan.linked_after, "wanted": plan.wanted, "total": plan.total, "reachable": plan.reachable,
        "expected": str(_three(sum(link.likelihood for link in plan.links))), "reaches": plan.reaches,
        "gap_pct": str(_three(100 * plan.gap)), "finished": plan.finished,
    }  # fmt: skip


def _parameters(asked: Asked, reading: Reading, solved: Sequence[Solved], full: set[int]) -> dict[str, Any]:
    """Everything that was solved, for whoever wants to know or to do it again."""
    offers = sum(one.province.offers for one in solved)
    return {
        "province": asked.province_code, "indicator": asked.indicator, "definition": asked.definition.value,
        "denominator": asked.denominator.value, "target": str(asked.target), "target_on": asked.target_on.isoformat(),
        "soe_priority": asked.soe_priority, "poor_commune_priority": asked.poor_commune_priority,
        "plant_priority": asked.plant_priority, "workload": asked.workload, "brokers": len(reading.brokers),
        "renewal_assumed": asked.renewal_assumed, "seconds": asked.seconds, "weights": reading.weights,
        "model": reading.model, "plan_weights": asdict(solved[0].problem.weights), "parts": PARTS,
        "plant_likelihood": LIKELIHOOD, "needs": len(reading.needs), "offers": offers,
        "pairs": sum(len(one.province.pairs) for one in solved), "poor_communes": len(reading.poor.codes),
        "poor_sources": list(reading.poor.sources),
        "linked_after_without_plants": sum(one.without_plants.linked_after for one in solved),
        "full_needs": sorted(full),
        **told_of(reading.renewals.values(), reading.renewal_chance),
        "renewed": sorted(
            int(link.cooperative) for one in solved for link in one.plan.links if link.need.startswith(RENEWAL)
        ),
    }  # fmt: skip


def _three(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(THOUSANDTH, rounding=ROUND_HALF_UP)
