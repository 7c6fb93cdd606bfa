"""What a command may ask an indicator: the same choices as the form of its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from marketplace.cli.problems import WrongUse

if TYPE_CHECKING:
    from marketplace.indicators.engine import Place, Question

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
    """What an indicator can be asked about; which of it has a meaning, each indicator says itself."""
    for option in (
        click.option(
            "--areas", type=click.Choice(["district", "commune"]), default="district", help="Areas that I7 counts."
        ),
        click.option("--denominator", default="D1", show_default=True, help="D1, D2 or D3."),
        click.option("--definition", default="L1", show_default=True, help="Definition of linked, L1 to L5."),
        click.option(
            "--soe", type=click.Choice(["yes", "no"]), help="Only linkage with state-owned enterprises, or without."
        ),
        click.option("--size", help="Size of the organisation: micro, small, medium, large."),
        click.option("--kind", help="Kind of organisation: htx, lhhtx, tht."),
        click.option("--group", help="Code of a good or a group of goods."),
        click.option("--district", help="Code of an old district, instead of a place."),
        click.option("--place", help="A province or commune: its code, or its name, old or new."),
        click.option("--since", type=Day(), help="First day of the window; 1 January by default."),
        click.option("--date", "day", type=Day(), help="The day it is asked for; today by default."),
        click.argument("code"),
    ):
        command = option(command)
    return command


def question(code: str, **asked: Any) -> Question:
    """The question behind the options; WrongUse for a code, place or choice that is none."""
    from marketplace.catalogue.models import Commodity
    from marketplace.clock import today
    from marketplace.extensions import db
    from marketplace.indicators.definitions import INDICATORS, Definition, Denominator
    from marketplace.indicators.engine import Level, Question
    from marketplace.organisations.models import OrganisationKind
    from marketplace.organisations.models.kinds import SizeClass

    if code not in INDICATORS:
        raise WrongUse(f"There is no indicator {code!r}; there is {', '.join(INDICATORS)}.")
    group, soe = asked["group"], asked["soe"]
    if group is not None and db.session.get(Commodity, group) is None:
        raise WrongUse(f"There is no good or group with the code {group!r}.")
    return Question(
        day=asked["day"] or today(),
        code=code,
        since=asked["since"],
        place=_place_of(asked["place"], asked["district"]),
        commodity_group=group,
        organisation_kind=_member(OrganisationKind, asked["kind"], "kind"),
        size=_member(SizeClass, asked["size"], "size"),
        state_owned=None if soe is None else soe == "yes",
        definition=_member(Definition, asked["definition"], "definition"),
        denominator=_member(Denominator, asked["denominator"], "denominator"),
        areas=Level(asked["areas"]),
    )


def _member(kind: Any, name: str | None, what: str) -> Any:
    if name is None:
        return None
    found = next((member for member in kind if name.upper() in {member.name, member.value.upper()}), None)
    if found is None:
        raise WrongUse(f"There is no {what} {name!r}; there is {', '.join(member.name for member in kind)}.")
    return found


def _place_of(place: str | None, district: str | None) -> Place:
    from marketplace.indicators.engine import COUNTRY, Place

    if place and district:
        raise WrongUse("Ask for a place or for an old district, not for both.")
    if district:
        return Place.district(district)
    return _place(place) if place else COUNTRY


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
