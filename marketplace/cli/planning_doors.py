"""`matching pool --need …` and `matching plan --target …` on the database: the same rooms that the pages ask.

Nothing is written: neither a pool nor a scenario is left behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import print_json
from marketplace.cli.problems import FoundWanting, WrongUse

if TYPE_CHECKING:
    from marketplace.cli.pooling_options import PoolLimits
    from marketplace.planning.drafts import ScenarioDraft
    from marketplace.planning.result import Result
    from marketplace.pooling.demands import Demands
    from marketplace.pooling.market import Reading
    from marketplace.pooling.solving import Answer, Locks, Wishes

AT_ONCE = 1000


@with_app
def pool_of_need(public_id: str, limits: PoolLimits, seconds: float, as_json: bool) -> None:
    """Fill the open need with this public id from the market as it is now. Exit status 1 when something stays open."""
    import sqlalchemy as sa

    from marketplace.clock import today
    from marketplace.extensions import db
    from marketplace.listings.visibility import is_public
    from marketplace.needs.models import Need
    from marketplace.pooling.market import read
    from marketplace.pooling.solving import Locks, solve
    from marketplace.pooling.tables import asked_for

    need = db.session.scalar(sa.select(Need).where(Need.public_id == public_id, is_public(Need)))
    if need is None:
        raise WrongUse(f"There is no open need {public_id!r}.")
    demands = _demands(limits)
    reading = read(need, asked_for(demands, limits.maximum_distance), on=today())
    locks = Locks(inside=limits.inside, outside=limits.outside, names={one.code: one.name for one in reading.options})
    _check_offers(reading, locks)
    answer = solve(reading, _wishes(limits, demands, need.maximum_suppliers, seconds), locks)
    if as_json:
        print_json({"need": public_id, **_pool_object(reading, answer)})
    else:
        names = {one.code: one.name for one in reading.options}
        for code, given in answer.given.items():
            click.echo(f"{names[code]}: {'  '.join(f'{kg:f}' for kg in given)} kg")
        click.echo(f"open: {'  '.join(f'{kg:f}' for kg in answer.short_kg)} kg")
    if any(answer.short_kg):
        raise FoundWanting(f"{sum(answer.short_kg):f} kg stay open.")


def _demands(limits: PoolLimits) -> Demands:
    """What is asked of the group as a whole; WrongUse for a certificate that is none."""
    from marketplace.organisations.models import CertificateKind
    from marketplace.pooling.demands import Demands

    shares, known = dict(limits.certificate_shares), {kind.value for kind in CertificateKind}
    if unknown := {*limits.certificates, *shares} - known:
        raise WrongUse(f"{min(unknown)!r} is no certificate; there are {', '.join(sorted(known))}.")
    return Demands(tuple(sorted(set(limits.certificates))), shares, limits.all_or_nothing)


def _wishes(limits: PoolLimits, demands: Demands, most: int | None, seconds: float) -> Wishes:
    """The limits as the search takes them; the need's own number of suppliers where none is named."""
    from decimal import Decimal

    from marketplace.pooling.solving import Wishes
    from marketplace.pooling.tables import shares_of

    share = limits.largest_share
    return Wishes(
        maximum_suppliers=most if limits.maximum_suppliers is None else limits.maximum_suppliers,
        largest_share=None if share is None else share / 100,
        latest=limits.latest,
        certificate_shares=shares_of(demands),
        all_or_nothing=limits.all_or_nothing,
        seconds=Decimal(str(seconds)),
    )


def _check_offers(reading: Reading, locks: Locks) -> None:
    """The offers named are candidates of the need; WrongUse for one that is none."""
    if unknown := (locks.inside | locks.outside) - {one.code for one in reading.options}:
        raise WrongUse(f"The offer {min(unknown)!r} is none that could fill this need.")


def _pool_object(reading: Reading, answer: Answer) -> dict[str, Any]:
    names = {one.code: one.name for one in reading.options}
    return {
        "data_at": reading.at.isoformat(),
        "complete": not any(answer.short_kg),
        "periods": [
            {"start": one.start.isoformat(), "end": one.end.isoformat(), "wanted_kg": f"{one.kg:f}"}
            for one in reading.wanted
        ],
        "supplies": [
            {"offer": code, "name": names[code], "kg": [f"{kg:f}" for kg in given]}
            for code, given in answer.given.items()
        ],
        "short_kg": [f"{kg:f}" for kg in answer.short_kg],
        "cost_dong": str(answer.cost_dong),
        "bound_dong": None if answer.bound_dong is None else str(answer.bound_dong),
        "gap": None if answer.gap is None else f"{answer.gap:f}",
        "finished": answer.finished,
        "mends": [dict(one) for one in answer.changes],
    }


