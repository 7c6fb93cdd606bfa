"""Every address of figures, oversight and reports, asked with what no form would send: told in words, never a 5xx."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from flask import Flask

from tests.cast import Cast
from tests.client import Browser

TOLD = {200, 302, 400, 404, 422}
ADDRESSES = (
    "/indicators", "/indicators/I1", "/indicators/I6", "/indicators/I7", "/indicators/O2v", "/indicators/O8",
    "/indicators/I1/figure.csv", "/indicators/I1/figure.json", "/indicators/I1/rows", "/indicators/I1/rows.json",
    "/indicators/I1/definitions", "/indicators/snapshots", "/indicators/targets", "/oversight", "/oversight/funnel",
    "/oversight/balance", "/oversight/state-owned", "/oversight/classification", "/oversight/quality",
    "/oversight/integrity", "/oversight/tables/stale-statuses", "/oversight/tables/stale-statuses.csv", "/reports",
)  # fmt: skip
QUERIES = (
    "day=31/02/2026", "day=0/0/0", "day=1/1/0001", "day=31/12/9999", "day=2026-13-01", "day=hôm nay", "day=%00",
    "day=%FF%FE", "day=%ED%A0%80", "since=1/7/2026&day=30/6/2026", "since=1/1/2027&until=1/1/2026", "until=x",
    "province=99", "province=%27%20OR%201=1--", "province=68&province=01", "district=zzz", "commune=00000",
    "commune=%F0%9F%8C%BE", "group=zzz", "kind=enterprise", "kind=%3Cscript%3E", "size=huge", "soe=maybe", "areas=moon",
    "definition=L9", "definition=L5&soe=yes", "definition=L5&group=durian", "denominator=D9", "by=planet", "page=0",
    "page=-1", "page=99999999999999999999999", "snapshot=zzz&language=xx", "x=" + "9" * 4000,
)  # fmt: skip


def asked(every: int) -> Iterator[str]:
    """Every address with each so-manieth query, beginning at another one each time: all of both are asked."""
    for turn, address in enumerate(ADDRESSES):
        yield from (f"{address}?{query}" for query in QUERIES[turn % every :: every])


def test_nonsense_in_an_address_is_answered_in_words(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    client, is_postgresql = browser(cast.thu).client, "postgresql" in app.config["SQLALCHEMY_DATABASE_URI"]
    every = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 23 if is_postgresql else 11
    answers = {address: client.get(address).status_code for address in asked(every)}
    assert {address: status for address, status in answers.items() if status not in TOLD} == {}
