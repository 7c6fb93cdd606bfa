"""The tables of goods: what is traded, what it is called, in which varieties and forms.

Every table is a CSV file of `data/goods` that an officer can read and mend. They are read on first use.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

ContextKind = Literal["place", "noise", "stop"]


@dataclass(frozen=True, slots=True)
class Good:
    """One good or group of goods.

    `level` is product or group; `group` the code of the group above, None at the top; `hs` a four-digit heading of
    the Harmonised System 2022 or None; `perishability` bulky_fresh, fresh, storable or grain; `cycle` annual,
    perennial, animal, aquatic or processed; `bare_form` the form its name alone implies, None where it is traded in
    several; `takes_ingredient` marks made goods whose name is followed by what they are made of ("kẹo" in "kẹo dừa").
    """

    code: str
    name_vi: str
    name_en: str
    level: str
    group: str | None
    hs: str | None
    perishability: str
    cycle: str
    bare_form: str | None
    takes_ingredient: bool


@dataclass(frozen=True, slots=True)
class Synonym:
    """Another way to write a good.

    `goods` holds several codes when the words name several goods at once ("rau quả"). `forms` are codes of forms
    the words imply. `first_only`: read so only at the start of a phrase ("thơm" is pineapple, "gạo thơm" is not).
    `marked_only`: never read out of a text typed without diacritics. `region`: north, central, south or any;
    `language`: vi, en or other.
    """

    text: str
    goods: tuple[str, ...]
    region: str
    language: str
    forms: tuple[str, ...]
    first_only: bool
    marked_only: bool


@dataclass(frozen=True, slots=True)
class Variety:
    """A named variety of a good.

    `alone`: the spellings that name the good as well; `#` stands for digits. `form`: the form in which the variety
    is traded when nothing else is said ("ngô ngọt" is fresh ears), or None.
    """

    name: str
    good: str
    synonyms: tuple[str, ...]
    alone: frozenset[str]
    form: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which goods are traded.

    `state` is the coarse form of the resolver (fresh, dried, milled, live, seed, processed) or None; `goods` the codes
    it applies to, or all, plants, animals; `beside` the form that the bare name of the good means when this form is
    named in the same text ("paddy, rice").
    """

    code: str
    name_vi: str
    name_en: str
    state: str | None
    goods: frozenset[str]
    words_vi: tuple[str, ...]
    words_en: tuple[str, ...]
    beside: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """`other` is related to the good: same_species, substitute, processed_from or made_into; weight 0 to 1."""

    other: str
    kind: str
    weight: float


@cache
def goods() -> dict[str, Good]:
    """Every good by code, in the order of the table."""
    return {row["code"]: _good(row) for row in _rows("goods.csv")}


def _good(row: dict[str, str]) -> Good:
    return Good(
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        level=row["level"],
        group=row["group"] or None,
        hs=row["hs"] or None,
        perishability=row["perishability"],
        cycle=row["cycle"],
        bare_form=row["bare_form"] or None,
        takes_ingredient=row["takes_ingredient"] == "yes",
    )


@cache
def synonyms() -> tuple[Synonym, ...]:
    """Every synonym, without the names of the goods themselves."""
    return tuple(
        Synonym(
            text=row["text"],
            goods=tuple(row["good"].split("+")),
            region=row["region"],
            language=row["language"],
            forms=_parts(row["form"], "+"),
            first_only=row["position"] == "start",
            marked_only=row["marks"] == "marked",
        )
        for row in _rows("synonyms.csv")
    )


@cache
def varieties() -> tuple[Variety, ...]:
    """Every named variety."""
    return tuple(
        Variety(row["name"], row["good"], _parts(row["synonyms"]), frozenset(_parts(row["alone"])), row["form"] or None)
        for row in _rows("varieties.csv")
    )


@cache
def forms() -> dict[str, Form]:
    """Every form by code."""
    return {
        row["code"]: Form(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            state=row["state"] or None,
            goods=frozenset(_parts(row["goods"])),
            words_vi=_parts(row["words_vi"]),
            words_en=_parts(row["words_en"]),
            beside=row["beside"] or None,
        )
        for row in _rows("forms.csv")
    }


@cache
def relations() -> dict[str, tuple[Relation, ...]]:
    """Related goods by code; a made good and its raw material are related both ways."""
    found: dict[str, list[Relation]] = {}
    for row in _rows("related.csv"):
        kind, weight = row["relation"], float(row["weight"])
        back = "made_into" if kind == "processed_from" else kind
        found.setdefault(row["good"], []).append(Relation(row["other"], kind, weight))
        found.setdefault(row["other"], []).append(Relation(row["good"], back, weight))
    return {code: tuple(sorted(all_, key=lambda r: (-r.weight, r.other))) for code, all_ in found.items()}


@cache
def context_words() -> tuple[tuple[str, ContextKind], ...]:
    """Words that surround goods, each with its kind: place, noise (names no good) or stop (word of the trade)."""
    kinds: dict[str, ContextKind] = {"place": "place", "noise": "noise", "stop": "stop"}
    return tuple((row["text"], kinds[row["kind"]]) for row in _rows("context.csv"))


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """Groups above a good, nearest first."""
    above = goods()[code].group
    return () if above is None else (above, *ancestors(above))


def applies(form: Form, code: str) -> bool:
    """Whether a good is traded in a form."""
    if form.goods & {"all", code, *ancestors(code)}:
        return True
    animal = goods()[code].cycle in ("animal", "aquatic")
    return ("animals" in form.goods and animal) or ("plants" in form.goods and not animal)


def _parts(text: str, separator: str = ";") -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())


def _rows(name: str) -> list[dict[str, str]]:
    text = files("matching.vocabulary").joinpath(f"data/goods/{name}").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
