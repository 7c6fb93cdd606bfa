"""The nightly tidying."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time

import structlog

from marketplace.accounts import tidying
from marketplace.jobs import periodic

_log = structlog.get_logger()


@periodic(daily_at=time(3, 30))
def tidy() -> None:
    """Remove what has outlived its use, and say how much."""
    _log.info("tidied", **asdict(tidying.tidy()))
