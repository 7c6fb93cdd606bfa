"""The parties of a paper: what identifies each, who signs for it, and whom a union or group supplies from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.contracts.documents.articles import kilograms
from marketplace.contracts.documents.parts import Article, Clause, Table, said
from marketplace.contracts.models import Annex, AnnexSupplier, Contract, ContractParty, PartyRole
from marketplace.organisations.models import Organisation, OrganisationKind
from marketplace.web.formats import format_quantity

ORDER = (PartyRole.PRODUCER, PartyRole.BUYER)


@dataclass(frozen=True, slots=True)
class PartyBlock:
    """A party at the head of the paper, and its place among the signatures at the end."""

    role: str
    name: str
    clauses: Sequence[Clause]
    representative: str
    title: str


def parties_of(contract: Contract, annex: Annex | None = None) -> list[ContractParty]:
    """Who signs the paper: producers first, then the buyer, then the others, each in the order they came.

    The contract itself is signed by those who were there first; an annex also by whom it or an earlier one brought
    in, and no longer by whom an earlier one let go.
    """
    number = annex.number if annex is not None else 0
    there = [one for one in contract.parties if _number(one.joined_annex) <= number]
    if annex is not None:
        there = [one for one in there if one.left_annex is None or number <= one.left_annex.number]
    return sorted(there, key=lambda p: ORDER.index(p.role) if p.role in ORDER else len(ORDER))


def _number(annex: Annex | None) -> int:
    return 0 if annex is None else annex.number


def changes_of_parties(annex: Annex) -> Article:
    """Whom the annex brings into the contract and whom it lets go; empty where it changes no party."""
    said = [
        f"{one.organisation.name} tham gia hợp đồng với tư cách bên sản xuất kể từ ngày các bên ký đủ phụ lục này."
        for one in annex.contract.parties
        if one.joined_annex_id == annex.id
    ] + [
        f"{one.organisation.name} rời hợp đồng kể từ ngày các bên ký đủ phụ lục này; quyền và nghĩa vụ về những gì đã "
        "giao, đã nhận trước ngày đó vẫn giữ nguyên."
        for one in annex.contract.parties
        if one.left_annex_id == annex.id
    ]
    return Article("Thay đổi các bên", sentences=said)


def block_of(party: ContractParty) -> PartyBlock:
    """The party in words. A tổ hợp tác is no legal person, so what its signer rests on is needed."""
    organisation = party.organisation
    signs = party.role is not PartyRole.WITNESS
    return PartyBlock(
        role=str(party.role.label),
        name=organisation.name,
        clauses=said(
            Clause("Mã số thuế (mã số đăng ký)", organisation.tax_code or "", needed=signs),
            Clause("Địa chỉ", address_of(organisation), needed=True),
            Clause("Người đại diện", party.representative or "", needed=True),
            Clause("Chức vụ", party.title or "", needed=signs),
            Clause(
                "Căn cứ đại diện, giấy ủy quyền",
                party.authority or "",
                needed=organisation.kind is OrganisationKind.THT,
            ),
        ),
        representative=party.representative or "",
        title=party.title or "",
    )


def address_of(organisation: Organisation) -> str:
    """Street, commune and province as far as they are known."""
    places = [place.full_name for place in (organisation.commune, organisation.province) if place]
    return ", ".join([*filter(None, [organisation.address]), *places])


def suppliers_article(contract: Contract) -> Article:
    """The cooperatives, groups and households that stand behind a union or group; empty where none is named."""
    if not contract.suppliers:
        return Article("")
    names = {party.organisation_id: party.organisation.name for party in contract.parties}
    rows = [_supplier_row(names.get(one.for_organisation_id, ""), one) for one in contract.suppliers]
    columns = ("Bên giao", "Đơn vị, hộ cung ứng", "Khối lượng", "Diện tích")
    table = Table("Đơn vị, hộ cung ứng của các bên giao", columns, rows, numeric=(2, 3))
    return Article("Đơn vị cung ứng của bên giao", tables=[table])


def _supplier_row(side: str, one: AnnexSupplier) -> list[str]:
    quantity = "" if one.quantity_kg is None else kilograms(one.quantity_kg)
    return [side, one.name, quantity, "" if one.area_ha is None else format_quantity(one.area_ha, "ha")]
