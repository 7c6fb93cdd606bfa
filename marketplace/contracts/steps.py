"""The one thing to do next about a contract, on its own page and in its case."""

from __future__ import annotations

from flask import url_for
from flask_babel import LazyString

from marketplace.accounts.models import User
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.brokering.models import Case, Terms
from marketplace.brokering.steps import NextStep, continues
from marketplace.brokering.voices import sides_open_to
from marketplace.clock import today
from marketplace.contracts.models import STANDING, Annex, Contract, ContractState, Phase
from marketplace.contracts.prints import paper_today
from marketplace.contracts.queries import contract_of_case
from marketplace.labels import lazy_gettext as _l

AMENDED = {Phase.TO_BEGIN, Phase.ACTIVE, Phase.RENEGOTIATING}
RENEWABLE = {ContractState.SIGNED, ContractState.COMPLETED}
SENTENCES: dict[Phase, LazyString] = {
    Phase.TO_BEGIN: _l("Hợp đồng đã ký và xác minh, chưa tới ngày có hiệu lực."),
    Phase.ACTIVE: _l("Hợp đồng đang được thực hiện."),
    Phase.EXPIRED: _l("Hợp đồng đã hết thời hạn."),
    Phase.SUSPENDED: _l("Hợp đồng đang tạm ngừng; ngày trong thời gian này không được tính là có liên kết."),
    Phase.COMPLETED: _l("Hợp đồng đã hoàn thành; không còn việc gì phải làm."),
    Phase.TERMINATED_BY_AGREEMENT: _l("Hợp đồng đã chấm dứt theo thỏa thuận; không còn việc gì phải làm."),
    Phase.TERMINATED_FOR_BREACH: _l("Hợp đồng đã chấm dứt do vi phạm; khoản còn nợ, nếu có, xem trong sổ giao nhận."),
    Phase.VOID: _l("Hợp đồng đã bị hủy, coi như chưa từng có; không còn việc gì phải làm."),
    Phase.RENEGOTIATING: _l("Các bên đang đàm phán lại; nghĩa vụ trong hợp đồng vẫn phải thực hiện."),
}


def may_amend(contract: Contract, reader: User) -> bool:
    """Whether this reader may open an annex now."""
    ready = contract.phase in AMENDED and not contract.awaits_check and contract.open_annex is None
    return ready and contract.effective_to >= today() and _speaks(contract, reader)


def may_renew(contract: Contract, reader: User) -> bool:
    """Whether this reader may ask for a renewal."""
    return contract.state in RENEWABLE and contract.verified_at is not None and _speaks(contract, reader)


def _speaks(contract: Contract, reader: User) -> bool:
    return bool(sides_open_to(reader, contract.case, contract.signing_organisation_ids))


def next_step(contract: Contract, reader: User) -> NextStep:
    """The one thing this reader should do now, or whom the contract waits for."""
    if contract.is_outdated:
        return _anew(contract, reader)
    if contract.state is ContractState.DRAFT:
        return _towards_signing(contract, reader)
    if contract.awaits_check:
        return _to_check(contract, reader)
    if contract.open_annex is not None and contract.state in STANDING:
        return _of_annex(contract, contract.open_annex, reader)
    if contract.phase is Phase.EXPIRED and may_renew(contract, reader):
        url = url_for("contracts.renew", public_id=contract.public_id)
        return NextStep(_l("Hợp đồng đã hết thời hạn."), url, _l("Gia hạn"))
    return NextStep(SENTENCES.get(contract.phase, contract.phase.label))


def _to_check(contract: Contract, reader: User) -> NextStep:
    if not reader.viewer().is_broker or reader.id in contract.maker_user_ids:
        return NextStep(_l("Đang chờ một cán bộ khác đối chiếu tệp ký với hồ sơ."))
    annex = next((one for one in contract.annexes if one.awaits_check), None)
    if annex is None:
        url = url_for("contracts.verify", public_id=contract.public_id)
        return NextStep(_l("Hợp đồng chờ người thứ hai xác minh."), url, _l("Đối chiếu và xác minh"))
    url = url_for("contracts.verify_annex", public_id=contract.public_id, annex_id=annex.public_id)
    sentence = _l("Phụ lục số %(number)s chờ người thứ hai xác minh.", number=annex.number)
    return NextStep(sentence, url, _l("Đối chiếu và xác minh"))


