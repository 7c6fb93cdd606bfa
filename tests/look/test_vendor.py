"""What is vendored is what we say it is: version, licence and every byte."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from marketplace.assets import STATIC

RECORD: dict[str, Any] = json.loads((STATIC / "vendor" / "vendor.json").read_text(encoding="utf-8"))


def _sha256(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()


@pytest.mark.parametrize("entry", RECORD["vendored"], ids=lambda entry: entry["name"])
def test_a_vendored_package_is_unchanged_and_carries_its_licence(entry: dict[str, Any]) -> None:
    assert {name: _sha256(name) for name in entry["sha256"]} == entry["sha256"]
    folders = {name.split("/")[1] for name in entry["sha256"]}
    assert len(folders) == 1
    assert folders.pop().endswith(f"-{entry['version']}")
    assert any(name.endswith("/LICENSE") for name in entry["sha256"])
    assert entry["licence"] in {"MIT", "OFL-1.1"}


def test_every_vendored_file_is_on_record() -> None:
    found = {str(path.relative_to(STATIC).as_posix()) for path in (STATIC / "vendor").rglob("*") if path.is_file()}
    known = {name for entry in RECORD["vendored"] for name in entry["sha256"]}
    assert found - {"vendor/vendor.json"} == known


def test_what_the_build_makes_is_not_edited_by_hand() -> None:
    assert {name: _sha256(name) for name in RECORD["made"]} == RECORD["made"]


def test_the_versions_asked_for_are_the_versions_kept() -> None:
    manifest = STATIC.parent / "package.json"
    if not manifest.is_file():
        pytest.skip("an installed package has no package.json")
    wanted = json.loads(manifest.read_text(encoding="utf-8"))["devDependencies"]
    assert {entry["name"]: entry["version"] for entry in RECORD["vendored"]} == {
        name: version for name, version in wanted.items() if name != "sass"
    }
