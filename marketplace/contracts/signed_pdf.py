"""Reading the digital signatures of a PDF: who signed, with which certificate, and whether it was changed since.

Whether the certificate's issuer is to be trusted is not checked, and nothing here says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from marketplace.clock import VIETNAM
from marketplace.errors import FileRefusedError
from marketplace.labels import lazy_gettext as _l

SIGNED = b"/ByteRange"
MOST_SIGNATURES = 50
MOST_DIGITS = 80
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Found:
    """One signature as the file has it. `covers_whole`: after it only further signatures were added."""

    signer: str
    issuer: str
    serial: str
    signed_at: datetime | None
    valid_from: datetime
    valid_to: datetime
    is_intact: bool
    covers_whole: bool


def signatures_in(content: bytes) -> list[Found]:
    """Every signature in the PDF, in the order they were made; none for a file that has none.

    FileRefusedError when the file says that it is signed and its signatures cannot be read.
    """
    if not content.startswith(b"%PDF") or SIGNED not in content:
        return []
    try:
        return list(_read(content))
    except Exception as problem:  # a hostile or broken file fails anywhere in the parser
        _log.warning("signatures not readable", error=repr(problem))
        raise FileRefusedError(
            _l("Tệp nói là có chữ ký số nhưng không đọc được chữ ký. Hãy xuất lại tệp từ phần mềm ký."), field="file"
        ) from problem


def _read(content: bytes) -> Iterator[Found]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    embedded = list(PdfFileReader(io.BytesIO(content)).embedded_regular_signatures)
    if len(embedded) > MOST_SIGNATURES:
        raise ValueError(f"{len(embedded)} signatures")
    fields = {one.field_name for one in embedded}
    for one in embedded:
        yield _checked(one, fields)


def _checked(embedded: Any, signature_fields: set[str]) -> Found:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    embedded.compute_integrity_info()
    certificate = embedded.signer_cert
    intact, valid = validate_sig_integrity(
        embedded.signer_info, certificate, expected_content_type="data", actual_digest=embedded.compute_digest()
    )
    validity = certificate["tbs_certificate"]["validity"]
    return Found(
        signer=_name(certificate.subject),
        issuer=_name(certificate.issuer),
        serial=format(certificate.serial_number, "X")[:MOST_DIGITS],
        signed_at=_instant(embedded.self_reported_timestamp),
        valid_from=validity["not_before"].native,
        valid_to=validity["not_after"].native,
        is_intact=bool(intact and valid),
        covers_whole=_covers_whole(embedded, signature_fields),
    )


def _covers_whole(embedded: Any, signature_fields: set[str]) -> bool:
    """Whether the signature was made over the whole file of its time, and only signatures were added since."""
    from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel

    if embedded.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return True
    added = embedded.diff_result
    if embedded.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or not isinstance(added, DiffResult):
        return False
    signatures_only = set(added.changed_form_fields) <= signature_fields
    return added.modification_level <= ModificationLevel.FORM_FILLING and signatures_only


def _instant(said: datetime | None) -> datetime | None:
    """The time that the signer's own clock gave; without a zone it is Viet Nam's."""
    return said.replace(tzinfo=VIETNAM) if said is not None and said.tzinfo is None else said


def _name(subject: Any) -> str:
    """The common name, else the whole of it."""
    named: dict[str, Any] = subject.native
    name = named.get("common_name") or subject.human_friendly
    return (name if isinstance(name, str) else ", ".join(name))[:200]
