"""From an agreed revision to a contract: its parties, who signs with which authority."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering.actions import lock_case
from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.brokering.wording import fingerprint
from marketplace.clock import today
from marketplace.contracts.actions.common import chained, lock_contract, tell_people
from marketplace.contracts.actions.lifecycle import change_state
from marketplace.contracts.models import (
    Contract,
    ContractParty,
    ContractState,
    PartyRole,
    linkage_form,
)
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation, OrganisationKind

SIDES = {PartyRole.PRODUCER: "seller", PartyRole.BUYER: "buyer"}


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for a party, as what, and by which authority; unknown stays None and stands as a blank."""

    representative: str | None = None
    title: str | None = None
    authority: str | None = None


def draft_contract(
    *,
    by: User,
    case: Case,
    signers: Mapping[PartyRole, Signer],
    number: str | None = None,
    signing_place: str | None = None,
) -> Contract:
    """A draft from the case's agreed revision: buyer and producer; what is delivered when stands in the terms.

    A draft made from an older revision is voided, and the parties that were added to it stand in the new one.
    Raises WrongStateError when nothing is agreed or the case has a live contract, DomainError when a tổ hợp
    tác, which is no legal person, has no authorised member to sign for it.
    """
    case = lock_case(case)
    authorize(by.viewer(), Permission.CONTRACT_EDIT, case)
    terms = case.agreed_terms
    if case.stage is not CaseStage.AGREED or terms is None:
        raise WrongStateError(_l("Hai bên chưa thống nhất bản điều khoản nào để lập hợp đồng."))
    added = _drop_outdated(by, case, terms)
    contract = _contract(by, case, terms, number, signing_place)
    for role, side in SIDES.items():
        contract.parties.append(_party(getattr(case, side), role, signers.get(role, Signer())))
    for party in added:
        signer = Signer(party.representative, party.title, party.authority)
        contract.parties.append(_party(party.organisation, party.role, signer))
    db.session.add(contract)
    db.session.flush()
    chained(
        events.CONTRACT_DRAFTED, contract, by=by,
        after={"number": number, "revision": terms.number, "sha256": fingerprint(terms)},
    )  # fmt: skip
    tell_people(contract, by=by, key="drafted", sentence=_l("Có bản nháp hợp đồng để đơn vị bạn xem và ký."))
    return contract


def _drop_outdated(by: User, case: Case, terms: Terms) -> list[ContractParty]:
    """Void the draft of an older revision; the parties that somebody had added to it."""
    live = sa.select(Contract).where(Contract.case_id == case.id, Contract.state != ContractState.VOID)
    draft = db.session.scalars(live).one_or_none()
    if draft is None:
        return []
    if not draft.is_outdated:
        raise WrongStateError(_l("Vụ việc này đã có hợp đồng."))
    reason = _("Hai bên đã thống nhất bản điều khoản số %(number)s; hợp đồng được lập lại.", number=terms.number)
    change_state(by=by, contract=draft, verb="void", day=today(), reason=reason)
    return [party for party in draft.parties if party.role not in SIDES]


def _contract(by: User, case: Case, terms: Terms, number: str | None, place: str | None) -> Contract:
    stages = {
        "inputs": terms.stage_inputs,
        "production": terms.stage_production,
        "processing": terms.stage_processing,
    }
    return Contract(
        case_id=case.id,
        terms_id=terms.id,
        number=number or None,
        signing_place=place or None,
        linkage_form=linkage_form(**stages),
        commodity_code=terms.commodity_code,
        effective_from=terms.effective_from,
        effective_to=terms.effective_to,
        entered_by_id=by.id,
        **{f"stage_{stage}": covered for stage, covered in stages.items()},
    )


def _check_signer(organisation: Organisation, role: PartyRole, signer: Signer) -> None:
    if organisation.kind is OrganisationKind.THT and not (signer.representative and signer.authority):
        raise DomainError(
            _l("Tổ hợp tác không có tư cách pháp nhân: ghi rõ thành viên được ủy quyền ký và giấy ủy quyền."),
            field=f"{SIDES[role]}_authority" if role in SIDES else "authority",
        )


def _party(organisation: Organisation, role: PartyRole, signer: Signer) -> ContractParty:
    _check_signer(organisation, role, signer)
    return ContractParty(
        organisation_id=organisation.id,
        organisation=organisation,
        role=role,
        representative=signer.representative or None,
        title=signer.title or None,
        authority=signer.authority or None,
    )


def change_details(
    *,
    by: User,
    contract: Contract,
    version: int,
    signers: Mapping[PartyRole, Signer],
    number: str | None = None,
    signing_place: str | None = None,
) -> None:
    """Correct what is not a term: the number, the place, who signs. Only in a draft; StaleError when it changed."""
    contract = _editable(by, contract, version)
    before = {"number": contract.number, "signing_place": contract.signing_place}
    contract.number, contract.signing_place = number or None, signing_place or None
    for party in contract.parties:
        if party.role in SIDES and party.role in signers:
            signer = signers[party.role]
            _check_signer(party.organisation, party.role, signer)
            party.representative = signer.representative or None
            party.title, party.authority = signer.title or None, signer.authority or None
    db.session.flush()
    after = {"number": contract.number, "signing_place": contract.signing_place}
    chained(events.CONTRACT_CHANGED, contract, by=by, before=before, after=after)


def add_party(*, by: User, contract: Contract, organisation: Organisation, role: PartyRole, signer: Signer) -> None:
    """One more party in a draft: chủ trì, bên cung ứng, bên chế biến, bên chứng kiến. It will see the contract."""
    contract = _editable(by, contract)
    if role in SIDES:
        raise DomainError(_l("Bên mua và bên sản xuất lấy từ vụ việc, không thêm ở đây."), field="role")
    if any(p.organisation_id == organisation.id and p.role is role for p in contract.parties):
        raise DomainError(_l("Đơn vị này đã có vai trò đó trong hợp đồng."), field="organisation")
    contract.parties.append(_party(organisation, role, signer))
    db.session.flush()
    chained(events.CONTRACT_CHANGED, contract, by=by, after={"party": organisation.id, "role": role})


def remove_party(*, by: User, contract: Contract, party: ContractParty) -> None:
    """Take back a party that was added by mistake, while nobody has confirmed signing."""
    contract = _editable(by, contract)
    if party.role in SIDES:
        raise WrongStateError(_l("Không bỏ được bên mua và bên sản xuất."))
    if any(s.organisation_id == party.organisation_id for s in contract.standing_signatures):
        raise WrongStateError(_l("Bên này đã xác nhận ký."))
    contract.parties.remove(party)
    db.session.delete(party)
    db.session.flush()
    chained(events.CONTRACT_CHANGED, contract, by=by, before={"party": party.organisation_id, "role": party.role})


def _editable(by: User, contract: Contract, version: int | None = None) -> Contract:
    contract = lock_contract(contract, version)
    authorize(by.viewer(), Permission.CONTRACT_EDIT, contract)
    if contract.state is not ContractState.DRAFT:
        raise WrongStateError(_l("Hợp đồng đã ký; không sửa được nội dung này nữa."))
    return contract
