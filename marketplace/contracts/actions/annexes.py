"""Annexes (phụ lục): opened with a reason, talked about like terms, signed like the contract, or given up."""

from __future__ import annotations

from datetime import date, datetime

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.brokering import ledger
from marketplace.brokering.actions.amending import begin_amending, end_amending
from marketplace.brokering.actions.leaving import part_with_newcomers
from marketplace.brokering.models import Terms
from marketplace.clock import now, today
from marketplace.contracts.actions.annex_parties import drop_parties, producers
from marketplace.contracts.actions.common import chained, lock_contract, move_state, tell_people
from marketplace.contracts.actions.speaking import check_may_amend
from marketplace.contracts.actions.standing import stand_on
from marketplace.contracts.models import Annex, AnnexReason, Contract, ContractState
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date

AMENDABLE = frozenset({ContractState.SIGNED, ContractState.RENEGOTIATING})
# Bộ luật Dân sự 2015 Đ420: the party that asks for new terms goes on performing meanwhile, so this is no breach.
HARDSHIP = "Hoàn cảnh thay đổi cơ bản: đàm phán lại theo Điều 420 Bộ luật Dân sự 2015."


def open_annex(*, by: User, contract: Contract, reason: AnnexReason, note: str) -> Annex:
    """An annex to a contract in force: from now on its parties may talk about terms again; the contract stands.

    By a signing party's manager or the owning broker. A fundamental change of circumstances (`HARDSHIP`) moves
    the contract to "renegotiating". WrongStateError when the contract is not in force, its term is over, it or
    its last annex waits for the second person, or an annex is open already.
    """
    contract = lock_contract(contract)
    check_may_amend(by, contract)
    _check_amendable(contract)
    if not note.strip():
        raise DomainError(_l("Ghi rõ điều gì cần thay đổi và vì sao."), field="note")
    begin_amending(by=by, case=contract.case)
    annex = Annex(
        number=len(contract.annexes) + 1, reason=reason, note=note.strip(), before_terms_id=contract.terms_id,
        before_terms=contract.terms, opened_by_id=by.id, opened_at=contract.case.amending_since or now(),
    )  # fmt: skip
    contract.annexes.append(annex)
    db.session.flush()
    # What the parties wrote stays between them: whoever reads the site's history reads the reason's code alone.
    after = {"annex": annex.number, "because": reason, "revision": contract.terms.number}
    chained(events.ANNEX_OPENED, contract, by=by, after=after)
    if reason is AnnexReason.HARDSHIP and contract.state is ContractState.SIGNED:
        move_state(contract, "renegotiate", today(), by=by, reason=HARDSHIP)
    tell_people(
        contract, by=by, key=f"annex:{annex.number}:opened",
        sentence=_l("Có đề nghị lập phụ lục số %(number)s: %(why)s.", number=annex.number, why=reason.label),
    )  # fmt: skip
    return annex


def drop_annex(*, by: User, contract: Contract, annex: Annex, reason: str) -> None:
    """Give up an annex that is not signed: what was held for it is free again, the contract stands as it was."""
    contract = lock_contract(contract)
    check_may_amend(by, contract)
    if annex.contract_id != contract.id or not annex.is_open:
        raise WrongStateError(_l("Phụ lục này không còn để ngỏ."))
    if not reason.strip():
        raise DomainError(_l("Ghi rõ lý do."), field="reason")
    give_up(contract, annex, by=by, reason=reason)
    tell_people(
        contract, by=by, key=f"annex:{annex.number}:dropped",
        sentence=_l("Phụ lục số %(number)s đã được bỏ: %(why)s", number=annex.number, why=reason),
    )  # fmt: skip


def give_up(contract: Contract, annex: Annex, *, by: User, reason: str) -> None:
    """Drop the open annex of a locked contract with its files and confirmations; who may, the caller has asked."""
    instant, drawn = now(), annex.drawn
    if drawn is not None:
        ledger.drop_change(annex.before_terms, drawn, by=by)
        _withdraw_proof(contract, drawn, instant)
    annex.dropped_at, annex.terms, annex.terms_id = instant, drawn, drawn.id if drawn else None
    end_amending(by=by, case=contract.case)
    drop_parties(contract, annex)
    part_with_newcomers(contract.case, frozenset(one.organisation_id for one in producers(contract)), by=by)
    db.session.flush()
    chained(
        events.ANNEX_DROPPED, contract, by=by,
        after={"annex": annex.number, "revision": drawn.number if drawn else None}, reason=reason,
    )  # fmt: skip


def _withdraw_proof(contract: Contract, terms: Terms, instant: datetime) -> None:
    for signature in contract.signatures_of(terms):
        signature.withdrawn_at = instant
    for document in contract.documents:
        if document.terms_id == terms.id:
            document.withdrawn_at = document.withdrawn_at or instant


def sign_annex(contract: Contract, annex: Annex, terms: Terms, *, by: User) -> None:
    """File and every confirmation of the annex are there: from the latest day named its terms are the contract's.

    The caller holds the lock. What a fundamental change had set to "renegotiating" goes on as before.
    """
    day = max(signature.signed_on for signature in contract.signatures_of(terms))
    annex.terms, annex.terms_id, annex.signed_on = terms, terms.id, day
    ledger.commit_change(annex.before_terms, terms, by=by)
    stand_on(contract, terms)
    end_amending(by=by, case=contract.case)
    db.session.flush()
    chained(
        events.ANNEX_SIGNED, contract, by=by,
        before={"revision": annex.before_terms.number},
        after={"annex": annex.number, "revision": terms.number, "signed_on": day},
    )  # fmt: skip
    if contract.state is ContractState.RENEGOTIATING:
        reason = f"Đã ký phụ lục số {annex.number}."
        move_state(contract, "resume", max(day, _last_change(contract)), by=by, reason=reason)
    tell_people(
        contract, by=by, key=f"annex:{annex.number}:signed:{terms.number}",
        sentence=_l("Phụ lục số %(number)s đã đủ chữ ký và đang chờ xác minh.", number=annex.number),
    )  # fmt: skip


def check_annex_day(contract: Contract, day: date) -> None:
    """DomainError on `signed_on` for an annex signed before the contract, or before the annex it follows."""
    signed = [annex.signed_on for annex in contract.signed_annexes] + [contract.signed_on]
    last = max(one for one in signed if one is not None)
    if day < last:
        raise DomainError(
            _l("Phụ lục không thể ký trước ngày %(day)s của lần ký trước.", day=format_date(last)), field="signed_on"
        )


def _check_amendable(contract: Contract) -> None:
    if contract.state not in AMENDABLE:
        raise WrongStateError(
            _l("Hợp đồng đang ở trạng thái “%(state)s” nên không lập phụ lục được.", state=contract.state.label)
        )
    if contract.effective_to < today():
        raise WrongStateError(_l("Hợp đồng đã hết thời hạn: hãy gia hạn bằng một hợp đồng mới."))
    if contract.awaits_check:
        raise WrongStateError(_l("Bản đã ký còn chờ xác minh; xác minh xong mới lập phụ lục được."))
    if contract.open_annex is not None:
        raise WrongStateError(_l("Đang có một phụ lục chưa xong; hãy ký hoặc bỏ phụ lục đó trước."))


def _last_change(contract: Contract) -> date:
    return max(row.valid_from for row in contract.standing_states)
