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
from marketplace.clock import today
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.attested import traced_as
from marketplace.organisations.models import Organisation, TracedProduct

GS1_LENGTHS = {8, 12, 13, 14}  # GTIN-8, -12, -13 (and GLN), -14
_IN_A_LINK = re.compile(r"/(?:01|414)/([0-9]{8,14})(?:/|$)")  # GS1 Digital Link: GTIN, GLN


@dataclass(frozen=True, slots=True)
class TraceCode:
    """A code or link as it is kept. `certain` is False for a GTIN or GLN whose check digit does not fit."""

    text: str
    certain: bool

    @property
    def is_link(self) -> bool:
        """Whether it is a web address."""
        return is_link(self.text)


def is_link(text: str) -> bool:
    """Whether the text is a web address that may be shown as a link."""
    return text.lower().startswith(("https://", "http://"))


def read_trace_code(text: str) -> TraceCode:
    """The code of a label or the link behind its QR code; ValueError for a broken link.

    A number of 8, 12, 13 or 14 digits is read as a GTIN or GLN; blanks and hyphens within it go.
    """
    if is_link(text):
        if " " in text or not (urlsplit(text).hostname or "").count("."):
            raise ValueError(str(_l("Liên kết này không đúng dạng. Hãy chép cả dòng, bắt đầu bằng https://.")))
        inside = _IN_A_LINK.search(urlsplit(text).path)
        return TraceCode(text, certain=inside is None or _fits(inside[1]))
    digits = re.sub(r"[\s\-]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) in GS1_LENGTHS:
        return TraceCode(digits, certain=_fits(digits))
    return TraceCode(text, certain=True)


def _fits(digits: str) -> bool:
    try:
        ean.validate(digits)
    except ValidationError:
        return False
    return True


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
    """A product by its code or link in the system that traces it.

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
    db.session.add(product)
    db.session.flush()
    behalf = organisation if by.platform_role is not None else None
    record(
        events.TRACED_PRODUCT_ADDED, organisation, by=by, on_behalf_of=behalf, product=name, good=commodity.name,
        system=system, trace_code=code.text, since=since, until=until, check_digit_fits=code.certain,
    )  # fmt: skip
    return product


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
