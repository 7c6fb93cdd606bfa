"""Whether a printed paper still says what holds today: the answer behind the code on each print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.contracts.documents.content import TEMPLATE
from marketplace.contracts.models import Annex, Contract, ContractState, Print
from marketplace.contracts.paper import Paper, paper_of, paper_of_annex
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.addresses import absolute


class Standing(Labelled):
    """What a print is worth today; derived, never stored."""

    CURRENT = "current", _l("Bản in này là bản hiện hành"), "good"
    AMENDED = "amended", _l("Hợp đồng này đã được sửa đổi bằng phụ lục"), "warn"
    CHANGED = "changed", _l("Thông tin ghi trên bản in này đã thay đổi sau khi in"), "warn"
    REPLACED = "replaced", _l("Bản in này đã được thay bằng bản điều khoản mới hơn"), "bad"
    VOID = "void", _l("Văn bản này đã bị hủy"), "bad"


def print_at(public_id: str) -> Print:
    """The print behind a code; NotFoundError for a code that nobody gave out."""
    found = db.session.scalars(sa.select(Print).filter_by(public_id=public_id)).first()
    if found is None:
        raise NotFoundError
    return found


def print_of(paper: Paper) -> Print | None:
    """The print of exactly this content, if there is one."""
    annex_id = paper.annex.id if paper.annex else None
    question = sa.select(Print).where(
        Print.contract_id == paper.contract.id,
        Print.annex_id.is_(None) if annex_id is None else Print.annex_id == annex_id,
        Print.sha256 == paper.digest,
        Print.template == TEMPLATE,
    )
    return db.session.scalars(question).first()


def paper_today(contract: Contract, annex: Annex | None) -> Paper | None:
    """The paper as it would be printed now; None for an annex that nothing is agreed for."""
    return paper_of(contract) if annex is None else paper_of_annex(annex)


def standing_of(one: Print) -> Standing:
    """What has become of the paper since it was printed."""
    contract, annex = one.contract, one.annex
    paper = paper_today(contract, annex)
    if contract.state is ContractState.VOID or (annex and annex.dropped_at):
        return Standing.VOID
    if paper is None or paper.terms.id != one.terms_id or contract.is_outdated:
        return Standing.REPLACED
    if paper.digest != one.sha256:
        return Standing.CHANGED
    amended = annex is None and any(later.signed_on for later in contract.annexes)
    return Standing.AMENDED if amended else Standing.CURRENT


def address_of(one: Print) -> str:
    """Where its code leads."""
    return absolute("contracts.printed", public_id=one.public_id)


def file_name(paper: Paper, ending: str) -> str:
    """A name that every system takes: hop-dong-07-2026-HDLK-ban-2.pdf."""
    kind = f"phu-luc-{paper.annex.number:02}" if paper.annex else "hop-dong"
    number = re.sub(r"[^0-9A-Za-z]+", "-", (paper.contract.number or "").replace("Đ", "D").replace("đ", "d")).strip("-")
    return "-".join(filter(None, [kind, number, f"ban-{paper.terms.number}"])) + f".{ending}"


@dataclass(frozen=True, slots=True)
class Printable:
    """A paper as the page of its contract offers it."""

    annex: Annex | None
    gaps: Sequence[str]
    is_draft: bool


def papers_of(contract: Contract) -> list[Printable]:
    """The papers that can be printed: the contract, then its annexes that are not given up and have terms."""
    annexes = [annex for annex in contract.annexes if annex.dropped_at is None]
    sheets = [(annex, paper_today(contract, annex)) for annex in (None, *annexes)]
    return [Printable(annex, sheet.gaps, sheet.is_draft) for annex, sheet in sheets if sheet is not None]
