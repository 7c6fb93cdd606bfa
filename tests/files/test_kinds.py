"""A file is what its name says, whole, and nothing else."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from pathlib import Path

import pytest

from marketplace.errors import FileRefusedError
from marketplace.files.kinds import JPEG, PDF, PNG, kind_of
from tests.factories.contracts import pdf


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 1, height: int = 1) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def jpeg(height: int = 1, width: int = 1) -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\x01\x00\x00\x3f\x00" + b"\x12\xff\x00\x34\xff\xd0\x56"
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return b"\xff\xd8" + app0 + frame + scan + b"\xff\xd9"


def object_stream(text: bytes) -> bytes:
    packed = zlib.compress(text)
    dictionary = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(packed)
    return pdf().replace(b"trailer", b"9 0 obj" + dictionary + b"stream\n" + packed + b"\nendstream\nendobj\ntrailer")


def test_honest_files_are_taken() -> None:
    assert kind_of("Hợp đồng.PDF", pdf()) is PDF
    assert kind_of("anh.jpeg", jpeg()) is JPEG
    assert kind_of("anh.jpg", jpeg() + jpeg()) is JPEG  # phones put a second picture behind the first
    assert kind_of("anh.png", png()) is PNG
    assert kind_of("a.pdf", object_stream(b"1 0 <</Type/Page>>")) is PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", png()),
        ("a.png", pdf()),
        ("a.jpg", png()),
        ("a", pdf()),
        ("a.pdf.exe", pdf()),
        ("a.pdf", b""),
        ("a.pdf", pdf()[:-30]),
        ("a.pdf", pdf() + b"<script>alert(1)</script>"),
        ("a.pdf", pdf().replace(b"/Root", b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Root")),
        ("a.pdf", pdf().replace(b"/Root", b"/OpenAction<</S/J#61vaScript/J#53(x)>>/Root")),
        ("a.pdf", pdf().replace(b"/Root", b"/AA<</O<</S/Launch/F(cmd.exe)>>>>/Root")),
        ("a.pdf", pdf().replace(b"/Root", b"/Names<</EmbeddedFiles 9 0 R>>/Root")),
        ("a.pdf", pdf().replace(b"/Root", b"/Encrypt 8 0 R/Root")),
        ("a.pdf", object_stream(b"1 0 <</S/JavaScript/JS(x)>>")),
        ("a.png", png() + b"<html>"),
        ("a.png", png()[:-1] + b"\0"),
        ("a.png", png(40_000, 40_000)),
        ("a.png", png()[:40]),
        ("a.jpg", jpeg()[:-2]),
        ("a.jpg", jpeg() + b"PK\x03\x04"),
        ("a.jpg", jpeg(60_000, 60_000)),
        ("a.jpg", b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9"),
    ],
)
def test_liars_are_refused_in_words(name: str, content: bytes) -> None:
    with pytest.raises(FileRefusedError) as refusal:
        kind_of(name, content)
    assert str(refusal.value.message).endswith(".")


def test_every_bad_document_meets_its_expectation(shared_data: Path) -> None:
    folder = shared_data / "bad-input"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    documents = {name: rule for name, rule in expected.items() if name.startswith("files/documents/")}
    assert len(documents) > 10
    for name, rule in documents.items():
        content = (folder / name).read_bytes()
        if name.endswith(".b64"):
            name, content = name.removesuffix(".b64"), base64.b64decode(content)
        if refusal := refusal_of(Path(name).name, content):
            assert refusal.endswith(".")
        else:
            assert rule != "refuse", f"{name} was taken"


def refusal_of(name: str, content: bytes) -> str:
    try:
        kind_of(name, content)
    except FileRefusedError as refusal:
        return str(refusal.message)
    return ""
