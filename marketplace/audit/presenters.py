"""A sentence for each event, for timelines and for the administrator's journal.

People and organisations live above this room and events keep only their numbers, so their names are read here
from the two columns they stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import LazyString
from flask_babel import gettext as _

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.audit.queries import history_of
from marketplace.audit.words import FIELDS, show
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import Base, db
from marketplace.labels import lazy_gettext as _l

Sentences = Mapping[str, tuple[LazyString, str]]

SENTENCES: Sentences = {
    events.REGISTERED: (_l("Đã lập tài khoản."), "info"),
    events.SIGNED_IN: (_l("Đã đăng nhập."), "neutral"),
    events.SIGNED_OUT: (_l("Đã kết thúc phiên đăng nhập."), "neutral"),
    events.PASSWORD_CHANGED: (_l("Đã đổi mật khẩu."), "warn"),
    events.PASSWORD_RESET_ASKED: (_l("Đã gửi liên kết đặt mật khẩu."), "neutral"),
    events.ROLE_CHANGED: (_l("Đã đổi vai trò trong hệ thống."), "warn"),
    events.ACCOUNT_CHANGED: (_l("Đã sửa thông tin cá nhân."), "neutral"),
    events.ACCOUNT_DISABLED: (_l("Đã khóa tài khoản."), "bad"),
    events.ACCOUNT_ENABLED: (_l("Đã mở khóa tài khoản."), "good"),
    events.ORGANISATION_CREATED: (_l("Đã lập hồ sơ tổ chức."), "info"),
    events.ORGANISATION_CHANGED: (_l("Đã sửa hồ sơ tổ chức."), "neutral"),
    events.ORGANISATION_VERIFIED: (_l("Đã xác minh tổ chức."), "good"),
    events.ORGANISATION_UNVERIFIED: (_l("Đã bỏ xác minh tổ chức."), "bad"),
    events.ORGANISATION_STATUS_RECORDED: (_l("Đã ghi nhận tình trạng pháp lý."), "info"),
    events.ORGANISATION_RATED: (_l("Đã ghi xếp loại hằng năm."), "info"),
    events.ORGANISATION_JOINED_UNION: (_l("Đã ghi nhận là thành viên liên hiệp hợp tác xã."), "info"),
    events.ORGANISATION_MERGED: (_l("Hồ sơ này đã được gộp vào một hồ sơ khác."), "warn"),
    events.ORGANISATION_TOOK_OVER: (_l("Đã nhận gộp một hồ sơ trùng."), "warn"),
    events.ORGANISATION_TOLD_APART: (_l("Đã xác nhận không phải là một với hồ sơ khác."), "neutral"),
    events.ORGANISATION_TOLD_TOGETHER: (_l("Đã bỏ xác nhận không phải là một."), "neutral"),
    events.MEMBER_INVITED: (_l("Đã mời một người vào đơn vị."), "neutral"),
    events.MEMBER_ADDED: (_l("Đã thêm một người vào đơn vị."), "info"),
    events.MEMBER_REMOVED: (_l("Đã đưa một người ra khỏi đơn vị."), "warn"),
    events.SITE_ADDED: (_l("Đã thêm cơ sở."), "info"),
    events.CERTIFICATE_ADDED: (_l("Đã thêm giấy chứng nhận."), "info"),
    events.CERTIFICATE_VERIFIED: (_l("Đã xác minh giấy chứng nhận."), "good"),
    events.RECOGNITION_ADDED: (_l("Đã ghi một công nhận."), "info"),
    events.RECOGNITION_WITHDRAWN: (_l("Đã rút một công nhận; từ nay không tính nữa."), "warn"),
    events.OBSERVATION_ADDED: (_l("Đã ghi một quan sát thực tế."), "neutral"),
    events.TRACED_PRODUCT_ADDED: (_l("Đã khai một sản phẩm truy xuất được."), "info"),
    events.TRACED_PRODUCT_CONFIRMED: (_l("Đã xác nhận một sản phẩm truy xuất được."), "good"),
    events.TRACED_PRODUCT_ENDED: (_l("Đã ghi ngày ngừng truy xuất một sản phẩm."), "warn"),
    events.PARENT_SET: (_l("Đã đổi đơn vị mẹ."), "neutral"),
    events.LINKAGE_DECLARED: (_l("Đã tự khai liên kết trong năm, không kèm hồ sơ."), "neutral"),
    events.PROJECT_ADDED: (_l("Đã nhập dự án hoặc kế hoạch liên kết."), "info"),
    events.PROJECT_VERIFIED: (_l("Đã xác minh dự án hoặc kế hoạch liên kết."), "good"),
    events.PROJECT_WITHDRAWN: (_l("Đã rút dự án hoặc kế hoạch liên kết; từ nay không tính nữa."), "warn"),
    events.OFFER_DRAFTED: (_l("Đã soạn chào bán."), "neutral"),
    events.OFFER_CHANGED: (_l("Đã sửa chào bán."), "neutral"),
    events.OFFER_CONFIRMED: (_l("Đơn vị đã xác nhận chào bán nhập thay."), "good"),
    events.OFFER_PUBLISHED: (_l("Đã đăng chào bán."), "good"),
    events.OFFER_CLOSED: (_l("Đã đóng chào bán."), "warn"),
    events.OFFER_COPIED: (_l("Đã chép chào bán sang vụ sau."), "neutral"),
    events.NEED_DRAFTED: (_l("Đã soạn nhu cầu mua."), "neutral"),
    events.NEED_CHANGED: (_l("Đã sửa nhu cầu mua."), "neutral"),
    events.NEED_CONFIRMED: (_l("Đơn vị đã xác nhận nhu cầu nhập thay."), "good"),
    events.NEED_PUBLISHED: (_l("Đã đăng nhu cầu mua."), "good"),
    events.NEED_CLOSED: (_l("Đã đóng nhu cầu mua."), "warn"),
    events.NEED_COPIED: (_l("Đã chép nhu cầu mua sang vụ sau."), "neutral"),
    events.SUGGESTION_JUDGED: (_l("Đã nhận xét một gợi ý kết nối."), "neutral"),
    events.WEIGHTS_CHANGED: (_l("Đã đổi trọng số của gợi ý kết nối."), "warn"),
    events.MODEL_TRAINED: (_l("Đã học lại từ kết quả của các gợi ý."), "neutral"),
    events.MODEL_PROMOTED: (_l("Đã đưa một mô hình xếp hạng vào dùng."), "warn"),
    events.MODEL_WITHDRAWN: (_l("Đã thôi dùng mô hình xếp hạng."), "warn"),
    events.MODEL_RETURNED: (_l("Đã quay về mô hình xếp hạng trước."), "warn"),
    events.SEARCH_SAVED: (_l("Đã lưu một tìm kiếm."), "neutral"),
    events.SEARCH_CHANGED: (_l("Đã sửa một tìm kiếm đã lưu."), "neutral"),
    events.SEARCH_REMOVED: (_l("Đã xóa một tìm kiếm đã lưu."), "neutral"),
    events.ALERT_SET: (_l("Đã đặt một báo tin."), "neutral"),
    events.ALERT_CHANGED: (_l("Đã sửa một báo tin."), "neutral"),
    events.ALERT_REMOVED: (_l("Đã xóa một báo tin."), "neutral"),
    events.CASE_OPENED: (_l("Đã đề nghị kết nối."), "info"),
    events.CASE_TAKEN: (_l("Đã nhận vụ việc để môi giới."), "info"),
    events.CASE_MOVED: (_l("Đã chuyển vụ việc sang bước khác."), "info"),
    events.CASE_CLOSED: (_l("Đã đóng vụ việc."), "warn"),
    events.CASE_JOINED: (_l("Đã thêm một đơn vị sản xuất vào vụ việc."), "info"),
    events.CASE_LEFT: (_l("Một đơn vị sản xuất đã rời vụ việc."), "warn"),
    events.SHARES_PLANNED: (_l("Đã ghi phần dự kiến của một đơn vị trong đơn gom."), "neutral"),
    events.CASE_HANDED_OVER: (_l("Đã bàn giao vụ việc cho cán bộ khác."), "info"),
    events.TASK_ADDED: (_l("Đã ghi một việc cần làm."), "neutral"),
    events.TASK_DONE: (_l("Đã làm xong một việc."), "good"),
    events.TASK_REOPENED: (_l("Đã mở lại một việc."), "neutral"),
    events.TALK_LOGGED: (_l("Đã ghi một cuộc trao đổi."), "neutral"),
    events.CONSENT_GIVEN: (_l("Một bên đã đồng ý kết nối."), "good"),
    events.CONSENT_REFUSED: (_l("Một bên không đồng ý kết nối."), "bad"),
    events.TERMS_PROPOSED: (_l("Đã đề nghị điều khoản."), "info"),
    events.TERMS_ACCEPTED: (_l("Một bên đã chấp nhận điều khoản."), "good"),
    events.CASE_AMENDING_BEGUN: (_l("Bắt đầu thương lượng phụ lục hợp đồng."), "info"),
    events.CASE_AMENDING_ENDED: (_l("Kết thúc thương lượng phụ lục hợp đồng."), "neutral"),
    events.MESSAGE_SENT: (_l("Đã gửi tin nhắn trong vụ việc."), "neutral"),
    events.POOL_MADE: (_l("Đã lập một đơn gom."), "info"),
    events.POOL_VARIANT_ADDED: (_l("Đã thêm một phương án gom đơn."), "neutral"),
    events.POOL_VARIANT_REMOVED: (_l("Đã bỏ một phương án gom đơn."), "neutral"),
    events.POOL_VARIANT_CHANGED: (_l("Đã sửa tay một phương án gom đơn."), "neutral"),
    events.POOL_LIMITS_SET: (_l("Đã đổi giới hạn hoặc trọng số của một phương án gom đơn."), "neutral"),
    events.POOL_VARIANT_SOLVED: (_l("Đã tính lại một phương án gom đơn."), "info"),
    events.POOL_INVITED: (_l("Đã mời các đơn vị của một phương án gom đơn."), "good"),
    events.POOL_DROPPED: (_l("Đã thôi làm một đơn gom."), "warn"),
    events.POOL_REPAIRED: (_l("Đã sửa nhóm của một đơn gom sau khi có đơn vị rời."), "info"),
    events.CONTRACT_DRAFTED: (_l("Đã lập bản nháp hợp đồng."), "info"),
    events.CONTRACT_CHANGED: (_l("Đã sửa hồ sơ hợp đồng."), "neutral"),
    events.CONTRACT_FILE_ADDED: (_l("Đã tải lên tệp của hợp đồng."), "info"),
    events.CONTRACT_SIGNED: (_l("Một bên đã xác nhận ký."), "good"),
    events.CONTRACT_VERIFIED: (_l("Đã xác minh hợp đồng."), "good"),
    events.CONTRACT_REJECTED: (_l("Chưa xác minh được hợp đồng, trả lại để sửa."), "bad"),
    events.CONTRACT_MOVED: (_l("Hợp đồng đã đổi trạng thái."), "warn"),
    events.ANNEX_OPENED: (_l("Đã đề nghị lập phụ lục."), "info"),
    events.ANNEX_SIGNED: (_l("Phụ lục đã đủ chữ ký; điều khoản mới có hiệu lực."), "good"),
    events.ANNEX_DROPPED: (_l("Đã bỏ phụ lục; hợp đồng giữ nguyên."), "neutral"),
    events.ANNEX_VERIFIED: (_l("Đã xác minh phụ lục."), "good"),
    events.ANNEX_REJECTED: (_l("Chưa xác minh được phụ lục, trả lại để sửa."), "bad"),
    events.CONTRACT_RENEWED: (_l("Đã đề nghị gia hạn bằng hợp đồng mới."), "info"),
    events.DELIVERY_ENTERED: (_l("Đã ghi một lần giao."), "info"),
    events.DELIVERY_CORRECTED: (_l("Đã sửa một lần giao bằng bản ghi mới."), "warn"),
    events.DELIVERY_AGREED: (_l("Bên kia đã xác nhận lần giao."), "good"),
    events.DELIVERY_DISPUTED: (_l("Bên kia thấy lần giao chưa đúng."), "bad"),
    events.PAYMENT_DUE: (_l("Đã tính khoản phải trả từ lần giao."), "info"),
    events.PAYMENT_ADDED: (_l("Đã ghi tiền cọc hoặc tiền ứng trước."), "info"),
    events.PAYMENT_MADE: (_l("Bên mua đã báo trả tiền."), "info"),
    events.PAYMENT_RECEIVED: (_l("Bên bán đã xác nhận nhận tiền."), "good"),
    events.PAYMENT_DISPUTED: (_l("Bên bán báo chưa nhận đủ tiền."), "bad"),
    events.PAYMENT_WITHDRAWN: (_l("Khoản phải trả này không còn, vì lần giao đã đổi."), "warn"),
    events.TRACK_REPLIED: (_l("Đã phản hồi về kết quả giao nhận, thanh toán."), "neutral"),
    events.CONTRACT_PRINTED: (_l("Đã lập bản in của hợp đồng."), "neutral"),
    events.SEASON_ADDED: (_l("Đã thêm một mùa vụ."), "info"),
    events.SEASON_CHANGED: (_l("Đã sửa một mùa vụ."), "neutral"),
    events.SEASON_ENDED: (_l("Đã ngừng dùng một mùa vụ."), "warn"),
    events.REFERENCE_LOADED: (_l("Đã nạp dữ liệu tham chiếu."), "neutral"),
    events.REAL_DATA_LOADED: (_l("Đã nạp dữ liệu báo chí."), "neutral"),
    events.TARGET_SET: (_l("Đã đặt mục tiêu của chỉ tiêu."), "info"),
    events.TARGET_ENDED: (_l("Một mục tiêu của chỉ tiêu đã thôi dùng."), "warn"),
    events.SNAPSHOT_PREPARED: (_l("Đã lập bản chốt số liệu."), "info"),
    events.SNAPSHOT_COUNTED: (_l("Đã tính xong số liệu của kỳ."), "neutral"),
    events.SNAPSHOT_APPROVED: (_l("Người thứ hai đã duyệt; số liệu được chốt."), "good"),
    events.SNAPSHOT_DROPPED: (_l("Đã bỏ bản chốt số liệu chưa duyệt."), "warn"),
    events.SNAPSHOT_CORRECTED: (_l("Đã lập một bản đính chính."), "warn"),
    events.PLAN_PREPARED: (_l("Đã lập kế hoạch đạt mục tiêu."), "info"),
    events.PLAN_RENAMED: (_l("Đã đổi tên kế hoạch."), "neutral"),
    events.PLAN_STOPPED: (_l("Đã yêu cầu dừng tính kế hoạch."), "warn"),
    events.PLAN_SOLVED: (_l("Đã tính xong kế hoạch."), "neutral"),
    events.PLAN_ACCEPTED: (_l("Đã chấp nhận kế hoạch và mở các vụ việc."), "good"),
    events.PLAN_DROPPED: (_l("Đã bỏ kế hoạch."), "warn"),
    events.REPORT_SCHEDULED: (_l("Đã hẹn lịch gửi báo cáo."), "info"),
    events.REPORT_SCHEDULE_ENDED: (_l("Đã thôi gửi báo cáo theo lịch."), "warn"),
    events.REPORT_SENT: (_l("Đã gửi báo cáo theo lịch."), "neutral"),
}
KINDS: Mapping[str, LazyString] = {
    "users": _l("Người dùng"),
    "organisations": _l("Tổ chức"),
    "offers": _l("Chào bán"),
    "needs": _l("Nhu cầu mua"),
    "cases": _l("Vụ việc"),
    "pools": _l("Đơn gom"),
    "case_tasks": _l("Việc của vụ việc"),
    "case_talks": _l("Cuộc trao đổi"),
    "terms": _l("Điều khoản"),
    "contracts": _l("Hợp đồng"),
    "linkage_projects": _l("Dự án liên kết"),
    "deliveries": _l("Lần giao"),
    "payments": _l("Khoản thanh toán"),
    "suggestion_feedback": _l("Nhận xét gợi ý"),
    "weights_versions": _l("Trọng số của gợi ý"),
    "model_versions": _l("Mô hình xếp hạng"),
    "saved_searches": _l("Tìm kiếm đã lưu"),
    "score_alerts": _l("Báo tin"),
    "seasons": _l("Mùa vụ"),
    "indicator_targets": _l("Mục tiêu"),
    "snapshots": _l("Chốt số liệu"),
    "report_schedules": _l("Lịch gửi báo cáo"),
}
HIDDEN = {"before", "after"}
BETWEEN_PARTIES = {"pools", "case_tasks", "case_talks", "terms", "deliveries", "payments"}
"""Subjects whose particulars are for the parties and their broker: the journal tells only that something was done."""
MOST_DETAILS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a timeline: see `templates/_components/lists.html`."""

    when: datetime
    who: str
    sentence: str
    detail: str
    tone: str


