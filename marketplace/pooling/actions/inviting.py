"""From a variant to cases: everything is looked at once more, then every cooperative is asked for its own share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering import actions as cases
from marketplace.brokering.actions import Share
from marketplace.brokering.models import Case
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.clock import now
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import CertificateKind
from marketplace.pooling.actions.variants import check_open
from marketplace.pooling.market import Reading, paper_of
from marketplace.pooling.models import PoolCase, PoolClosing, Supplier, Variant
from marketplace.pooling.refusals import days, too_much
from marketplace.web.formats import format_kg, format_percent

ZERO = Decimal(0)


def faults(variant: Variant, reading: Reading) -> list[str]:
    """What of a variant does not hold any more, each in a sentence that names who and what."""
    group = group_of(variant)
    if not group:
        return [str(_l("Phương án chưa có đơn vị nào để mời: hãy tính lại hoặc nhập khối lượng."))]
    found = [sentence for one in group for sentence in _of_supplier(one, reading)]
    most = variant.pool.need.maximum_suppliers
    if most is not None and len(group) > most:
        found.append(
            str(_l("Nhóm có %(count)s đơn vị, bên mua chỉ nhận nhiều nhất %(most)s.", count=len(group), most=most))
        )
    return [*found, *_of_periods(group, reading), *_of_demands(variant, group, reading)]


def group_of(variant: Variant) -> list[Supplier]:
    """Its suppliers with something to give, the largest first."""
    group = [one for one in variant.suppliers if one.total_kg > 0]
    return sorted(group, key=lambda one: (-one.total_kg, one.id))


def _of_supplier(one: Supplier, reading: Reading) -> list[str]:
    option = reading.option(one.offer.public_id)
    name = one.organisation.short_name or one.organisation.name
    if option is None:
        return [str(_l("%(name)s không còn đủ điều kiện hoặc đã rút chào bán.", name=name))]
    found = []
    at = {wanted.start: index for index, wanted in enumerate(reading.wanted)}
    for cell in one.cells:
        if cell.kg and cell.start in at:
            found.append(too_much(option, reading.wanted[at[cell.start]], at[cell.start], cell.kg))
        elif cell.kg:
            found.append(str(_l("Nhu cầu không còn cần hàng ở một kỳ mà %(name)s được giao phần.", name=name)))
    if option.most_kg is not None and one.total_kg > option.most_kg:
        left = format_kg(option.most_kg)
        found.append(str(_l("%(name)s chỉ còn %(left)s cho tất cả các kỳ cộng lại.", name=name, left=left)))
    return [sentence for sentence in found if sentence]


def _of_demands(variant: Variant, group: Sequence[Supplier], reading: Reading) -> list[str]:
    """What was demanded of the group as a whole and typed amounts do not keep; a kilogram each comes from rounding."""
    found, total = [], sum((one.total_kg for one in group), ZERO)
    short = sum((one.kg for one in reading.wanted), ZERO) - total
    if variant.demands.all_or_nothing and short > 0:
        found.append(
            str(_l("Phương án chỉ nhận khi đủ cả đơn mà còn thiếu %(short)s: hãy tính lại hoặc nhận giao một phần.",
                   short=format_kg(short)))
        )  # fmt: skip
    for kind, percent in variant.demands.shares.items():
        name = paper_of(CertificateKind(kind))
        held = sum((one.total_kg for one in group if _holds(one, name, reading)), ZERO)
        if held + len(group) < total * percent / 100:
            sentence = _l("Chỉ %(held)s của nhóm có %(paper)s, ít hơn %(percent)s đã đòi: hãy tính lại.",
                          held=format_percent(held / total), paper=CertificateKind(kind).label,
                          percent=format_percent(Decimal(percent) / 100))  # fmt: skip
            found.append(str(sentence))
    return found


def _holds(one: Supplier, name: str, reading: Reading) -> bool:
    option = reading.option(one.offer.public_id)
    return option is not None and name in option.holds | reading.certificates


def _of_periods(group: Sequence[Supplier], reading: Reading) -> list[str]:
    found = []
    for wanted in reading.wanted:
        total = sum((cell.kg for one in group for cell in one.cells if cell.start == wanted.start), ZERO)
        if total > wanted.kg:
            sentence = _l("Phương án có %(total)s cho %(period)s, nhiều hơn %(wanted)s còn cần.",
                          total=format_kg(total), period=days(wanted), wanted=format_kg(wanted.kg))  # fmt: skip
            found.append(str(sentence))
    return found


def invite(
    *,
    by: User,
    variant: Variant,
    version: int | None,
    reading: Reading,
    together: bool,
    note: str = "",
    agree: bool = False,
) -> list[Case]:
    """Every cooperative of the group is asked: in one case (`together`), or each in its own.

    `agree` is the buyer's own yes, where `by` may give it. Raises what `check_open` and `open_case` raise, and
    WrongStateError with every sentence of `faults`.
    """
    check_open(variant, version)
    if found := faults(variant, reading):
        raise WrongStateError(" ".join(found))
    group = group_of(variant)
    made = [_open(by, variant, part, note) for part in ([group] if together else [[one] for one in group])]
    for case in made:
        if (
            agree
            and by.id not in case.broker_user_ids
            and case.buyer_id in sides_open_to(by, case, frozenset({case.buyer_id}))
        ):
            cases.answer(by=by, case=case, voice=Voice(case.buyer_id), yes=True)
    pool = variant.pool
    pool.cases.extend(PoolCase(case_id=case.id) for case in made)
    variant.chosen_at = pool.closed_at = now()
    pool.closing = PoolClosing.INVITED
    db.session.flush()
    record(events.POOL_INVITED, pool, by=by, number=variant.number, cases=[case.id for case in made])
    return made


def _open(by: User, variant: Variant, part: Sequence[Supplier], note: str) -> Case:
    first, *others = part
    name = first.organisation.short_name or first.organisation.name
    try:
        case = cases.open_case(
            by=by, offer=first.offer, need=variant.pool.need, note=note, others=[one.offer for one in others]
        )
    except DomainError as problem:
        if len(part) > 1 or problem.field == "note":
            raise
        raise type(problem)(f"{name}: {problem.message}") from problem
    shares = [
        Share(one.organisation_id, cell.start, cell.end, cell.kg) for one in part for cell in one.cells if cell.kg > 0
    ]
    cases.plan_shares(by=by, case=case, shares=shares)
    return case
