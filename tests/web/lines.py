"""Every line that people and attackers are known to type, from the public lists."""

from __future__ import annotations

import json
from pathlib import Path


def strings(shared_data: Path, name: str) -> list[str]:
    """One list of `bad-input/strings`."""
    found: list[str] = json.loads((shared_data / "bad-input" / "strings" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def typed_lines(shared_data: Path) -> list[str]:
    """All strings, numbers and dates."""
    folder = shared_data / "bad-input"
    found = [text for file in sorted((folder / "strings").glob("*.json")) for text in strings(shared_data, file.stem)]
    for file in sorted([*(folder / "numbers").glob("*.txt"), *(folder / "dates").glob("*.txt")]):
        found += file.read_text(encoding="utf-8").split("\n")
    return found
