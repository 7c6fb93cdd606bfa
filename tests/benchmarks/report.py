"""Lines of a report: one measure at one size, ours beside one rival; as JSON, as a table, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Fields: TypeAlias = dict[str, object]
LEADING = ("measure", "size", "ours_cpu_s", "rival", "rival_cpu_s", "ratio", "peak_mb", "quality")
NO_LINE = {"cpu_s", "peak_mb", "quality"}


def lines(
    size: str, ours: Mapping[str, Fields], rivals: Mapping[str, Mapping[str, Fields]], skipped: Mapping[str, str]
) -> list[Fields]:
    """For each measure a line beside each rival that has it, or one of ours alone; then what was skipped and why."""
    found: list[Fields] = []
    for measure, mine in ours.items():
        others = {name: theirs[measure] for name, theirs in rivals.items() if measure in theirs}
        found += [_line(measure, size, mine, name, theirs) for name, theirs in others.items()]
        if not others:
            found.append(_line(measure, size, mine, None, {}))
        found += [{"measure": measure, "size": size, "rival": name, "skipped": why} for name, why in skipped.items()]
    return found


def _line(measure: str, size: str, mine: Fields, rival: str | None, theirs: Fields) -> Fields:
    ours_s, rival_s = mine.get("cpu_s"), theirs.get("cpu_s")
    line: Fields = {
        "measure": measure,
        "size": size,
        "ours_cpu_s": _rounded(ours_s),
        "rival": rival,
        "rival_cpu_s": _rounded(rival_s),
        "ratio": _ratio(ours_s, rival_s, mine.get("quality"), theirs.get("quality")),
        "peak_mb": _rounded(mine.get("peak_mb")),
        "quality": _rounded(mine.get("quality")),
    }
    line |= {name: _rounded(value) for name, value in mine.items() if name not in NO_LINE}
    line |= {f"rival_{name}": _rounded(theirs.get(name)) for name in ("peak_mb", "quality", "us_per_text")}
    line |= {name: value for name, value in theirs.items() if name == "extrapolated_from"}
    return {name: value for name, value in line.items() if value is not None}


def _ratio(ours_s: object, rival_s: object, ours_quality: object, rival_quality: object) -> float | None:
    """Ours over the rival's: of CPU seconds where both have them, else of quality."""
    for mine, theirs in ((ours_s, rival_s), (ours_quality, rival_quality)):
        if isinstance(mine, int | float) and isinstance(theirs, int | float):
            return round(mine / theirs, 4) if theirs else None
    return None


def _rounded(value: object) -> object:
    """Four significant digits are more than a benchmark knows."""
    return float(f"{value:.4g}") if isinstance(value, float) else value


def as_json(line: Fields) -> str:
    """One line of a file of JSON objects."""
    return json.dumps(line, ensure_ascii=False)


def as_table(found: Iterable[Fields], *, markdown: bool = False) -> str:
    """All lines under common heads; fields of single measures stand together in the last column."""
    rows = [[*(_cell(line.get(name)) for name in LEADING), _rest(line)] for line in found]
    heads = [*LEADING, "more"]
    if markdown:
        return "\n".join(_markdown(row) for row in [heads, ["---"] * len(heads), *rows])
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
                     for row in [heads, *rows])  # fmt: skip


def _rest(line: Fields) -> str:
    return ", ".join(f"{name} {_cell(value)}" for name, value in line.items() if name not in LEADING)


def _markdown(row: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"


def _cell(value: object) -> str:
    if isinstance(value, list) and value and not isinstance(value[0], int | float):
        return str(len(value))  # the words themselves are in the JSON
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
