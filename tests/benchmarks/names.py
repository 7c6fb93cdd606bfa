"""How many real commodity texts are read right, against judged texts.

`python3 -m tests benchmarks names GOLD.csv`.
"""

from __future__ import annotations

import csv
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matching.vocabulary import vocabulary
from matching.vocabulary.normalise import fold
from matching.vocabulary.resolver import Resolution

CHECKS = ("set", "sequence", "level", "form", "variety")


@dataclass(frozen=True, slots=True)
class Gold:
    """One judged text. `open_` are the names of one ambiguous word, to be left open by the resolver."""

    text: str
    names: tuple[str, ...]
    open_: frozenset[str]
    levels: tuple[str, ...]
    forms: tuple[tuple[str, ...], ...]
    varieties: frozenset[str]


def measure(gold_path: str | Path) -> dict[str, Any]:
    """Shares (0 to 1) of texts whose goods, levels, forms and varieties are right, and the texts that are not."""
    with open(gold_path, encoding="utf-8", newline="") as lines:
        texts = [_gold(row) for row in csv.DictReader(lines)]
    vocabulary().resolve("warm up")
    start = time.process_time()
    read = [vocabulary().resolve(gold.text) for gold in texts]
    seconds = time.process_time() - start
    checks = [_check(gold, resolution) for gold, resolution in zip(texts, read, strict=True)]
    report: dict[str, Any] = {"texts": len(texts), "ms_per_text": round(1000 * seconds / len(texts), 3)}
    for name in CHECKS:
        report[name] = round(sum(check[name] for check in checks) / len(checks), 4)
        report[f"wrong_{name}"] = [g.text for g, check in zip(texts, checks, strict=True) if not check[name]]
    return report


def _check(gold: Gold, read: Resolution) -> dict[str, bool]:
    names = [good.name_vi for good in read.goods]
    clear = [name for name in gold.names if name not in gold.open_]
    kept_open = {vocabulary().good(code).name_vi for codes in read.ambiguous for code in codes} == gold.open_
    level = dict(zip(gold.names, gold.levels, strict=True))
    form = dict(zip(gold.names, gold.forms, strict=True)) if len(gold.forms) == len(gold.names) else {}
    return {
        "set": set(names) == set(clear) and kept_open,
        "sequence": names == clear and kept_open,
        "level": all(level.get(good.name_vi) in (good.level, "unclear") for good in read.goods),
        "form": bool(form)
        and all({f or "unknown" for f in g.forms} == set(form.get(g.name_vi, ())) for g in read.goods),
        "variety": frozenset(_plain(v) for g in read.goods for v in (g.variety or "").split(";") if v)
        == gold.varieties,
    }


def _gold(row: dict[str, str]) -> Gold:
    names = tuple(row["canonical_vi"].split("|"))
    levels = tuple(row["level"].split("|"))
    forms = row["form"].split("|")
    unclear = frozenset(name for name, level in zip(names, levels, strict=True) if level == "unclear")
    return Gold(
        text=row["text"],
        names=names,
        open_=unclear if len(unclear) > 1 else frozenset(),
        levels=levels,
        forms=(tuple(forms),) if len(names) == 1 else tuple((form,) for form in forms),
        varieties=frozenset(_plain(part) for part in row["variety"].split(";") if part.strip()),
    )


def _plain(variety: str) -> str:
    return fold(re.sub(r"\(.*?\)", "", variety))