@dataclass(frozen=True, slots=True)
class Names:
    """Who the numbers in events are."""

    people: Mapping[int, str]
    organisations: Mapping[int, str]


def timeline(_viewer: Viewer, *subjects: Any, limit: int = 200) -> list[Entry]:
    """The history of these records, oldest first, in words; three queries.

    The caller has checked that the viewer may see the records. Entries of a chain keep its order.
    """
    return present_all(history_of(*subjects, limit=limit))


def journal(rows: Sequence[AuditEvent]) -> list[Entry]:
    """Events as the administrator reads them: what is between parties stays without particulars."""
    names = _names(rows)
    return [present(event, names, told=event.subject_kind not in BETWEEN_PARTIES) for event in rows]


def present_all(rows: Sequence[AuditEvent]) -> list[Entry]:
    """Events as entries; the names of all of them are read at once."""
    names = _names(rows)
    return [present(event, names) for event in rows]


def present(event: AuditEvent, names: Names, *, told: bool = True) -> Entry:
    """One event in words, with its particulars where they may be told."""
    sentence, tone = SENTENCES.get(event.name, (None, "neutral"))
    return Entry(
        when=event.at,
        who=_who(event, names),
        sentence=str(sentence) if sentence else _("Sự kiện %(name)s.", name=event.name),
        detail=_detail(event, names) if told else "",
        tone=tone,
    )


