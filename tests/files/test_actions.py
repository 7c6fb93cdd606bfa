"""Bytes reach the disk before their row, and leave it only inert."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta

import pytest
from flask import Flask

from marketplace.errors import FileRefusedError, NotFoundError
from marketplace.extensions import db
from marketplace.files.actions import StorageError, clean_name, path_of, remove_orphans, settings, store
from marketplace.files.serving import send
from tests.cast import Cast, user
from tests.factories.contracts import pdf, upload


def test_a_stored_file_is_served_inert(context: Flask, cast: Cast) -> None:
    kept = store(upload(pdf(), "../..\\Hợp đồng “ký”.pdf"), by=user(cast.hoa))
    assert path_of(kept).read_bytes() == pdf()
    assert kept.sha256 == hashlib.sha256(pdf()).hexdigest()
    assert kept.original_name == "Hợp đồng “ký”.pdf"
    assert kept.storage_name not in kept.original_name
    with context.test_request_context():
        answer = send(kept)
        headers = answer.headers
        answer.close()
    assert headers["Content-Disposition"].startswith("attachment")
    assert "filename*=UTF-8''H%E1%BB%A3p%20" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_too_large_is_refused_before_anything_is_kept(context: Flask, cast: Cast) -> None:
    with pytest.raises(FileRefusedError) as refusal:
        store(upload(pdf() + b" " * 2048), by=user(cast.hoa), limit=1024)
    assert refusal.value.field == "file"
    assert not settings().storage.exists() or not list(settings().storage.iterdir())


def test_a_disk_that_refuses_says_try_again(context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError) as refusal:
        store(upload(pdf()), by=user(cast.hoa))
    assert refusal.value.status == 503
    assert list(settings().storage.iterdir()) == []


def test_orphans_go_and_the_rest_stays(context: Flask, cast: Cast) -> None:
    kept = store(upload(pdf("giu")), by=user(cast.hoa))
    db.session.commit()
    lost = store(upload(pdf("mat")), by=user(cast.hoa))
    path = path_of(lost)
    db.session.rollback()
    assert remove_orphans() == 0, "young files may belong to a running transaction"
    assert remove_orphans(timedelta(seconds=-1)) == 1
    assert not path.exists()
    assert path_of(kept).exists()


def test_a_lost_file_is_a_missing_page(context: Flask, cast: Cast) -> None:
    kept = store(upload(pdf()), by=user(cast.hoa))
    path_of(kept).unlink()
    with pytest.raises(NotFoundError):
        send(kept)


def test_names_are_tamed() -> None:
    assert clean_name("C:\\Users\\a\x00b\u202efdp.pdf") == "abfdp.pdf"
    assert len(clean_name("x" * 500 + ".pdf")) <= 200
