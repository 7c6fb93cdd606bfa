"""What `matching pool --need` can ask of a group beyond the need itself: the limits of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from marketplace.cli.asking import Day
from marketplace.cli.problems import WrongUse

Command = Callable[..., None]
LIMITS = (
    "maximum_suppliers", "largest_share", "maximum_distance", "latest", "certificates", "certificate_shares",
    "all_or_nothing", "inside", "outside",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """Largest share in percent, kilometres, kinds of certificates (`certificate_shares`: at least so many percent of
    all that is supplied), public ids of offers that take part or do not."""

    maximum_suppliers: int | None = None
    largest_share: Decimal | None = None
    maximum_distance: int | None = None
    latest: date | None = None
    certificates: tuple[str, ...] = ()
    certificate_shares: tuple[tuple[str, int], ...] = ()
    all_or_nothing: bool = False
    inside: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()


class Percent(click.ParamType[Decimal]):
    """A share above 0 and up to 100, with a point or a comma."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            found = Decimal(str(value).replace(",", "."))
        except InvalidOperation:
            found = Decimal("nan")
        if not (found.is_finite() and 0 < found <= 100):
            self.fail(f"{value!r} is no percentage above 0 and up to 100.", param, ctx)
        return found


class PaperShare(click.ParamType[tuple[str, int]]):
    """A kind of certificate with the whole percent that must hold it: vietgap=60."""

    name = "kind=percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        kind, _sign, percent = str(value).partition("=")
        if not (kind and re.fullmatch(r"(100|[1-9][0-9]?)", percent, re.ASCII)):
            self.fail(f"{value!r} is no share of a certificate; write it as vietgap=60.", param, ctx)
        return kind, int(percent)


def limit_options(command: Command) -> Command:
    """The limits of a group, for the offers of the database."""
    for option in (
        click.option("--without", "outside", multiple=True, metavar="OFFER", help="Public id of an offer left out."),
        click.option("--with", "inside", multiple=True, metavar="OFFER", help="Public id of an offer that takes part."),
        click.option("--all-or-nothing", is_flag=True, help="A group that leaves anything open is none."),
        click.option("--certificate-share", "certificate_shares", type=PaperShare(), multiple=True,
                     help="vietgap=60: suppliers of at least 60 % hold it. May be repeated."),
        click.option("--certificate", "certificates", multiple=True, help="Every supplier holds it. May be repeated."),
        click.option("--latest", type=Day(), help="Nothing is delivered in a period that ends after this day."),
        click.option("--maximum-distance", type=click.IntRange(1, 5000), help="Kilometres at most."),
        click.option("--largest-share", type=Percent(), help="Most percent of one supplier."),
        click.option("--maximum-suppliers", type=click.IntRange(1, 200), help="Suppliers at most."),
    ):  # fmt: skip
        command = option(command)
    return command


def limits_of(asked: Mapping[str, Any]) -> PoolLimits:
    """The limits that the options name; WrongUse for a certificate or a pair of offers that makes no sense."""
    made = PoolLimits(**dict(asked) | {side: frozenset(asked[side]) for side in ("inside", "outside")})
    kinds = [kind for kind, _ in made.certificate_shares]
    if len(set(kinds)) < len(kinds):
        raise WrongUse("One certificate has two shares.")
    if both := made.inside & made.outside:
        raise WrongUse(f"The offer {min(both)!r} cannot be both --with and --without.")
    return made


def says_any(asked: Mapping[str, Any]) -> bool:
    """Whether any of the options was given."""
    return any(asked[name] not in (None, (), False) for name in LIMITS)
