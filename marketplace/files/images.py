"""Reading a JPEG or a PNG just far enough to trust it: every part in place, and nothing after the picture."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from marketplace.errors import FileRefusedError
from marketplace.labels import lazy_gettext as _l

MOST_PIXELS = 40_000_000
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PADDING = b"\x00\r\n\t "
# Inside the picture's data a marker is FF and a byte that is neither stuffing (00), a restart (D0–D7) nor FF.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _END = 0xDA, 0xD9


def _broken() -> FileRefusedError:
    return FileRefusedError(_l("Không đọc được ảnh này: tệp bị cụt hoặc hỏng. Hãy chụp lại."))


def _more_than_a_picture() -> FileRefusedError:
    return FileRefusedError(_l("Sau ảnh còn dữ liệu khác trong tệp. Hãy chụp lại hoặc xuất ra PDF."))


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise _broken()
    if width * height > MOST_PIXELS:
        raise FileRefusedError(_l("Ảnh quá lớn: nhiều nhất 40 triệu điểm ảnh."))


def check_png(content: bytes) -> None:
    """FileRefusedError unless every chunk is whole, the sums fit, and the file ends with the picture."""
    if not content.startswith(_PNG_START):
        raise _broken()
    chunks = list(_png_chunks(content))
    kinds = [kind for kind, _data, _end in chunks]
    if kinds[:1] != [b"IHDR"] or b"IDAT" not in kinds or kinds[-1] != b"IEND":
        raise _broken()
    header, end = chunks[0][1], chunks[-1][2]
    _check_size(int.from_bytes(header[:4]), int.from_bytes(header[4:8]))
    if content[end:].strip(_PADDING):
        raise _more_than_a_picture()


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """(kind, data, where the chunk ends) as far as IEND, refusing a chunk that is cut off or whose sum does not fit."""
    at = len(_PNG_START)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        end = at + 12 + length
        if end > len(content) or zlib.crc32(kind + data) != int.from_bytes(content[end - 4 : end]):
            raise _broken()
        yield kind, data, end
        if kind == b"IEND":
            return
        at = end


def check_jpeg(content: bytes) -> None:
    """FileRefusedError unless frame, scans and end are there. Further whole JPEGs may follow (phones add them)."""
    at = 0
    while True:
        at = _jpeg_end(content, at)
        rest = content[at:].lstrip(_PADDING)
        if not rest:
            return
        if not rest.startswith(b"\xff\xd8\xff"):
            raise _more_than_a_picture()
        at = len(content) - len(rest)


def _jpeg_end(content: bytes, at: int) -> int:
    """Where the picture that begins at `at` ends."""
    if content[at : at + 2] != b"\xff\xd8":
        raise _broken()
    at, framed, scanned = at + 2, False, False
    while True:
        if content[at : at + 1] != b"\xff":
            raise _broken()
        while content[at + 1 : at + 2] == b"\xff":
            at += 1
        marker = int.from_bytes(content[at + 1 : at + 2])
        if marker == _END:
            if not (framed and scanned):
                raise _broken()
            return at + 2
        length = int.from_bytes(content[at + 2 : at + 4])
        if length < 2 or at + 2 + length > len(content):
            raise _broken()
        if marker in _FRAMES:
            _check_size(int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7]))
            framed = True
        at += 2 + length
        if marker == _SCAN:
            scanned = True
            following = _MARKER.search(content, at)
            if following is None:
                raise _broken()
            at = following.start()
