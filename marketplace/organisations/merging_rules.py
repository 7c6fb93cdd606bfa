"""What stands against merging two records, in sentences for the person who wants to."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.extensions import Base, db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Distinction, Organisation, OrganisationKind, Origin

# What a record said, agreed or delivered is never rewritten, and whoever reads it asks for the record by number.
GIVEN_WORD = (
    ("consents", "organisation_id"), ("acceptances", "organisation_id"), ("terms_periods", "organisation_id"),
    ("deliveries", "organisation_id"), ("deliveries", "entered_for_id"), ("delivery_answers", "organisation_id"),
)  # fmt: skip
GROWN = {OrganisationKind.THT: OrganisationKind.HTX}  # a group that became a cooperative (NĐ 92/2024 Đ14)


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
    if _are_both_parties(merged.id, successor.id):
        yield _l("Hai hồ sơ cùng là các bên của một hợp đồng, nên không thể là một tổ chức.")
    if _face_each_other(merged.id, successor.id):
        yield _l("Hai hồ sơ là hai bên của một vụ việc kết nối, nên không thể là một tổ chức.")
    if _has_given_its_word(merged.id):
        yield _l(
            "Hồ sơ sẽ mất đã trả lời hoặc thống nhất điều khoản trong một vụ việc; những điều đó không được sửa. "
            "Hãy gộp theo chiều ngược lại."
        )


def _are_both_parties(one: int, other: int) -> bool:
    """The tables of higher rooms are asked by name: this room cannot import them."""
    party = Base.metadata.tables["contract_parties"]
    mine, theirs = party.alias("mine"), party.alias("theirs")
    both = sa.and_(mine.c.organisation_id == one, theirs.c.organisation_id == other)
    return _is_there(sa.select(mine.c.id).join(theirs, mine.c.contract_id == theirs.c.contract_id).where(both))


def _has_given_its_word(organisation_id: int) -> bool:
    tables = Base.metadata.tables
    return any(
        _is_there(sa.select(tables[name].c.id).where(tables[name].c[column] == organisation_id))
        for name, column in GIVEN_WORD
    )


def _face_each_other(one: int, other: int) -> bool:
    case = Base.metadata.tables["cases"]
    sides = sa.tuple_(case.c.seller_id, case.c.buyer_id).in_([(one, other), (other, one)])
    return _is_there(sa.select(case.c.id).where(sides))


def _are_told_apart(one: int, other: int) -> bool:
    pair = sa.and_(Distinction.first_id == min(one, other), Distinction.second_id == max(one, other))
    return _is_there(sa.select(Distinction.id).where(pair))


def _is_there(question: sa.Select[int]) -> bool:
    return db.session.execute(question.limit(1)).first() is not None