def _of_annex(contract: Contract, annex: Annex, reader: User) -> NextStep:
    if annex.drawn is not None:
        return _towards_signing(contract, reader)
    case, number = contract.case, {"number": annex.number}
    sides, latest = sides_open_to(reader, case, case.party_organisation_ids), case.revisions[-1]
    if not sides:
        return NextStep(_l("Phụ lục số %(number)s đang được thương lượng. Hợp đồng vẫn thực hiện như cũ.", **number))
    if latest.created_at < annex.opened_at:
        url = url_for("brokering.propose", public_id=case.public_id)
        return NextStep(_l("Hãy soạn điều khoản mới cho phụ lục số %(number)s.", **number), url, _l("Soạn điều khoản"))
    if [side for side in sides if not latest.accepted_by(side)]:
        url = url_for("brokering.accept", public_id=case.public_id)
        sentence = _l("Bản điều khoản số %(number)s đang chờ trả lời.", number=latest.number)
        return NextStep(sentence, url, _l("Xem và chấp nhận"))
    return NextStep(_l("Đang chờ các bên khác xem bản điều khoản số %(number)s.", number=latest.number))


@continues
def step_of_case(case: Case, reader: User) -> NextStep | None:
    """How a case with a contract goes on: to the contract, or from an outdated draft to a new one."""
    contract = contract_of_case(case)
    if contract is None or not can(reader.viewer(), Permission.CONTRACT_VIEW, contract):
        return None
    if contract.is_outdated and can(reader.viewer(), Permission.CONTRACT_EDIT, contract):
        return _anew(contract, reader)
    annex = contract.open_annex if contract.state in STANDING else None
    if annex is not None and annex.drawn is None:
        return _of_annex(contract, annex, reader)
    sentence = _l("Đã có bản nháp hợp đồng. Mở ra để xem và ký.")
    if annex is not None:
        sentence = _l("Phụ lục số %(number)s đã thống nhất, chờ ký.", number=annex.number)
    elif contract.state is not ContractState.DRAFT:
        sentence = _l("Hợp đồng đã ký.")
    return NextStep(sentence, url_for("contracts.show", public_id=contract.public_id), _l("Mở hợp đồng"))


def _anew(contract: Contract, reader: User) -> NextStep:
    old, agreed = contract.terms.number, contract.case.agreed_terms
    sentence = _l(
        "Bản nháp này lập từ bản điều khoản số %(old)s, nay đã cũ: các bên đã thống nhất bản số %(new)s.",
        old=old,
        new=agreed.number if agreed else old,
    )
    if not can(reader.viewer(), Permission.CONTRACT_EDIT, contract):
        return NextStep(sentence)
    return NextStep(sentence, url_for("contracts.new", case=contract.case.public_id), _l("Lập lại hợp đồng"))


def _towards_signing(contract: Contract, reader: User) -> NextStep:
    terms = contract.terms_to_sign or contract.terms
    sides = sides_open_to(reader, contract.case, contract.signing_organisation_ids)
    confirmed = {signature.organisation_id for signature in contract.signatures_of(terms)}
    if sides and contract.signed_file_of(terms) is None:
        url = url_for("contracts.add_document", public_id=contract.public_id)
        return NextStep(_before_signing(contract, terms), url, _l("Tải bản đã ký"))
    if [side for side in sides if side not in confirmed]:
        url = url_for("contracts.sign", public_id=contract.public_id)
        return NextStep(_l("Bản đã ký có rồi. Mỗi bên xác nhận mình đã ký đúng bản này."), url, _l("Xác nhận đã ký"))
    return NextStep(_l("Đang chờ các bên còn lại ký và xác nhận."))


def _before_signing(contract: Contract, terms: Terms) -> LazyString:
    """To be printed and signed, or first to be filled in; a blank may still be filled by pen."""
    paper = paper_today(contract, contract.open_annex)
    if paper is not None and paper.gaps:
        return _l(
            "Bản số %(number)s chưa sẵn sàng ký: còn %(count)s chỗ trống, xem mục Bản in. Điền nốt, in ra, các bên ký, "
            "rồi tải bản đã ký lên.",
            number=terms.number,
            count=len(paper.gaps),
        )
    return _l("Sẵn sàng ký: in bản số %(number)s, các bên ký, rồi tải bản đã ký lên.", number=terms.number)
