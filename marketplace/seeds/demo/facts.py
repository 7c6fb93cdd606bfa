"""What is attested of the demonstration's organisations, dated from today, so that every indicator has something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.models import User
from marketplace.clock import today
from marketplace.contracts.actions.declarations import declare_linkage
from marketplace.contracts.actions.projects import ProjectDraft, record_project, verify_project
from marketplace.contracts.models import ProjectKind
from marketplace.organisations.actions import record_status
from marketplace.organisations.attesting import record_observation, record_recognition
from marketplace.organisations.models import LegalStatus, ObservationKind, Organisation, RecognitionKind
from marketplace.organisations.rating import rate_organisation
from marketplace.organisations.tracing import add_traced_product, confirm_traced_product
from marketplace.seeds.demo.reading import commodity

Script = dict[str, Any]
SOURCE = "Số liệu minh họa"


def days_ago(days: int) -> date:
    """So many days before today; negative: to come."""
    return today() - timedelta(days=days)


def attest(told: Script, organisation: Organisation, official: User, manager: User | None) -> None:
    """Statuses, ratings, recognitions and observations by an official, traced products by whoever manages it."""
    for row in told.get("statuses", []):
        day = days_ago(row["days_ago"])
        record_status(
            by=official, organisation=organisation, status=LegalStatus(row["status"]), checked_on=day, source=SOURCE
        )
    for row in told.get("ratings", []):
        rate_organisation(
            by=official, organisation=organisation, year=today().year - row["years_ago"], score=Decimal(row["score"]),
            grade=None, official=True, rater="Cơ quan xếp loại minh họa",
        )  # fmt: skip
    for row in told.get("recognitions", []):
        record_recognition(
            by=official, organisation=organisation, kind=RecognitionKind(row["kind"]), since=days_ago(row["days_ago"]),
            until=None, basis=row["basis"], evidence="Văn bản minh họa",
        )  # fmt: skip
    for row in told.get("observations", []):
        record_observation(
            by=official, organisation=organisation, kind=ObservationKind(row["kind"]),
            observed_on=days_ago(row["days_ago"]), note=row["note"],
        )  # fmt: skip
    for row in told.get("traced", []):
        product = add_traced_product(
            by=manager or official, organisation=organisation, commodity=commodity(row["good"])[0], name=row["name"],
            system="Hệ thống truy xuất minh họa", trace_code=row["code"], since=days_ago(row["days_ago"]),
        )  # fmt: skip
        if product.confirmed_at is None:
            confirm_traced_product(by=official, product=product)
    for row in told.get("declarations", []):
        declare_linkage(
            by=manager or official, organisation=organisation, year=today().year - row.get("years_ago", 0),
            linked=row["linked"], partner=row.get("partner"), note="Khai minh họa",
        )  # fmt: skip


def make_project(told: Script, organisations: Mapping[str, Organisation], people: Mapping[str, User]) -> None:
    """An approved project, entered by the broker; the second broker compares it unless the script leaves it waiting."""
    draft = ProjectDraft(
        kind=ProjectKind(told["kind"]), name=told["name"], decision_number=told["number"],
        approved_on=days_ago(told["approved_days_ago"]), approving_body="Cơ quan phê duyệt minh họa",
        starts_on=days_ago(told["approved_days_ago"]), ends_on=days_ago(-told["days_left"]),
        members=[organisations[key] for key in told["members"]], leads=organisations[told["leads"]],
        commodity=commodity(told["good"])[0],
    )  # fmt: skip
    project = record_project(by=people["broker"], draft=draft)
    if told.get("verified", True):
        verify_project(by=people["second_broker"], project=project, compared=True)
