"""The demonstration's accounts: who they are, and the file that keeps their passwords for whoever runs it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

FILE = "demo-accounts.txt"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody one can sign in as."""

    says: str
    email: str
    password: str


def new_password() -> str:
    """Twelve random letters and digits in groups of four, easy to read out: 62^12 possibilities, no look-alikes."""
    letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    drawn = "".join(secrets.choice(letters) for _ in range(12))
    return "-".join(drawn[at : at + 4] for at in (0, 4, 8))


def keep_accounts(folder: Path, accounts: list[Account]) -> None:
    """Write the list, readable by its owner only from the first byte on."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    path.unlink(missing_ok=True)
    lines = "".join(f"{one.email}\t{one.password}\t{one.says}\n" for one in accounts)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(lines)


def kept_accounts(folder: Path) -> list[Account]:
    """The list as kept; empty when the file is gone."""
    path = folder / FILE
    if not path.is_file():
        return []
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.count("\t") == 2)
    return [Account(says, email, password) for email, password, says in rows]
