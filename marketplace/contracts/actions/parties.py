"""Who is in a draft: its parties with who signs for each, and the suppliers named in the annex of a union or group."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.contracts.actions.common import chained, lock_contract
from marketplace.contracts.models import AnnexSupplier, Contract, ContractParty, ContractState, PartyRole
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation, OrganisationKind

FROM_THE_CASE = frozenset({PartyRole.PRODUCER, PartyRole.BUYER})
NAMES_SUPPLIERS = frozenset({OrganisationKind.LHHTX, OrganisationKind.THT})


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for a party, as what, and by which authority; unknown stays None and stands as a blank."""

    representative: str | None = None
    title: str | None = None
    authority: str | None = None

    @classmethod
    def of(cls, party: ContractParty) -> Signer:
        """Who signs for a party as it stands."""
        return cls(party.representative, party.title, party.authority)


def party_of(organisation: Organisation, role: PartyRole, signer: Signer) -> ContractParty:
    """A party to be; DomainError when a tổ hợp tác, which is no legal person, has no authorised member to sign."""
    check_signer(organisation, signer)
    return ContractParty(
        organisation_id=organisation.id,
        organisation=organisation,
        role=role,
        representative=signer.representative or None,
        title=signer.title or None,
        authority=signer.authority or None,
    )


def check_signer(organisation: Organisation, signer: Signer) -> None:
    """DomainError on `authority`, naming the `organisation`, unless somebody may sign for this kind of organisation."""
    if organisation.kind is OrganisationKind.THT and not (signer.representative and signer.authority):
        raise DomainError(
            _l(
                "%(name)s không có tư cách pháp nhân: ghi rõ thành viên được ủy quyền ký và giấy ủy quyền.",
                name=organisation.name,
            ),
            field="authority",
            organisation=organisation.public_id,
        )


def editable(by: User, contract: Contract, version: int | None = None) -> Contract:
    """The locked draft that this person may change; WrongStateError once it is signed."""
    contract = lock_contract(contract, version)
    authorize(by.viewer(), Permission.CONTRACT_EDIT, contract)
    if contract.state is not ContractState.DRAFT:
        raise WrongStateError(_l("Hợp đồng đã ký; không sửa được nội dung này nữa."))
    return contract


def add_party(*, by: User, contract: Contract, organisation: Organisation, role: PartyRole, signer: Signer) -> None:
    """One more party in a draft: chủ trì, bên cung ứng, bên chế biến, bên chứng kiến. It will see the contract."""
    contract = editable(by, contract)
    if role in FROM_THE_CASE:
        raise DomainError(_l("Bên mua và bên sản xuất lấy từ vụ việc, không thêm ở đây."), field="role")
    if any(p.organisation_id == organisation.id and p.role is role for p in contract.parties):
        raise DomainError(_l("Đơn vị này đã có vai trò đó trong hợp đồng."), field="organisation")
    contract.parties.append(party_of(organisation, role, signer))
    db.session.flush()
    chained(events.CONTRACT_CHANGED, contract, by=by, after={"party": organisation.id, "role": role})


def remove_party(*, by: User, contract: Contract, party: ContractParty) -> None:
    """Take back a party that was added by mistake, while nobody has confirmed signing."""
    contract = editable(by, contract)
    if party.role in FROM_THE_CASE:
        raise WrongStateError(_l("Không bỏ được bên mua và bên sản xuất."))
    if any(s.organisation_id == party.organisation_id for s in contract.standing_signatures):
        raise WrongStateError(_l("Bên này đã xác nhận ký."))
    contract.parties.remove(party)
    db.session.delete(party)
    db.session.flush()
    chained(events.CONTRACT_CHANGED, contract, by=by, before={"party": party.organisation_id, "role": party.role})


def add_supplier(
    *,
    by: User,
    contract: Contract,
    producer: Organisation,
    name: str,
    organisation: Organisation | None = None,
    quantity_kg: Decimal | None = None,
    area_ha: Decimal | None = None,
) -> AnnexSupplier:
    """One cooperative, group or household that a union or group of the contract names as its supplier.

    Only in a draft. DomainError when the producer is none of the contract's unions and groups, is named itself,
    or a quantity is not above zero.
    """
    contract = editable(by, contract)
    if producer not in [party.organisation for party in supplied_parties(contract)]:
        raise DomainError(_l("Chỉ liên hiệp hợp tác xã và tổ hợp tác kê khai đơn vị cung cấp."), field="producer")
    if organisation is not None and organisation.id == producer.id:
        raise DomainError(_l("Đơn vị này không tự là nhà cung cấp của mình."), field="name")
    for field, amount in (("quantity_kg", quantity_kg), ("area_ha", area_ha)):
        if amount is not None and amount <= 0:
            raise DomainError(_l("Hãy nhập số lớn hơn 0."), field=field)
    supplier = AnnexSupplier(
        for_organisation_id=producer.id,
        organisation_id=organisation.id if organisation else None,
        name=organisation.name if organisation else name.strip(),
        quantity_kg=quantity_kg,
        area_ha=area_ha,
    )
    contract.suppliers.append(supplier)
    db.session.flush()
    after = {"supplier": supplier.name, "quantity_kg": quantity_kg, "area_ha": area_ha}
    chained(events.CONTRACT_CHANGED, contract, by=by, on_behalf_of=producer, after=after)
    return supplier


def remove_supplier(*, by: User, contract: Contract, supplier: AnnexSupplier) -> None:
    """Take a supplier off the list of a draft."""
    contract = editable(by, contract)
    if supplier not in contract.suppliers:
        raise WrongStateError(_l("Đơn vị cung cấp này không còn trong danh sách."))
    contract.suppliers.remove(supplier)
    db.session.delete(supplier)
    db.session.flush()
    before = {"supplier": supplier.name, "quantity_kg": supplier.quantity_kg, "area_ha": supplier.area_ha}
    chained(events.CONTRACT_CHANGED, contract, by=by, before=before)


def supplied_parties(contract: Contract) -> list[ContractParty]:
    """The producers of the contract that are unions or groups, and so may name who supplies them."""
    return [p for p in contract.parties if p.role is PartyRole.PRODUCER and p.organisation.kind in NAMES_SUPPLIERS]
