"""Uploads for tests: the smallest PDF that is one, with words that can be looked for."""

from __future__ import annotations

from io import BytesIO

from werkzeug.datastructures import FileStorage


def pdf(words: str) -> bytes:
    """A whole one-page PDF without letters on it; `words` (ASCII) stand in a comment, so that they can be found."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    file, places = b"%PDF-1.4\n% " + words.encode("ascii") + b"\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return file + table + b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(file)


def upload(name: str, words: str) -> FileStorage:
    """The PDF as a form hands it over."""
    return FileStorage(BytesIO(pdf(words)), filename=name)
