"""`lienket indicators …`: the figure and its rows, the same as on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import json_option, print_json
from marketplace.cli.problems import FoundWanting, WrongUse

if TYPE_CHECKING:
    from marketplace.indicators.engine import Figure, Place, Question

Command = Callable[..., None]


class Day(click.ParamType[date]):
    """A date as 2026-11-22 or 22/11/2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        text = str(value).strip()
        try:
            if "/" in text:
                day, month, year = text.split("/")
                return date(int(year), int(month), int(day))
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no date; write it as 2026-11-22.", param, ctx)


def question_options(command: Command) -> Command:
    """What an indicator can be asked about."""
    for option in (
        click.option("--denominator", default="D1", show_default=True, help="D1, D2 or D3."),
        click.option("--definition", default="L1", show_default=True, help="Definition of linked."),
        click.option("--group", help="Code of a good or a group of goods."),
        click.option("--place", help="A province or commune: its code, or its name, old or new."),
        click.option("--date", "day", type=Day(), help="The day it is asked for; today by default."),
        click.argument("code"),
    ):
        command = option(command)
    return command


@click.group()
def indicators() -> None:
    """Figures at a date, and the rows behind them."""


@indicators.command()
@question_options
@json_option
@with_app
def show(as_json: bool, **asked: Any) -> None:
    """The figure of indicator CODE."""
    from marketplace.indicators.engine import compute

    figure = compute(question(**asked))
    if as_json:
        print_json(figure_object(figure))
    else:
        click.echo(_figure_words(figure))


@indicators.command()
@question_options
@json_option
@with_app
def rows(as_json: bool, **asked: Any) -> None:
    """The organisations behind the figure, linked ones first."""
    from marketplace.extensions import db
    from marketplace.indicators.engine import rows as rows_of
    from marketplace.organisations.models import Organisation

    counted = rows_of(question(**asked))
    found = counted.add_columns(Organisation).where(Organisation.id == counted.selected_columns.subject_id)
    for *_columns, numerator, _denominator, _left_out, organisation in db.session.execute(found):
        linked = numerator > 0
        if as_json:
            print_json(
                {
                    "organisation_id": organisation.public_id,
                    "name": organisation.name,
                    "kind": organisation.kind.value,
                    "origin": organisation.origin.value,
                    "province_code": organisation.province_code,
                    "commune_code": organisation.commune_code,
                    "linked": bool(linked),
                }
            )
        else:
            click.echo(f"{'linked' if linked else '-'}\t{organisation.name}")


@indicators.command()
@click.argument("public_id", required=False)
@json_option
@with_app
def snapshot_verify(public_id: str | None, as_json: bool) -> None:
    """Compare closed figures and rows with the hash taken when they were counted.

    All snapshots, or the one with PUBLIC_ID. Exit status 1 when one does not fit.
    """
    from marketplace.indicators.queries.snapshots import counted_snapshots
    from marketplace.indicators.sealing import fits

    found = counted_snapshots(public_id)
    if public_id and not found:
        raise WrongUse(f"There is no counted snapshot {public_id!r}.")
    results = [(snapshot, fits(snapshot)) for snapshot in found]
    for snapshot, whole in results:
        if as_json:
            print_json({"snapshot": snapshot.public_id, "fits": whole, "sha256": snapshot.sha256})
        else:
            click.echo(f"{snapshot.public_id}\t{snapshot.title}\t{'fits' if whole else 'CHANGED'}")
    if broken := sum(not whole for _, whole in results):
        raise FoundWanting(f"{broken} of {len(results)} snapshots no longer fit their hash.")


def question(
    code: str, day: date | None, place: str | None, group: str | None, definition: str, denominator: str
) -> Question:
    """The question behind the options; WrongUse for a code, place or definition that is none."""
    from marketplace.catalogue.models import Commodity
    from marketplace.clock import today
    from marketplace.extensions import db
    from marketplace.indicators.definitions import INDICATORS, Definition, Denominator
    from marketplace.indicators.engine import COUNTRY, Question

    if code not in INDICATORS:
        raise WrongUse(f"There is no indicator {code!r}; there is {', '.join(INDICATORS)}.")
    if group is not None and db.session.get(Commodity, group) is None:
        raise WrongUse(f"There is no good or group with the code {group!r}.")
    return Question(
        day=day or today(),
        code=code,
        place=_place(place) if place else COUNTRY,
        commodity_group=group,
        definition=_member(Definition, definition, "definition"),
        denominator=_member(Denominator, denominator, "denominator"),
    )


def _member(kind: Any, name: str, what: str) -> Any:
    found = next((member for member in kind if name.upper() in {member.name, member.value.upper()}), None)
    if found is None:
        raise WrongUse(f"There is no {what} {name!r}; there is {', '.join(member.name for member in kind)}.")
    return found


def _place(text: str) -> Place:
    """The place of a code or a name."""
    from marketplace.catalogue.models import Commune, Province
    from marketplace.catalogue.places import resolve_place
    from marketplace.extensions import db
    from marketplace.indicators.engine import Place

    if text.isdigit():
        if db.session.get(Commune, text):
            return Place.commune(text)
        if db.session.get(Province, text):
            return Place.province(text)
    found = resolve_place(text)
    if found.commune:
        return Place.commune(found.commune.code)
    if found.province and not found.candidates:
        return Place.province(found.province.code)
    names = ", ".join(candidate.address for candidate in found.candidates)
    raise WrongUse(f"{text!r} may be any of: {names}." if names else f"There is no place {text!r}.")


def figure_object(figure: Figure) -> dict[str, Any]:
    """The figure as an object; `value` is a share from 0 to 1, null where there is nothing to divide by."""
    asked = figure.question
    return {
        "indicator": asked.code,
        "date": asked.day.isoformat(),
        "province_code": asked.province_code,
        "commune_code": asked.commune_code,
        "commodity_group": asked.commodity_group,
        "definition": asked.definition.name,
        "denominator_definition": asked.denominator.name,
        "value": None if figure.share is None else round(float(figure.share), 6),
        "numerator": int(figure.numerator),
        "denominator": None if figure.denominator is None else int(figure.denominator),
        "demonstration": figure.demonstration,
        "target_percent": None if figure.target_percent is None else float(figure.target_percent),
        "target_year": figure.target_year,
        "target_source": figure.target_source,
        "missing": figure.missing,
    }


def _figure_words(figure: Figure) -> str:
    asked = figure.question
    share = "nothing to divide by" if figure.share is None else f"{figure.share:.1%}"
    words = f"{asked.code} ({asked.definition.name} × {asked.denominator.name}) on {asked.day}: {share}"
    words += f", {figure.numerator} of {figure.denominator}"
    if figure.target_percent is not None:
        words += f"; target {figure.target_percent:f} % by {figure.target_year}, {figure.missing} missing"
    return words