@with_app
def plan_on_database(draft: ScenarioDraft, as_json: bool) -> None:
    """Plan the links that bring the indicator to the target; exit status 1 if none can."""
    from marketplace.extensions import db
    from marketplace.planning.asked import asked_of
    from marketplace.planning.checks import check_draft
    from marketplace.planning.drafts import scenario_of
    from marketplace.planning.models import Failure
    from marketplace.planning.result import result_of
    from marketplace.planning.running import at_one_instant

    check_draft(draft)
    asked = asked_of(scenario_of(draft))
    db.session.rollback()
    found = result_of(asked, at_one_instant, lambda _step, _progress: db.session.rollback())
    if found is None:
        raise WrongUse(str(Failure.NOBODY.label))
    if as_json:
        print_json(_plan_object(found))
    else:
        _print_plan(found)
    after = found.linked_before + len(found.links)
    if after < found.wanted:
        raise FoundWanting(f"{after} of {found.total} can be reached; the target asks {found.wanted}.")


def _plan_object(found: Result) -> dict[str, Any]:
    after = found.linked_before + len(found.links)
    return {
        "reaches": after >= found.wanted,
        "data_at": found.data_at.isoformat(),
        "linked_today": found.linked_today,
        "linked_before": found.linked_before,
        "linked_after": after,
        "expected": f"{found.linked_before + found.expected:f}",
        "wanted": found.wanted,
        "total": found.total,
        "reachable": found.linked_before + found.reachable,
        "gap_pct": f"{found.gap_pct:f}",
        "finished": found.finished,
        **_rows(found),
        "without_goods": found.without_goods,
        "provinces": found.provinces,
        "parameters": found.parameters,
    }


def _rows(found: Result) -> dict[str, Any]:
    """The links and what is missing, with public ids in place of numbers."""
    from marketplace.needs.models import Need
    from marketplace.offers.models import Offer
    from marketplace.organisations.models import Organisation

    people = {one.organisation_id for one in found.links} | {n for lack in found.missing for n in lack.organisation_ids}
    cooperatives = _public_ids(Organisation, people)
    needs = _public_ids(Need, {one.need_id for one in found.links if one.need_id})
    offers = _public_ids(Offer, {one.offer_id for one in found.links if one.offer_id})
    links = [
        {
            "cooperative": cooperatives[one.organisation_id], "need": needs[one.need_id or 0],
            "offer": offers[one.offer_id or 0], "kg": f"{one.kg:f}", "likelihood": f"{one.likelihood:f}",
            "ends_on": one.ends_on.isoformat() if one.ends_on else None, "sale_only": one.sale_only,
        }
        for one in found.links
    ]  # fmt: skip
    missing = [
        {
            "good": lack.good, "commune": lack.commune, "no_buyer": lack.no_buyer,
            "rule": lack.rule.value if lack.rule else None,
            "cooperatives": [cooperatives[number] for number in lack.organisation_ids],
        }
        for lack in found.missing
    ]  # fmt: skip
    return {"links": links, "missing": missing}


def _public_ids(model: type[Any], numbers: Iterable[int]) -> dict[int, str]:
    """The public ids of rows, a thousand at a time."""
    import sqlalchemy as sa

    from marketplace.extensions import db

    wanted, found = sorted(numbers), dict[int, str]()
    for start in range(0, len(wanted), AT_ONCE):
        some = model.id.in_(wanted[start : start + AT_ONCE])
        found.update((row[0], row[1]) for row in db.session.execute(sa.select(model.id, model.public_id).where(some)))
    return found


def _print_plan(found: Result) -> None:
    told = _plan_object(found)
    for one in told["links"]:
        click.echo(f"{one['cooperative']} → {one['need']}: {one['kg']} kg, likelihood {one['likelihood']}")
    for one in told["missing"]:
        why = "no buyer" if one["no_buyer"] else "no room"
        click.echo(f"missing: {one['good']} in {one['commune'] or '?'}, {len(one['cooperatives'])} cooperatives, {why}")
    click.echo(f"{told['linked_before']} + {len(told['links'])} of {told['total']}; the target asks {told['wanted']}.")
