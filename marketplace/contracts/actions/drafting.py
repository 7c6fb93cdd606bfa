"""From an agreed revision to a contract: its parties, who signs with which authority."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering.actions import lock_case
from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.brokering.wording import fingerprint
from marketplace.clock import today
from marketplace.contracts.actions.common import chained, tell_people
from marketplace.contracts.actions.lifecycle import change_state
from marketplace.contracts.actions.parties import FROM_THE_CASE, Signer, check_signer, editable, party_of
from marketplace.contracts.actions.standing import stand_on
from marketplace.contracts.models import AnnexSupplier, Contract, ContractParty, ContractState, PartyRole
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.offers.member_shares import divided
from marketplace.organisations.models import Organisation

Signers = Mapping[int, Signer]
"""Who signs, by the number of the organisation; a party that is missing has blanks in the paper."""


def draft_contract(
    *,
    by: User,
    case: Case,
    signers: Signers,
    number: str | None = None,
    signing_place: str | None = None,
) -> Contract:
    """A draft from the case's agreed revision: every producer, the first one first, and the buyer.

    What each delivers when stands in the terms. A draft made from an older revision is voided; the parties and
    suppliers that were added to it stand in the new one; otherwise the members that a union named in its offer are
    its suppliers. Raises WrongStateError when nothing is agreed or the
    case has a live contract, DomainError when a tổ hợp tác has no authorised member to sign for it.
    """
    case = lock_case(case)
    authorize(by.viewer(), Permission.CONTRACT_EDIT, case)
    terms = case.agreed_terms
    if case.stage is not CaseStage.AGREED or terms is None:
        raise WrongStateError(_l("Các bên chưa thống nhất bản điều khoản nào để lập hợp đồng."))
    outdated = _drop_outdated(by, case, terms)
    contract = Contract(case_id=case.id, number=number or None, signing_place=signing_place or None)
    contract.entered_by_id = by.id
    stand_on(contract, terms)
    contract.parties = _parties(case, terms, signers)
    if outdated is not None:
        _carry_over(outdated, contract)
    else:
        contract.suppliers = _named_by_unions(case, terms)
    db.session.add(contract)
    db.session.flush()
    named = {"suppliers": "; ".join(one.name for one in contract.suppliers)} if contract.suppliers else {}
    chained(
        events.CONTRACT_DRAFTED, contract, by=by,
        after={"number": number, "revision": terms.number, "sha256": fingerprint(terms), **named},
    )  # fmt: skip
    tell_people(contract, by=by, key="drafted", sentence=_l("Có bản nháp hợp đồng để đơn vị bạn xem và ký."))
    return contract


def _parties(case: Case, terms: Terms, signers: Signers) -> list[ContractParty]:
    delivering = {period.organisation_id: period.organisation for period in terms.periods}
    producers = [delivering[number] for number in case.seller_ids if number in delivering]
    sides = [(producer, PartyRole.PRODUCER) for producer in producers] + [(case.buyer, PartyRole.BUYER)]
    return [party_of(side, role, signers.get(side.id, Signer())) for side, role in sides]


def _named_by_unions(case: Case, terms: Terms) -> list[AnnexSupplier]:
    """The members that a union named in its offer, each with its part of what the terms take from the union."""
    delivered: dict[int, Decimal] = defaultdict(Decimal)
    for period in terms.periods:
        delivered[period.organisation_id] += period.quantity_kg
    return [
        AnnexSupplier(for_organisation_id=union, organisation_id=member.id, name=member.name, quantity_kg=part)
        for union, kilograms in delivered.items()
        if union in case.offers
        for member, part in divided(case.offers[union], kilograms)
    ]


def _drop_outdated(by: User, case: Case, terms: Terms) -> Contract | None:
    """Void the draft of an older revision, if there is one; it comes back so that what was added to it is not lost."""
    live = sa.select(Contract).where(Contract.case_id == case.id, Contract.state != ContractState.VOID)
    draft = db.session.scalars(live).one_or_none()
    if draft is None:
        return None
    if not draft.is_outdated:
        raise WrongStateError(_l("Vụ việc này đã có hợp đồng."))
    # Stored, so in the language of the records whoever presses the button.
    reason = f"Các bên đã thống nhất bản điều khoản số {terms.number}; hợp đồng được lập lại."
    change_state(by=by, contract=draft, verb="void", day=today(), reason=reason)
    return draft


def _carry_over(outdated: Contract, contract: Contract) -> None:
    for party in outdated.parties:
        if party.role not in FROM_THE_CASE:
            contract.parties.append(party_of(party.organisation, party.role, Signer.of(party)))
    producers = {party.organisation_id for party in contract.parties if party.role is PartyRole.PRODUCER}
    contract.suppliers = [
        AnnexSupplier(
            for_organisation_id=named.for_organisation_id, organisation_id=named.organisation_id, name=named.name,
            quantity_kg=named.quantity_kg, area_ha=named.area_ha,
        )
        for named in outdated.suppliers
        if named.for_organisation_id in producers
    ]  # fmt: skip


def change_details(
    *,
    by: User,
    contract: Contract,
    version: int,
    signers: Signers,
    number: str | None = None,
    signing_place: str | None = None,
) -> None:
    """Correct what is not a term: the number, the place, who signs. Only in a draft; StaleError when it changed."""
    contract = editable(by, contract, version)
    before = _details(contract)
    contract.number, contract.signing_place = number or None, signing_place or None
    for party in contract.parties:
        if (signer := signers.get(party.organisation_id)) is not None:
            check_signer(party.organisation, signer)
            party.representative = signer.representative or None
            party.title, party.authority = signer.title or None, signer.authority or None
    db.session.flush()
    after = _details(contract)
    changed = [name for name in after if before[name] != after[name]]
    chained(
        events.CONTRACT_CHANGED, contract, by=by,
        before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
    )  # fmt: skip


def _details(contract: Contract) -> dict[str, str | None]:
    """What `change_details` may change, as the history tells it."""
    return {
        "number": contract.number,
        "signing_place": contract.signing_place,
        "signers": "; ".join(_signer(party) for party in contract.parties),
    }


def _signer(party: ContractParty) -> str:
    words = [party.representative, party.title, party.authority]
    return f"{_name(party.organisation)}: {', '.join(word for word in words if word) or '–'}"


def _name(organisation: Organisation) -> str:
    return organisation.short_name or organisation.name