def _who(event: AuditEvent, names: Names) -> str:
    if event.actor_id is None:
        return str(_("Hệ thống"))
    return names.people.get(event.actor_id) or str(_("Người dùng đã xóa"))


def _detail(event: AuditEvent, names: Names) -> str:
    parts = list(_changes(event.data)) + list(_particulars(event.data))
    if len(parts) > MOST_DETAILS:
        rest = len(parts) - MOST_DETAILS
        parts = [*parts[:MOST_DETAILS], _("và %(count)s mục khác", count=rest)]
    if event.on_behalf_of_id is not None:
        known = names.organisations.get(event.on_behalf_of_id) or _("một đơn vị")
        parts.insert(0, _("Cho %(name)s", name=known))
    return "; ".join(parts)


def _changes(data: Mapping[str, Any]) -> Iterable[str]:
    """Tên: A → B. Fields without words of their own are left out."""
    before, after = data.get("before") or {}, data.get("after") or {}
    for field, new in after.items():
        if field not in FIELDS:
            continue
        old = before.get(field)
        if old is None and new is None:
            yield str(FIELDS[field])  # a personal field: that it changed is told, not how
        elif field in before:
            if (was := show(field, old)) != (is_now := show(field, new)):
                yield f"{FIELDS[field]}: {was} → {is_now}"
        elif new not in (None, ""):
            yield f"{FIELDS[field]}: {show(field, new)}"


def _particulars(data: Mapping[str, Any]) -> Iterable[str]:
    for field, value in data.items():
        if field not in HIDDEN and field in FIELDS and not isinstance(value, dict) and value not in (None, ""):
            yield f"{FIELDS[field]}: {show(field, value)}"


def _names(rows: Sequence[AuditEvent]) -> Names:
    return Names(
        people=_column("users", {row.actor_id for row in rows}),
        organisations=_column("organisations", {row.on_behalf_of_id for row in rows}),
    )


def _column(table_name: str, ids: set[int | None]) -> dict[int, str]:
    known = ids - {None}
    if not known:
        return {}
    table = Base.metadata.tables[table_name]
    found = db.session.execute(sa.select(table.c.id, table.c.name).where(table.c.id.in_(known)))
    return {row.id: row.name for row in found}
