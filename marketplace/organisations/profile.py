"""The fields of a profile that people may give and change, and the rules they share."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.codes import read_tax_code
from marketplace.organisations.models import AgriculturalType, Organisation, OrganisationKind
from marketplace.organisations.queries import organisation_with_code
from matching.vocabulary.normalise import fold


class Details(TypedDict, total=False):
    """Named fields only: origin, verification and source never come from a form. Money in đồng, shares in %."""

    short_name: str | None
    tax_code: str | None
    tax_code_reason: str | None
    agricultural_type: AgriculturalType | None
    official_members: int | None
    annual_revenue: int | None
    total_capital: int | None
    founded_on: date | None
    province_code: str | None
    commune_code: str | None
    address: str | None
    former_address: str | None
    representative: str | None
    representative_title: str | None
    phone: str | None
    email: str | None
    contact_published: bool
    state_capital_pct: Decimal | None
    state_voting_pct: Decimal | None
    state_as_of: date | None
    state_source: str | None
    about: str | None
    private_note: str | None


class Profile(Details, total=False):
    """The details with what every organisation has."""

    kind: OrganisationKind
    name: str


FIELDS = Profile.__optional_keys__
PERSONAL = frozenset({"representative", "representative_title", "phone", "email", "private_note"})


def apply(organisation: Organisation, changes: Profile) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the fields and keep the rules; returns what changed, before and after.

    Personal fields are named in the history without their texts. DomainError names the field that is wrong.
    """
    if unknown := set(changes) - FIELDS:
        raise TypeError(f"not fields of a profile: {sorted(unknown)}")
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field, new in changes.items():
        old = getattr(organisation, field)
        if (new or None) != (old or None) or (isinstance(new, Decimal | int) and new != old):
            setattr(organisation, field, new if new != "" else None)
            before[field], after[field] = (None, None) if field in PERSONAL else (old, new)
    organisation.folded = fold(f"{organisation.name} {organisation.short_name or ''}")
    _check_tax_code(organisation)
    _check_state_shares(organisation)
    return before, after


def _check_tax_code(organisation: Organisation) -> None:
    """Shape, check digit or a reason, and one organisation for one code."""
    if organisation.tax_code is None:
        organisation.tax_code_reason = None
        return
    try:
        code = read_tax_code(organisation.tax_code)
    except ValueError as problem:
        raise DomainError(str(problem), field="tax_code") from problem
    organisation.tax_code = code.text
    if code.certain:
        organisation.tax_code_reason = None
    elif not organisation.tax_code_reason:
        raise DomainError(
            _l("Chữ số kiểm tra của mã số thuế không khớp. Hãy xem lại; nếu vẫn đúng, ghi rõ vì sao."),
            field="tax_code_reason",
        )
    other = organisation_with_code(code.text)
    if other is not None and other.id != organisation.id:
        raise DomainError(_l("Mã số thuế này đã thuộc một đơn vị khác trong hệ thống."), field="tax_code")


def _check_state_shares(organisation: Organisation) -> None:
    """A share of the State is known as of a day and from a source (Luật Doanh nghiệp 2020 Đ88)."""
    shares = (organisation.state_capital_pct, organisation.state_voting_pct)
    if all(share is None for share in shares):
        return
    if organisation.kind is not OrganisationKind.ENTERPRISE:
        raise DomainError(_l("Chỉ doanh nghiệp mới có tỷ lệ vốn Nhà nước."), field="state_capital_pct")
    if organisation.state_as_of is None:
        raise DomainError(_l("Cần ngày của tỷ lệ vốn Nhà nước."), field="state_as_of")
    if not organisation.state_source:
        raise DomainError(_l("Cần nguồn của tỷ lệ vốn Nhà nước."), field="state_source")


def is_agricultural_cooperative(organisation: Organisation) -> bool:
    """Whether it is a cooperative whose stated field is agriculture: the size classes of Đ5 are for these."""
    line = organisation.agricultural_type
    known = line is not None and line is not AgriculturalType.NOT_AGRICULTURAL
    return organisation.kind.is_cooperative and known
