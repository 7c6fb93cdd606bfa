"""Doing the jobs: threads of one process, until a signal."""

from __future__ import annotations

import logging
import os
import threading
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask

from marketplace.jobs.queue import queue_of

if TYPE_CHECKING:
    from huey.consumer import Consumer

SLOWEST_LOOK = 1.0  # seconds between two looks into an empty queue
_log = structlog.get_logger("jobs")


def work(app: Flask, *, threads: int = 2, beside: int | None = None) -> None:
    """Do jobs until a signal says stop, or until the process `beside` which we were started is gone."""
    _tell_in_our_lines()
    consumer = queue_of(app).create_consumer(workers=threads, max_delay=SLOWEST_LOOK)
    if beside is not None:
        threading.Thread(target=_stop_without, args=(consumer, beside), daemon=True).start()
    consumer.run()


def _stop_without(consumer: Consumer, parent: int) -> None:
    while os.getppid() == parent:
        if consumer.stop_flag.wait(1):
            return
    consumer.stop(graceful=True)


class _Lines(logging.Handler):
    """What the queue says of itself, as one of our log lines."""

    def emit(self, line: logging.LogRecord) -> None:
        details: dict[str, Any] = {"exc_info": line.exc_info} if line.exc_info else {}
        _log.log(line.levelno, line.getMessage(), **details)


def _tell_in_our_lines() -> None:
    logger = logging.getLogger("huey")
    logger.handlers, logger.propagate = [_Lines()], False
    logger.setLevel(logging.WARNING)
