"""Reading a PDF just far enough to trust it as paper: whole, not two files in one, and nothing that runs."""

from __future__ import annotations

import re
import zlib

from marketplace.errors import FileRefusedError
from marketplace.labels import lazy_gettext as _l

MOST_EXPANDED = 100 * 1024 * 1024
_HEADER = re.compile(rb"%PDF-(?:1\.[0-7]|2\.0)\s")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm")
_TOKEN_END = rb"(?=[\s/<>\[\]()%{}]|$)"
# Names long enough that compressed bytes do not spell them by chance are looked for everywhere.
_RUNS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|XFA)" + _TOKEN_END)
_SHORT = re.compile(rb"/(?:JS|GoToR)" + _TOKEN_END)
_ENCRYPTED = re.compile(rb"/Encrypt" + _TOKEN_END)


def check_pdf(content: bytes) -> None:
    """FileRefusedError unless this is one whole, open PDF without script, launch, or files inside."""
    if not _HEADER.match(content[:12]):
        raise FileRefusedError(_l("Không đọc được tệp PDF này. Hãy xuất hoặc chụp lại thành PDF."))
    _check_end(content)
    outside = _unescape(_STREAM.sub(b" stream endstream ", content))
    if _ENCRYPTED.search(outside):
        raise FileRefusedError(_l("Tệp PDF có mật khẩu hoặc bị khóa. Hãy gửi bản không khóa."))
    if _runs(outside) or _RUNS.search(_unescape(content)) or any(map(_runs, _object_streams(content))):
        raise FileRefusedError(_l("Tệp PDF có chứa mã chạy hoặc tệp nhúng. Hãy in ra PDF mới rồi gửi lại."))


def _check_end(content: bytes) -> None:
    """The end of file is where a PDF's end is, and no other archive begins or ends in it."""
    end = content.rfind(b"%%EOF")
    rooted = b"/Root" in content and (b"trailer" in content or b"/XRef" in content)
    if end < 0 or not rooted:
        raise FileRefusedError(_l("Tệp PDF bị cụt, thiếu phần cuối. Hãy chọn lại tệp đầy đủ."))
    zipped = b"PK\x05\x06" in content[-70_000:] and b"PK\x03\x04" in content
    if content[end + 5 :].strip(b"\r\n\t \x00") or zipped:
        raise FileRefusedError(_l("Sau phần cuối của tệp PDF còn dữ liệu khác. Hãy in ra PDF mới rồi gửi lại."))


def _runs(text: bytes) -> bool:
    return bool(_RUNS.search(text) or _SHORT.search(text))


def _unescape(text: bytes) -> bytes:
    """Names as they are meant: /J#61vaScript is /JavaScript."""
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def _object_streams(content: bytes) -> list[bytes]:
    """The expanded object streams, where newer PDFs keep what older ones show openly."""
    found, room = [], MOST_EXPANDED
    for stream in _STREAM.finditer(content):
        if not _OBJECT_STREAM.search(_unescape(content[max(0, stream.start() - 400) : stream.start()])):
            continue
        text = _inflate(stream[1], room)
        room -= len(text)
        found.append(_unescape(text))
    return found


def _inflate(packed: bytes, room: int) -> bytes:
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(packed, room + 1)
    except zlib.error as problem:
        raise FileRefusedError(_l("Không đọc được tệp PDF này. Hãy xuất hoặc chụp lại thành PDF.")) from problem
    if len(text) > room:
        raise FileRefusedError(_l("Tệp PDF giãn ra quá lớn."))
    return text
