"""Products that can be traced in an existing system: its code or link is kept, none is ever issued here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from stdnum import ean
from stdnum.exceptions import ValidationError

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.catalogue.models import Commodity
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.attested import traced_as
from marketplace.organisations.models import CheckDigit, Organisation, TracedProduct

GS1_LENGTHS = {8, 12, 13, 14}  # GTIN-8, -12, -13 (and GLN), -14
_IN_A_LINK = re.compile(r"/(?:01|414)/([0-9]{8,14})(?:/|$)")  # GS1 Digital Link: GTIN, GLN
_CODE = re.compile(r"(?=.*[^\W_])[\w \-./()]+")


@dataclass(frozen=True, slots=True)
class TraceCode:
    """A code or link as it is kept, and what its check digit says."""

    text: str
    digit: CheckDigit = CheckDigit.NONE

    @property
    def certain(self) -> bool:
        """False for a GTIN or GLN whose check digit does not fit."""
        return self.digit is not CheckDigit.MISFIT

    @property
    def is_link(self) -> bool:
        """Whether it is a web address."""
        return is_link(self.text)


def is_link(text: str) -> bool:
    """Whether the text is a web address that may be shown as a link."""
    return text.lower().startswith(("https://", "http://"))


def read_trace_code(text: str) -> TraceCode:
    """The code of a label or the link behind its QR code; ValueError for a broken link and for what is neither.

    A number of 8, 12, 13 or 14 digits is read as a GTIN or GLN; blanks and hyphens within it go.
    """
    if is_link(text):
        return _read_link(text)
    if not _CODE.fullmatch(text):
        raise ValueError(
            str(
                _l(
                    "Mã chỉ gồm chữ, số, dấu cách và các dấu - . / ( ); liên kết phải bắt đầu bằng https:// hoặc http://."
                )
            )
        )
    digits = re.sub(r"[\s\-]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) in GS1_LENGTHS:
        return TraceCode(digits, _digit(digits))
    return TraceCode(text)


def _read_link(text: str) -> TraceCode:
    broken = str(_l("Liên kết này không đúng dạng. Hãy chép cả dòng, bắt đầu bằng https://."))
    try:
        parts = urlsplit(text)
    except ValueError as problem:  # an unclosed bracket in the host
        raise ValueError(broken) from problem
    if not text.isprintable() or " " in text or not (parts.hostname or "").strip(".").count("."):
        raise ValueError(broken)
    inside = _IN_A_LINK.search(parts.path)
    return TraceCode(text, _digit(inside[1]) if inside else CheckDigit.NONE)


def _digit(digits: str) -> CheckDigit:
    try:
        ean.validate(digits)
    except ValidationError:
        return CheckDigit.MISFIT
    return CheckDigit.FITS


def add_traced_product(
    *,
    by: User,
    organisation: Organisation,
    commodity: Commodity,
    name: str,
    system: str,
    trace_code: str,
    since: date,
    until: date | None = None,
    as_printed: bool = False,
) -> TracedProduct:
    """A product by its code or link in the system that traces it; what staff enter counts without further word.

    DomainError on trace_code (a broken link; twice; a check digit that does not fit, unless it is said to be printed
    so), since (to come), until (before since).
    """
    code = _read(trace_code, as_printed=as_printed)
    if traced_as(organisation, code.text) is not None:
        raise DomainError(_l("Đơn vị đã khai mã hoặc liên kết này."), field="trace_code")
    if since > today():
        raise DomainError(_l("Ngày bắt đầu không thể ở sau hôm nay."), field="since")
    _check_end(since, until)
    product = TracedProduct(
        organisation=organisation, commodity_code=commodity.code, name=name, system=system, trace_code=code.text,
        since=since, until=until, recorded_by_id=by.id,
    )  # fmt: skip
    if by.platform_role is not None:
        product.confirmed_at, product.confirmed_by_id = now(), by.id
    db.session.add(product)
    db.session.flush()
    behalf = organisation if by.platform_role is not None else None
    record(
        events.TRACED_PRODUCT_ADDED, organisation, by=by, on_behalf_of=behalf, product=name, good=commodity.name,
        system=system, trace_code=code.text, since=since, until=until, check_digit=code.digit,
    )  # fmt: skip
    return product


def confirm_traced_product(*, by: User, product: TracedProduct) -> None:
    """Staff have looked the code up where it is kept: from now on the product counts.

    WrongStateError when it is confirmed already; NotAllowedError for who entered it and for people of its organisation.
    """
    if product.confirmed_at is not None:
        raise WrongStateError(_l("Sản phẩm này đã được xác nhận."))
    own = product.organisation_id in by.viewer().organisation_ids
    if by.platform_role is None or own or by.id == product.recorded_by_id:
        raise NotAllowedError(_l("Người đã khai, hoặc người của đơn vị, không tự xác nhận được."))
    product.confirmed_at, product.confirmed_by_id = now(), by.id
    db.session.flush()
    record(
        events.TRACED_PRODUCT_CONFIRMED, product.organisation, by=by,
        product=product.name, trace_code=product.trace_code,
    )  # fmt: skip


def _read(text: str, *, as_printed: bool) -> TraceCode:
    try:
        code = read_trace_code(text.strip())
    except ValueError as problem:
        raise DomainError(str(problem), field="trace_code") from problem
    if not code.certain and not as_printed:
        raise DomainError(
            _l("Chữ số kiểm tra của mã GTIN hoặc GLN không khớp. Hãy xem lại; nếu nhãn in đúng như vậy, đánh dấu ô bên dưới."),  # noqa: E501 - one sentence
            field="trace_code",
        )  # fmt: skip
    return code


def _check_end(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise DomainError(_l("Ngày kết thúc không thể trước ngày bắt đầu."), field="until")


def end_traced_product(*, by: User, product: TracedProduct, until: date) -> None:
    """The product is traced until this day, which belongs to it; DomainError on until, WrongStateError when ended."""
    if product.until is not None and product.until < today():
        raise WrongStateError(_l("Sản phẩm này đã ngừng truy xuất."))
    _check_end(product.since, until)
    before, product.until = product.until, until
    db.session.flush()
    behalf = product.organisation if by.platform_role is not None else None
    record(
        events.TRACED_PRODUCT_ENDED, product.organisation, by=by, on_behalf_of=behalf, product=product.name,
        before={"until": before}, after={"until": until},
    )  # fmt: skip
