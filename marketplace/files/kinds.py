"""The kinds of file we take, and the light parse that tells a real one from a liar.

Each check reads the whole file once, in memory bounded by the upload limit, and raises `FileRefusedError`
with a sentence for the person. Extension, first bytes and structure must agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import puremagic

from marketplace.errors import FileRefusedError
from marketplace.files.images import check_jpeg, check_png
from marketplace.files.pdf import check_pdf
from marketplace.labels import lazy_gettext as _l

# The industry's harmless test string: a scanner that misses it misses everything. Kept in two halves so that
# this source is not itself reported.
_SCANNER_TEST = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
_ACTIVE = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|script|svg)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its endings, the content type we serve it with, and its parse."""

    endings: tuple[str, ...]
    content_type: str
    check: Callable[[bytes], None]


PDF = FileKind((".pdf",), "application/pdf", check_pdf)
JPEG = FileKind((".jpg", ".jpeg"), "image/jpeg", check_jpeg)
PNG = FileKind((".png",), "image/png", check_png)
PAPERS = (PDF, JPEG, PNG)


def kind_of(name: str, content: bytes, allowed: tuple[FileKind, ...] = PAPERS) -> FileKind:
    """The kind on which name and content agree; FileRefusedError when they do not, or it is not allowed."""
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    kind = next((kind for kind in allowed if ending in kind.endings), None)
    if kind is None:
        endings = ", ".join(kind.endings[0][1:].upper() for kind in allowed)
        raise FileRefusedError(_l("Chỉ nhận tệp %(endings)s.", endings=endings))
    if not content:
        raise FileRefusedError(_l("Tệp rỗng. Hãy chọn lại tệp."))
    if _ACTIVE.match(content[:1024]) or kind.content_type not in _guesses(content):
        raise FileRefusedError(
            _l("Nội dung tệp không phải %(ending)s như tên tệp nói. Hãy chọn lại tệp.", ending=ending[1:].upper())
        )
    if _SCANNER_TEST in content:
        raise FileRefusedError(_l("Tệp bị chương trình quét mã độc từ chối."))
    kind.check(content)
    return kind


def _guesses(content: bytes) -> set[str]:
    try:
        return {guess.mime_type for guess in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):  # nothing it knows
        return set()
