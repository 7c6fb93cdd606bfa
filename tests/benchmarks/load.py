"""Connections that ask for one page after the other, in one thread and without a library: a client that shares the
processors with the server must be cheap, or it is measured as well.
"""

from __future__ import annotations

import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_AT_ONCE = 1 << 18


@dataclass
class Answers:
    """Milliseconds of each answer, how many were not the page, and the CPU seconds that asking took."""

    times: list[float] = field(default_factory=list)
    wrong: int = 0
    cpu_s: float = 0.0


@dataclass
class _Asking:
    """One connection: the requests it has to make, when the last was sent and what came back of it so far."""

    connection: socket.socket
    requests: Iterator[bytes]
    started: float = 0.0
    come: bytearray = field(default_factory=bytearray)

    def ask(self) -> bool:
        """Send the next request; False where there is none."""
        request = next(self.requests, None)
        if request is None:
            return False
        self.come.clear()
        self.started = time.perf_counter()
        self.connection.sendall(request)
        return True

    def is_answered(self) -> bool:
        """Whether all of the answer has come, having read what is there. Raises ConnectionError where it never will."""
        some = self.connection.recv(_AT_ONCE)
        if not some:
            raise ConnectionError("the server closed a connection")
        self.come += some
        head = self.come.find(b"\r\n\r\n")
        if head < 0:
            return False
        length = _LENGTH.search(self.come, 0, head + 2)
        if length is None:
            return self.come.endswith(b"\r\n0\r\n\r\n")  # in pieces of any length
        return len(self.come) >= head + 4 + int(length[1])

    @property
    def is_the_page(self) -> bool:
        """Whether the answer says so."""
        return self.come.startswith(b"HTTP/1.1 200 ")


def load(port: int, requests: Sequence[Iterator[str]], headers: str, seconds: float | None) -> Answers:
    """Ask 127.0.0.1 for these addresses, each iterator over a connection of its own, until all are answered.

    After so many seconds no further ones are asked for. `headers` are whole lines, each with its end.
    """
    found, started = Answers(), time.process_time()
    deadline = float("inf") if seconds is None else time.perf_counter() + seconds
    with selectors.DefaultSelector() as ready:
        for paths in requests:
            one = _Asking(socket.create_connection(("127.0.0.1", port), timeout=600), _words(paths, headers, deadline))
            one.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _go_on(one, ready.register(one.connection, selectors.EVENT_READ, one), ready.unregister)
        while ready.get_map():
            for key, _ in ready.select():
                if key.data.is_answered():
                    found.times.append((time.perf_counter() - key.data.started) * 1000)
                    found.wrong += not key.data.is_the_page
                    _go_on(key.data, key, ready.unregister)
    found.cpu_s = time.process_time() - started
    return found


def _go_on(one: _Asking, key: selectors.SelectorKey, leave: Callable[[socket.socket], object]) -> None:
    if not one.ask():
        leave(key.fileobj)  # type: ignore[arg-type]
        one.connection.close()


def _words(paths: Iterator[str], headers: str, deadline: float) -> Iterator[bytes]:
    """The requests, until the time is over."""
    for path in paths:
        if time.perf_counter() >= deadline:
            return
        yield f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()
