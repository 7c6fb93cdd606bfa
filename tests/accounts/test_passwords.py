"""Rules of passwords, and what a wrong one costs."""

from __future__ import annotations

import time

import pytest

from marketplace.accounts.passwords import check_password, hash_password, matches, needs_rehash
from marketplace.errors import DomainError

ABOUT = ("Nguyễn Thị Hòa", "hoa.nguyen@doanket.vn", "Hợp tác xã Đoàn Kết")


@pytest.mark.parametrize(
    "weak",
    [
        "ngan",
        "chín chữ1"[:9],
        "x" * 129,
        "1234567890",
        "0987654321",
        "aaaaaaaaaaaa",
        "Mật Khẩu 123",
        "matkhau@2026",
        "hoptacxa123456",
        "Qwertyuiop",
        "NôngNghiệp2026!",
        "nguyenthihoa1",
        "doanket-2026",
        "Hoa.Nguyen99",
    ],
)
def test_what_others_would_guess_is_refused(weak: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_password(weak, about=ABOUT)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "strong", ["bốn con trâu qua sông", "rx7#Kd!20pq", "    mười dấu cách    ", "trăng sáng Hòa Bình xưa"]
)
def test_what_nobody_would_guess_is_taken(strong: str) -> None:
    check_password(strong, about=ABOUT)


def test_a_password_matches_itself_from_every_keyboard() -> None:
    stored = hash_password("tr\u00e2u qua s\u00f4ng")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(stored, "tra\u0302u qua so\u0302ng")
    assert not matches(stored, "trau qua song")
    assert not needs_rehash(stored)
    assert needs_rehash(stored.replace("t=2", "t=1"))


def test_no_account_takes_as_long_as_a_wrong_password() -> None:
    stored = hash_password("bốn con trâu qua sông")
    assert not matches(None, "anything at all")  # makes the stand-in
    wrong, nobody = (min(_seconds(known) for _ in range(5)) for known in (stored, None))
    assert 0.5 < wrong / nobody < 2


def _seconds(stored: str | None) -> float:
    started = time.thread_time()
    matches(stored, "a wrong guess")
    return time.thread_time() - started
