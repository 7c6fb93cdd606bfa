"""What signed contracts have against merging two records of one organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask_babel import LazyString
from sqlalchemy.orm import selectinload

from marketplace.brokering.models import Acceptance, Terms, TermsPeriod
from marketplace.clock import today
from marketplace.contracts.models import STANDING, Contract, ContractParty
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.merging_rules import objects_to_mergers
from marketplace.organisations.models import Organisation


@objects_to_mergers
def signed_in_its_name(merged: Organisation, successor: Organisation) -> Iterator[LazyString]:
    """The parties of a contract that runs change by an annex and in no other way; one that is over is history."""
    contracts = [contract for contract in _running(merged) if _stays(contract, merged)]
    if any(_stays(contract, successor) for contract in contracts):
        yield _l(
            "Hai hồ sơ cùng là các bên của một hợp đồng đang chạy. Các bên của hợp đồng chỉ thay đổi bằng phụ lục: hãy "
            "để một hồ sơ rời hợp đồng, chuyển phần của nó cho hồ sơ kia, rồi gộp."
        )
    elif any(_gave_its_word(contract, merged) for contract in contracts):
        yield _l(
            "Hồ sơ sẽ mất đứng tên trong một hợp đồng đang chạy, mà các bên của hợp đồng chỉ thay đổi bằng phụ lục. "
            "Hãy gộp theo chiều ngược lại; nếu cả hai đều có hợp đồng đang chạy, hãy đưa hồ sơ giữ lại vào thay bằng "
            "phụ lục trước."
        )


def _running(organisation: Organisation) -> Sequence[Contract]:
    """The contracts in their term that name it, with their parties."""
    named = sa.select(ContractParty.contract_id).where(ContractParty.organisation_id == organisation.id)
    running = sa.select(Contract).where(
        Contract.id.in_(named), Contract.state.in_(STANDING), Contract.effective_to >= today()
    )
    return db.session.scalars(running.options(selectinload(Contract.parties))).unique().all()


def _stays(contract: Contract, organisation: Organisation) -> bool:
    return any(party.organisation_id == organisation.id and not party.has_left for party in contract.parties)


def _gave_its_word(contract: Contract, organisation: Organisation) -> bool:
    """Whether terms of the contract's talks have its yes or a share of it; what was entered from paper has neither."""
    of_case = sa.select(Terms.id).where(Terms.case_id == contract.case_id)
    given = (
        sa.exists().where(kind.terms_id.in_(of_case), kind.organisation_id == organisation.id)
        for kind in (Acceptance, TermsPeriod)
    )
    return bool(db.session.scalar(sa.select(sa.or_(*given))))
