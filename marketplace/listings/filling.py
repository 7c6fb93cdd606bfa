"""The buttons that fill the period table: from a sentence, or from a season of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from marketplace.catalogue.models import Season
from marketplace.catalogue.queries import seasons_of
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from marketplace.listings.forms import ScheduleForm
from marketplace.listings.pages import add_row
from marketplace.listings.quantities import from_kg
from marketplace.listings.recurrence import (
    PeriodDraft,
    RecurrenceError,
    cut_into_months,
    next_season,
    periods_of,
    read_recurrence,
    share,
)
from marketplace.web.forms import options
from matching.vocabulary.units import unit_for


def seasons_for(listing: Listing) -> Sequence[Season]:
    """Harvests of the listing's good."""
    if not listing.commodity_code:
        return []
    return [season for season in seasons_of(listing.commodity_code) if season.kind == "harvest"]


def season_choices(listing: Listing) -> list[Any]:
    """Seasons as choices: "Đông xuân, Mekong (01/02 – 05/04)"."""
    choices: list[tuple[str, Any]] = []
    for season in seasons_for(listing):
        days = f"{season.from_day:02}/{season.from_month:02} – {season.to_day:02}/{season.to_month:02}"
        names = ", ".join(word for word in (season.name, season.region) if word)
        choices.append((str(season.id), f"{names} ({days})"))
    return options(choices, nothing=_l("Không theo mùa vụ"))


def fill(form: ScheduleForm, listing: Listing) -> None:
    """Carry out the button that was pressed; complaints stand beside its field, and the table stays as it was."""
    if form.wants_row:
        add_row(form)
    elif form.wants_fill == "season":
        _fill_season(form, listing)
    else:
        _fill_recurrence(form)


def _fill_recurrence(form: ScheduleForm) -> None:
    if form.recurrence.process_errors:
        form.recurrence.errors = list(form.recurrence.process_errors)
        return
    try:
        said = read_recurrence(form.recurrence.data or "")
    except RecurrenceError as problem:
        form.recurrence.errors = [str(problem.message)]
        return
    unit = unit_for(said.unit)
    if unit is None or unit.code not in form.unit.units:
        form.recurrence.errors = [str(_l("Không biết đơn vị “%(unit)s”.", unit=said.unit))]
        return
    form.unit.data = unit.code
    form.fill_rows(periods_of(said, today()))


def _fill_season(form: ScheduleForm, listing: Listing) -> None:
    season = next((s for s in seasons_for(listing) if str(s.id) == form.season.data), None)
    if season is None:
        form.season.errors = [str(_l("Chưa chọn mùa vụ."))]
        return
    if form.season_total.data is None:
        form.season_total.errors = list(form.season_total.process_errors) or [str(_l("Chưa điền mục này."))]
        return
    days = (season.from_month, season.from_day, season.to_month, season.to_day)
    form.fill_rows(share(cut_into_months(next_season(*days, after=today())), form.season_total.data))


def start_rows(form: ScheduleForm, listing: Any, drafts: list[PeriodDraft]) -> None:
    """Show what is saved, in the unit it was typed in."""
    per: Decimal = listing.unit_kg or Decimal(1000)
    form.unit.data = listing.unit_code or "tonne"
    form.unit_kg.data = listing.unit_kg if listing.unit and listing.unit.ambiguous else None
    form.minimum_lot.data = from_kg(listing.minimum_lot_kg, per) if listing.minimum_lot_kg else None
    if drafts:
        form.fill_rows([PeriodDraft(d.start, d.end, from_kg(d.firm, per), from_kg(d.flexible, per)) for d in drafts])
