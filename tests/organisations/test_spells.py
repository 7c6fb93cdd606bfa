"""What is wrong with both days of a spell is said of both at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from marketplace.clock import today
from tests.cast import Cast, organisation
from tests.client import Browser


@pytest.mark.parametrize("page", ["recognitions", "traced-products"])
def test_days_to_come_and_reversed_days_are_both_said(
    app: Flask, cast: Cast, browser: Callable[..., Browser], page: str
) -> None:
    with app.app_context():
        home = organisation(cast.doan_ket).public_id
    start, end = today() + timedelta(days=20), today() + timedelta(days=10)
    typed = {"since": f"{start:%d/%m/%Y}", "until": f"{end:%d/%m/%Y}"}
    back = browser(cast.thu).submit(f"/organisations/{home}/{page}/new", status=422, **typed)
    assert "Ngày bắt đầu không thể ở sau hôm nay." in back.words()
    assert "Ngày kết thúc không thể trước ngày bắt đầu." in back.words()
    assert typed["until"] in back.text
