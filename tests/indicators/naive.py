"""The indicators of organisations said a second time, one row after another, from the world as plain data."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from marketplace.contracts.models import PartyRole
from marketplace.indicators.definitions import Definition, Denominator
from marketplace.indicators.engine import Level, Question
from marketplace.organisations.models import AgriculturalType, LegalStatus, OrganisationKind, Origin, RecognitionKind
from marketplace.organisations.models.profile import RatingGrade
from marketplace.organisations.sizes import size_class
from tests.indicators.world import Deal, Org, Project, Text, World

Told = tuple[int, int, dict[str, int]]  # numerator, denominator, how many rows carry each code
COOPERATIVES = {OrganisationKind.HTX, OrganisationKind.LHHTX, OrganisationKind.THT}
COUNTED = {"signed", "renegotiating"}
GONE = {LegalStatus.ENDED, LegalStatus.UNKNOWN, LegalStatus.UNREGISTERED}
WELL = {RatingGrade.GOOD, RatingGrade.FAIR}


class Naive:
    """Answers questions about a world by looking at everything."""

    def __init__(
        self, world: World, *, groups: dict[str, set[str]], annual: set[str], districts: dict[str, str]
    ) -> None:
        self.world, self.groups, self.annual, self.districts = world, groups, annual, districts

    def figure(self, question: Question) -> Told:
        numerator = denominator = 0
        codes: Counter[str] = Counter()
        for number, org in enumerate(self.world.orgs):
            row = self._row(question, number, org)
            if row is not None:
                numerator, denominator = numerator + row[0], denominator + row[1]
                codes.update([row[2]] if row[2] else [])
        return numerator, denominator, dict(codes)

    def reached(self, question: Question) -> Told:
        """O10."""
        communes: dict[str, bool] = {}
        codes: Counter[str] = Counter()
        for number, org in enumerate(self.world.orgs):
            row = self._row(question, number, org)
            if row is None:
                continue
            if row[2] or org.commune is None:
                codes[row[2] or "no_place"] += 1
            else:
                communes[org.commune] = communes.get(org.commune, False) or bool(row[0])
        return sum(communes.values()), len(communes), dict(codes)

    def _row(self, question: Question, number: int, org: Org) -> tuple[int, int, str | None] | None:
        day, code = question.day, question.code
        if org.kind not in COOPERATIVES or org.origin is Origin.REPORTED or not self._there(question, org):
            return None
        if question.organisation_kind not in {None, org.kind}:
            return None
        if question.size is not None and size_class(org.members, org.revenue, org.capital) is not question.size:
            return None
        if code == "I6":
            return self._founded(question, org)
        if code in {"I1", "I5"} and org.kind is not OrganisationKind.HTX:
            return None
        if code == "I1" and org.agricultural in {None, AgriculturalType.NOT_AGRICULTURAL}:
            return None
        grade = self._grade(org, day.year) or self._grade(org, day.year - 1)
        if code == "I2b" and grade is not None and grade not in WELL:
            return None
        status = self._status(org, day)
        stands = status is LegalStatus.ACTIVE
        if question.denominator is not Denominator.D1:
            stands = status is not None and status not in GONE
        unsaid = not org.statuses
        if not (stands or unsaid or status in {LegalStatus.UNKNOWN, LegalStatus.UNREGISTERED}):
            return None
        if not org.verified:
            return 0, 0, "unverified"
        if unsaid or status is LegalStatus.UNKNOWN:
            return 0, 0, "status_unknown"
        if status is LegalStatus.UNREGISTERED:
            return 0, 0, "unregistered"
        if question.denominator is Denominator.D3 and self._grade(org, day.year) is None:
            return 0, 0, "unrated"
        return self._of(question, number, org, grade)

    def _of(self, question: Question, number: int, org: Org, grade: RatingGrade | None) -> tuple[int, int, str | None]:
        code = question.code
        if code == "I2b" and grade is None:
            return 0, 0, "unrated"
        if code == "I3":
            return int(grade in WELL), 1, None if grade else "unrated"
        if code == "I5":
            return int(self._recognised(org, RecognitionKind.HIGH_TECH, question.day)), 1, None
        if code == "I9":
            return (0, 0, "no_members") if org.members is None else (org.members, 0, None)
        return int(self._linked(question, number, org)), 1, None

    @staticmethod
    def _founded(question: Question, org: Org) -> tuple[int, int, str | None] | None:
        if org.founded is not None and not question.first_day <= org.founded <= question.day:
            return None
        if not org.verified:
            return 0, 0, "unverified"
        return (1, 0, None) if org.founded else (0, 0, "no_date")

    def _there(self, question: Question, org: Org) -> bool:
        level, code = question.place.level, question.place.code
        if level is Level.PROVINCE:
            return org.province == code
        if level is Level.COMMUNE:
            return org.commune == code
        return level is Level.COUNTRY or self.districts.get(org.commune or "") == code

    @staticmethod
    def _status(org: Org, day: date) -> LegalStatus | None:
        held = [(since, place, status) for place, (since, status) in enumerate(org.statuses) if since <= day]
        return max(held)[2] if held else None

    @staticmethod
    def _grade(org: Org, year: int) -> RatingGrade | None:
        return next((grade for when, grade, official in org.ratings if when == year and official), None)

    @staticmethod
    def _recognised(org: Org, kind: RecognitionKind, day: date) -> bool:
        return any(
            one is kind and since <= day and (until is None or until >= day) and not withdrawn
            for one, since, until, withdrawn in org.recognitions
        )

    def _linked(self, question: Question, number: int, org: Org) -> bool:
        if question.definition is Definition.L5:
            said = [linked for year, linked in org.declared if year == question.day.year]
            return bool(said) and said[-1]
        if question.definition is Definition.L4:
            return any(self._in_project(question, number, project) for project in self.world.projects)
        return any(self._makes_linked(question, number, deal) for deal in self.world.deals)

    def _in_project(self, question: Question, number: int, project: Project) -> bool:
        group = question.commodity_group
        return (
            number in project.members
            and project.verified
            and not project.withdrawn
            and project.starts <= question.day <= project.ends
            and (group is None or project.goods in self.groups[group])
        )

    def _makes_linked(self, question: Question, number: int, deal: Deal) -> bool:
        parties = [self.world.orgs[who] for who, role in deal.parties if role is not PartyRole.WITNESS]
        named = {who for who, role in deal.parties if role is not PartyRole.WITNESS} | set(deal.suppliers)
        text = self._text(deal, question.day)
        if number not in named or not deal.verified or deal.signed > question.day or not any(text.stages):
            return False
        if not text.starts <= question.day <= text.ends or self._state(deal, question.day) not in COUNTED:
            return False
        anybody = question.code in {"I2a", "I2b", "I4"}
        if not anybody and not any(party.kind is OrganisationKind.ENTERPRISE for party in parties):
            return False
        owned = any(max(party.state_capital or 0, party.state_votes or 0) > 50 for party in parties)
        if question.state_owned is not None and owned is not question.state_owned:
            return False
        if question.commodity_group is not None and text.goods not in self.groups[question.commodity_group]:
            return False
        return self._long_enough(question.definition, text)

    @staticmethod
    def _text(deal: Deal, day: date) -> Text:
        checked = [text for signed, verified, text in deal.annexes if verified and signed <= day]
        return checked[-1] if checked else deal.text

    @staticmethod
    def _state(deal: Deal, day: date) -> str | None:
        rows = [(deal.signed, "signed"), *((since, state.value) for since, state, gone in deal.states if not gone)]
        held = [(since, place, state) for place, (since, state) in enumerate(rows) if since <= day]
        return max(held)[2] if held else None

    def _long_enough(self, definition: Definition, text: Text) -> bool:
        if definition is Definition.L1:
            return True
        least = 36 if definition is Definition.L2 or text.goods in self.annual else 60
        return text.ends >= last_day(text.starts, least)


def last_day(first: date, months: int) -> date:
    """The last day of a term of so many months, by counting days: the day before the same day of a later month."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = first.day
    while True:
        try:
            return date(year, month + 1, day) - timedelta(days=1)
        except ValueError:
            day -= 1
