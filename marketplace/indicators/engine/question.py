"""What is asked of the engine, and whether it makes sense."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

from marketplace.errors import DomainError
from marketplace.indicators.definitions import INDICATORS, Definition, Denominator, Indicator, Unit
from marketplace.indicators.engine.moments import Moments
from marketplace.indicators.engine.places import COUNTRY, Level, Place
from marketplace.indicators.paths import quarter_end, quarter_ends
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind
from marketplace.organisations.models.kinds import SizeClass


@dataclass(frozen=True, slots=True)
class Question:
    """An indicator, at a day, in a place, for a group of goods, under stated definitions.

    `day` is the last day of the window of an indicator that counts what happened; `since` the first, 1 January of
    the day's year where nobody says (I6: the beginning of the programme). `areas` are those that I7 counts: old
    districts or communes.
    """

    day: date
    code: str = "I1"
    since: date | None = None
    place: Place = COUNTRY
    commodity_group: str | None = None
    organisation_kind: OrganisationKind | None = None
    size: SizeClass | None = None
    state_owned: bool | None = None
    definition: Definition = Definition.L1
    denominator: Denominator = Denominator.D1
    areas: Level = Level.DISTRICT

    @property
    def indicator(self) -> Indicator:
        """The definition behind the code; DomainError for a code that is none."""
        if self.code not in INDICATORS:
            raise DomainError(_l("Không có chỉ tiêu %(code)s.", code=self.code), field="code")
        return INDICATORS[self.code]

    @property
    def first_day(self) -> date:
        """The first day of the window."""
        return self.since or self.indicator.begins or date(self.day.year, 1, 1)

    @property
    def counted_day(self) -> date:
        """The day that is counted: the day asked, but of amounts in đồng the last end of a quarter not after it.

        Nobody may choose the days of such an amount, or two near ones would tell what began between them.
        """
        if self.indicator.unit is not Unit.DONG or self.day == quarter_end(self.day):
            return self.day
        return quarter_ends(self.day, 2)[0]

    @property
    def last_day(self) -> date:
        """The last day that counts: the day itself, but for an indicator that looks ahead from it."""
        ahead = timedelta(days=self.indicator.days_ahead)
        return min(self.day, date.max - ahead) + ahead

    @property
    def at(self) -> Moments:
        """Its days and instants, as a statement writes them."""
        return Moments(self)

    @property
    def province_code(self) -> str | None:
        return self.place.province_code

    @property
    def commune_code(self) -> str | None:
        return self.place.commune_code


@dataclass(frozen=True, slots=True)
class Shape(Question):
    """Questions that differ by their days, and by their place among those of one kind: one statement answers them all,
    which is told both when it is asked. Nothing but a statement can be made of it.
    """

    @classmethod
    def of(cls, question: Question) -> Shape:
        choices = {one.name: getattr(question, one.name) for one in fields(question)}
        return cls(**{**choices, "day": date.min, "since": None, "place": question.place.any_like_it()})

    @property
    def at(self) -> Moments:
        return Moments(None)
