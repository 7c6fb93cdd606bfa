"""Storing an upload: checked, hashed, on the disk for good before its row is written."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import IO, Protocol

import sqlalchemy as sa
import structlog
from flask import current_app

from marketplace.clock import now
from marketplace.config import MEGABYTE, Settings
from marketplace.errors import DomainError, FileRefusedError
from marketplace.extensions import db, new_public_id
from marketplace.files.kinds import PAPERS, FileKind, kind_of
from marketplace.files.models import StoredFile
from marketplace.labels import lazy_gettext as _l

ORPHAN_AFTER = timedelta(days=1)
_log = structlog.get_logger()


class StorageError(DomainError):
    """The disk is full or refuses; nothing was stored, trying again later is right."""

    status = 503


class Upload(Protocol):
    """What a form's file field hands over."""

    filename: str | None
    stream: IO[bytes]


class Uploader(Protocol):
    """The person who sends it."""

    @property
    def id(self) -> int: ...


def store(
    upload: Upload,
    *,
    by: Uploader,
    allowed: tuple[FileKind, ...] = PAPERS,
    limit: int | None = None,
    field: str = "file",
) -> StoredFile:
    """The row of a checked and stored file, flushed; `limit` in bytes, by default the site's.

    Raises FileRefusedError on `field` for content, size or name that is not acceptable, StorageError when the
    disk refuses. When the transaction fails later the bytes stay behind until `remove_orphans`.
    """
    limit = limit or settings().upload_limit_mb * MEGABYTE
    name = clean_name(upload.filename or "")
    content = upload.stream.read(limit + 1)
    try:
        if len(content) > limit:
            raise FileRefusedError(_l("Tệp quá lớn: nhiều nhất %(most)s MB.", most=limit // MEGABYTE))
        kind = kind_of(name, content, allowed)
    except FileRefusedError as problem:
        raise FileRefusedError(problem.message, field=field) from problem
    row = StoredFile(
        storage_name=new_public_id(),
        original_name=name,
        content_type=kind.content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by_id=by.id,
    )
    _write(path_of(row), content, field)
    db.session.add(row)
    db.session.flush()
    return row


def settings() -> Settings:
    """The running application's settings."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def path_of(file: StoredFile) -> Path:
    """Where the bytes are."""
    return settings().storage / file.storage_name


def clean_name(name: str) -> str:
    """The last part of the person's own name for the file, without control characters, at most 200 letters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:180]}{dot}{ending[:12]}" if stem else kept[:200]


def _write(path: Path, content: bytes, field: str) -> None:
    """Whole or not at all: written aside, forced to the disk, then given its name."""
    aside = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with aside.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
        _sync_folder(path.parent)
    except OSError as problem:
        aside.unlink(missing_ok=True)
        _log.error("file not stored", error=str(problem))
        raise StorageError(_l("Hiện chưa lưu được tệp. Hãy thử lại sau ít phút."), field=field) from problem


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; systems that cannot open a folder do this on their own."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_orphans(older_than: timedelta = ORPHAN_AFTER) -> int:
    """Delete bytes without a row, left by transactions that failed; returns how many. Young files are spared."""
    known = set(db.session.scalars(sa.select(StoredFile.storage_name)))
    latest = (now() - older_than).timestamp()
    folder = settings().storage
    orphans = [
        path
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.is_file() and path.name not in known and path.stat().st_mtime < latest
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
