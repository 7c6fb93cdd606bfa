"""Passwords: Argon2id hashes, and the rules a new one must keep."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from marketplace.errors import DomainError, Sentence
from marketplace.labels import lazy_gettext as _l

SHORTEST, LONGEST = 10, 128
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# What people here put before or after a number. Compared without marks, blanks, digits and signs.
COMMON = frozenset(Path(__file__).with_name("common_words.txt").read_text("ascii").split())
_ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(_nfc(password))


def _nfc(text: str) -> str:
    """The same password from every keyboard."""
    return unicodedata.normalize("NFC", text)


def _fold(text: str) -> str:
    """Lower case without marks: "mật khẩu" and "matkhau" are one guess."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return plain.replace("đ", "d")


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of an account that does not exist")


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one; without a stored one it takes the same time to say no."""
    try:
        _hasher.verify(stored or _nobodys_hash(), _nfc(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether it was made with other costs than today's."""
    return _hasher.check_needs_rehash(stored)


def check_password(password: str, *, about: Iterable[str | None] = ()) -> None:
    """Raise DomainError(field="password") for a password that others would guess.

    `about`: what is known of the person: name, e-mail address, organisation.
    """
    if not SHORTEST <= len(_nfc(password)) <= LONGEST:
        raise _refused(_l("Mật khẩu cần từ %(least)s đến %(most)s ký tự.", least=SHORTEST, most=LONGEST))
    plain = re.sub(r"[\W_]", "", _fold(password))
    if _is_row(plain) or len(set(plain or "x")) <= 2:
        raise _refused(_l("Dãy ký tự này quá dễ đoán. Hãy ghép vài từ không liên quan với nhau."))
    if re.sub(r"\d", "", plain) in COMMON or plain in COMMON:
        raise _refused(_l("Nhiều người dùng mật khẩu này. Hãy ghép vài từ không liên quan với nhau."))
    for word in _words(about):
        if word in plain and len(plain.replace(word, "")) < 6:
            raise _refused(_l("Mật khẩu không nên là tên, thư điện tử hay tên đơn vị của bạn."))


def _refused(sentence: Sentence) -> DomainError:
    return DomainError(sentence, field="password")


def _is_row(plain: str) -> bool:
    """A run of neighbours: 1234567890, qwertyuiop, and the same backwards."""
    return any(plain in row * 2 or plain[::-1] in row * 2 for row in _ROWS)


def _words(about: Iterable[str | None]) -> set[str]:
    """The texts whole and their parts of three letters and more, folded and joined."""
    found: set[str] = set()
    for text in filter(None, about):
        parts = re.findall(r"[a-z0-9]+", _fold(text))
        found |= {"".join(parts), *parts, *("".join(pair) for pair in pairwise(parts))}
    return {word for word in found if len(word) >= 3}
