"""How many of the places stated in files of the real-linkages form the gazetteer places.

`python3 -m tests benchmarks places FOLDER` gives shares of distinct stated provinces, districts and communes placed, of
the places in list fields, and what was not placed. A province counts when the answer's former or current province has
the stated name.
"""

import csv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from matching.vocabulary.places import PlaceResolution, gazetteer

Parts = tuple[str, str, str]
FIELDS = {
    "offers.csv": (("coop_commune", "coop_district", "coop_province"),),
    "linkages.csv": (("coop_commune", "coop_district", "coop_province"), ("", "", "enterprise_place")),
    "needs.csv": (("enterprise_commune", "enterprise_district", "enterprise_place"),),
}


def measure(folder: Path) -> dict[str, Any]:
    """Shares in 0..1 with their counts, and the texts left over."""
    stated = sorted({p for name in FIELDS for p in _stated(folder, name) if any(p)})
    answers = {p: gazetteer().resolve_parts(*p) for p in stated}
    report: dict[str, Any] = {
        level: _share([p for p in stated if p[i]], partial(_placed, answers, level=i))
        for i, level in enumerate(("communes", "districts", "provinces"))
    }
    joined = [p for p in stated if ";" not in "".join(p)]
    same = {p: gazetteer().resolve(_joined(p)) for p in joined}
    report["free_text_agrees"] = _share(joined, lambda p: _codes(same[p]) == _codes(answers[p]))
    return report | _lists(folder)


def _stated(folder: Path, name: str) -> Iterator[Parts]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for commune, district, province in FIELDS[name]:
                yield row.get(commune, ""), row.get(district, ""), row.get(province, "")


def _placed(answers: dict[Parts, PlaceResolution], parts: Parts, level: int) -> bool:
    answer = answers[parts]
    if level == 0:
        return answer.commune_code is not None and not answer.ambiguous
    if level == 1:
        return answer.legacy_district_code is not None
    alone = gazetteer().resolve(parts[2])
    return alone.province_code is not None and answer.legacy_province_code == alone.legacy_province_code


def _lists(folder: Path) -> dict[str, Any]:
    with (folder / "needs.csv").open(encoding="utf-8", newline="") as file:
        rows = {(r["sourcing_places"], r["enterprise_place"]) for r in csv.DictReader(file)}
    read = {pair: gazetteer().resolve_many(*pair) for pair in sorted(rows) if pair[0]}
    fields = _share(list(read), lambda p: any(_answered(r) for r in read[p]))
    parts = [(p[0], r) for p, found in read.items() for r in found]
    return {
        "list_fields": fields,
        "list_parts": _share(parts, lambda p: _answered(p[1]), lambda p: f"{p[1].text} ← {p[0]}"),
    }


def _answered(answer: PlaceResolution) -> bool:
    return answer.level is not None and not answer.ambiguous


def _codes(answer: PlaceResolution) -> tuple[str | None, ...]:
    return answer.province_code, answer.legacy_district_code, answer.commune_code


def _joined(parts: Any) -> str:
    return ", ".join(part for part in parts if part)


def _share(items: list[Any], good: Callable[[Any], bool], show: Callable[[Any], str] = _joined) -> dict[str, Any]:
    """Share of items that are good, and the others as text."""
    left = [show(i) for i in items if not good(i)]
    share = round(1 - len(left) / len(items), 4) if items else None
    return {"stated": len(items), "share": share, "left": left}
