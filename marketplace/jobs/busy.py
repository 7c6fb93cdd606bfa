"""Whether a database only asks for patience: somebody else is writing, and the same work goes through later."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError

SQLITE = {5, 6}  # SQLITE_BUSY and SQLITE_LOCKED; the lower byte of what the library reports
POSTGRESQL = {"40001", "40P01", "55P03"}  # serialization failure, deadlock, lock not available


def is_busy(problem: OperationalError) -> bool:
    """Whether the statement failed for somebody else's lock, and nothing else."""
    code = getattr(problem.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE
    return getattr(problem.orig, "sqlstate", None) in POSTGRESQL
