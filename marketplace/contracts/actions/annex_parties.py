"""Who comes into a signed contract, or leaves it, by an annex.

A cooperative that comes has joined the case while the annex is open, and has said yes there like any other. One that
leaves says yes to the annex and signs it: it keeps what it has delivered, and nothing begins for it after that day.
"""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.brokering.actions.leaving import part_by_annex
from marketplace.brokering.models import Terms
from marketplace.clock import today
from marketplace.contracts.actions.common import chained, lock_contract
from marketplace.contracts.actions.parties import Signer, party_of
from marketplace.contracts.actions.speaking import check_may_amend
from marketplace.contracts.models import Annex, Contract, ContractParty, PartyRole
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


def joinable(contract: Contract) -> list[Organisation]:
    """The cooperatives of the case that have said yes and are no party: an annex may bring them in."""
    known = {party.organisation_id for party in contract.parties}
    met = contract.case.introduced_ids
    return [offer.organisation for side, offer in contract.case.offers.items() if side in met and side not in known]


def leavable(contract: Contract) -> list[ContractParty]:
    """The producers that an annex may let go, while at least one other stays."""
    staying = [party for party in producers(contract) if party.left_annex_id is None]
    return [party for party in staying if party.has_come] if len(staying) > 1 else []


def producers(contract: Contract) -> list[ContractParty]:
    """The producers of today and those that the open annex brings; without those that have left."""
    return [one for one in contract.parties if one.role is PartyRole.PRODUCER and not one.has_left]


def join_by_annex(
    *, by: User, contract: Contract, annex: Annex, organisation: Organisation, signer: Signer
) -> ContractParty:
    """The annex brings a cooperative of the case in: it signs the annex with the others.

    WrongStateError when the annex is being signed already, or the cooperative is a party or has not said yes;
    DomainError on `authority` for a tổ hợp tác without an authorised member.
    """
    contract = _open_to_change(by, contract, annex)
    if organisation not in joinable(contract):
        raise WrongStateError(_l("Chỉ thêm được đơn vị đã vào vụ việc, đã đồng ý kết nối và chưa là một bên."))
    party = party_of(organisation, PartyRole.PRODUCER, signer)
    party.joined_annex_id = annex.id
    contract.parties.append(party)
    db.session.flush()
    _note(contract, annex, party, "joins", by=by)
    return party


def leave_by_annex(*, by: User, contract: Contract, annex: Annex, party: ContractParty) -> None:
    """The annex lets a cooperative go. WrongStateError when it is the only one left, or the annex is being signed."""
    contract = _open_to_change(by, contract, annex)
    if party not in leavable(contract):
        raise WrongStateError(
            _l("Đơn vị này không rời hợp đồng bằng phụ lục được: hợp đồng cần ít nhất một bên sản xuất.")
        )
    party.left_annex_id = annex.id
    db.session.flush()
    _note(contract, annex, party, "leaves", by=by)


def keep_as_it_was(*, by: User, contract: Contract, annex: Annex, party: ContractParty) -> None:
    """The annex brings this cooperative neither in nor out."""
    contract = _open_to_change(by, contract, annex)
    if annex.id not in {party.joined_annex_id, party.left_annex_id}:
        raise WrongStateError(_l("Phụ lục này không thêm hay bớt đơn vị đó."))
    _note(contract, annex, party, "stays", by=by)
    _undo(contract, annex, party)
    db.session.flush()


def check_parties(contract: Contract, terms: Terms) -> None:
    """WrongStateError unless who delivers by these terms of an annex is a party, and who leaves has nothing to come."""
    annex = contract.open_annex
    if annex is None:
        return
    before = {(p.organisation_id, p.start) for p in annex.before_terms.periods}
    known = {party.organisation_id: party for party in producers(contract)}
    for period in terms.periods:
        party, name = known.get(period.organisation_id), period.organisation.name
        if party is None and (period.organisation_id, period.start) not in before:
            raise WrongStateError(_l("%(name)s chưa là một bên: hãy thêm vào phụ lục trước khi ký.", name=name))
        if party is not None and party.left_annex_id is not None and period.start > today():
            raise WrongStateError(
                _l("%(name)s rời hợp đồng mà vẫn còn kỳ giao sau hôm nay: hãy soạn lại điều khoản.", name=name)
            )


def settle_parties(contract: Contract, annex: Annex, *, by: User) -> None:
    """The annex is verified: whom it brought counts from its day, whom it let go until then, and leaves the case."""
    leaving = []
    for party in contract.parties:
        if party.joined_annex_id == annex.id:
            party.counted_from = annex.signed_on
        if party.left_annex_id == annex.id:
            party.counted_until = annex.signed_on
            leaving.append(party.organisation_id)
    db.session.flush()
    for number in leaving:
        part_by_annex(contract.case, number, by=by, annex=annex.number)


def drop_parties(contract: Contract, annex: Annex) -> None:
    """The annex is given up: it brings nobody in and lets nobody go."""
    for party in [one for one in contract.parties if annex.id in {one.joined_annex_id, one.left_annex_id}]:
        _undo(contract, annex, party)
    db.session.flush()


def _undo(contract: Contract, annex: Annex, party: ContractParty) -> None:
    if party.joined_annex_id == annex.id:
        contract.parties.remove(party)
        db.session.delete(party)
    else:
        party.left_annex_id = None


def _open_to_change(by: User, contract: Contract, annex: Annex) -> Contract:
    contract = lock_contract(contract)
    check_may_amend(by, contract)
    if annex.contract_id != contract.id or not annex.is_open:
        raise WrongStateError(_l("Phụ lục này không còn để ngỏ."))
    drawn = annex.drawn
    if drawn is not None and (contract.signatures_of(drawn) or contract.signed_file_of(drawn)):
        raise WrongStateError(_l("Phụ lục đang được ký; không đổi các bên được nữa."))
    return contract


def _note(contract: Contract, annex: Annex, party: ContractParty, what: str, *, by: User) -> None:
    after = {"annex": annex.number, "party": party.organisation_id, "role": party.role, "change": what}
    chained(events.CONTRACT_CHANGED, contract, by=by, after=after)
