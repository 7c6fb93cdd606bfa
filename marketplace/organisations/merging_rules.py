"""What stands against merging two records, in sentences for the person who wants to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.extensions import Base, db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Distinction, Organisation, OrganisationKind, Origin

GROWN = {OrganisationKind.THT: OrganisationKind.HTX}  # a group that became a cooperative (NĐ 92/2024 Đ14)


Objection = Callable[[Organisation, Organisation], Iterable[LazyString]]
_objections: list[Objection] = []


def objects_to_mergers(objection: Objection) -> Objection:
    """Register a later room's reasons why (merged, successor) cannot be one record yet."""
    _objections.append(objection)
    return objection


def obstacles(merged: Organisation, successor: Organisation) -> list[LazyString]:
    """Every reason why `merged` cannot go into `successor`; empty when it can."""
    return [*_of_the_records(merged, successor), *_of_origin(merged, successor), *_of_dealings(merged, successor)]


def _of_the_records(merged: Organisation, successor: Organisation) -> Iterator[LazyString]:
    if merged.id == successor.id:
        yield _l("Cần hai hồ sơ khác nhau.")
    if _are_told_apart(merged.id, successor.id):
        yield _l(
            "Cặp này đã được ghi là hai tổ chức. Nếu ghi nhầm, hãy chọn “Xét lại” ở danh sách có thể trùng rồi gộp."
        )
    if merged.merged_into_id is not None or successor.merged_into_id is not None:
        yield _l("Một trong hai hồ sơ đã được gộp trước đó.")
    if OrganisationKind.AREA in (merged.kind, successor.kind):
        yield _l("Vùng sản xuất theo báo chí không phải là một tổ chức, nên không gộp được.")
    elif successor.kind not in (merged.kind, GROWN.get(merged.kind)):
        yield _l("Hai hồ sơ khác loại tổ chức. Nếu một bên nhập nhầm loại, hãy sửa hồ sơ đó trước.")
    if merged.is_verified and successor.is_verified and _codes_differ(merged, successor):
        yield _l("Hai hồ sơ đều đã xác minh với hai mã số thuế khác nhau, nên là hai tổ chức.")


def _codes_differ(merged: Organisation, successor: Organisation) -> bool:
    return None not in (merged.tax_code, successor.tax_code) and merged.tax_code != successor.tax_code


def _of_origin(merged: Organisation, successor: Organisation) -> Iterator[LazyString]:
    if successor.origin is Origin.REPORTED and merged.origin is not Origin.REPORTED:
        yield _l("Hồ sơ giữ lại chỉ là tin báo chí. Hãy gộp theo chiều ngược lại.")
    elif merged.is_verified and not successor.is_verified:
        yield _l("Hồ sơ sẽ mất đã được xác minh, hồ sơ giữ lại thì chưa. Hãy gộp theo chiều ngược lại.")
    if (merged.origin is Origin.DEMONSTRATION) != (successor.origin is Origin.DEMONSTRATION):
        yield _l("Hồ sơ minh họa không gộp với hồ sơ thật.")


def _of_dealings(merged: Organisation, successor: Organisation) -> Iterator[LazyString]:
    if _face_each_other(merged.id, successor.id):
        yield _l("Hai hồ sơ là hai bên của một vụ việc kết nối, nên không thể là một tổ chức.")
    for objection in _objections:
        yield from objection(merged, successor)


def _face_each_other(one: int, other: int) -> bool:
    """The tables of higher rooms are asked by name: this room cannot import them."""
    case = Base.metadata.tables["cases"]
    sides = sa.tuple_(case.c.seller_id, case.c.buyer_id).in_([(one, other), (other, one)])
    return _is_there(sa.select(case.c.id).where(sides))


def _are_told_apart(one: int, other: int) -> bool:
    pair = sa.and_(Distinction.first_id == min(one, other), Distinction.second_id == max(one, other))
    return _is_there(sa.select(Distinction.id).where(pair))


def _is_there(question: sa.Select[int]) -> bool:
    return db.session.execute(question.limit(1)).first() is not None
