"""What single words in a row of reported facts say: growing systems, uses, certificates, markets, broken links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from matching.catalogue import rows
from matching.papers import paper_kinds
from matching.vocabulary.gazetteer import table
from matching.vocabulary.normalise import fold

# Short capitals that would be ordinary words in lower case.
_CAPITALS = {"ra": "RA", "us": "US", "anh": "Anh"}


@dataclass(frozen=True, slots=True)
class Trait:
    """A word list: what finding one of its words says, and of which goods."""

    kind: str
    code: str
    goods: frozenset[str]
    pattern: re.Pattern[str]

    def covers(self, good: str) -> bool:
        """Whether it speaks of this good."""
        return "any" in self.goods or good in self.goods


def says(kind: str, text: str, good: str = "any") -> list[str]:
    """Codes of the traits of `kind` that `text` names, in the order of the table."""
    plain = _plain(text)
    return [
        trait.code
        for trait in _traits()
        if trait.kind == kind and (good == "any" or trait.covers(good)) and trait.pattern.search(plain)
    ]


def papers_in(text: str) -> list[str]:
    """Codes of the certificates a text names, in the order of the table."""
    plain = _plain(text)
    return [code for code, pattern in _paper_patterns() if pattern.search(plain)]


def name_core(name: str) -> frozenset[str]:
    """The telling words of an organisation's name: folded, without legal form and words of the trade."""
    words = re.findall(r"\w+", fold(re.sub(r"[(（].*?[)）]", " ", name)).replace("co.op", "coop"))
    return frozenset(words) - _legal_words() or frozenset(words)


def same_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """Equal cores, or one holds the other and the shared words are telling: long, and no province."""
    shared = one & other
    telling = shared - _province_words()
    return one == other or (shared in (one, other) and any(len(word) >= 5 for word in telling))


@cache
def _province_words() -> frozenset[str]:
    names = (row["name"] for row in table("legacy_provinces.csv"))
    return frozenset(word for name in names for word in fold(name).split())


@cache
def _legal_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("legal_words.csv"))


@cache
def _traits() -> tuple[Trait, ...]:
    return tuple(
        Trait(row["kind"], row["code"], frozenset(row["goods"].split("|")), _pattern(row["words"]))
        for row in rows("traits.csv")
    )


@cache
def _paper_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, _pattern("|".join(kind.words))) for code, kind in paper_kinds().items() if kind.words)


def _plain(text: str) -> str:
    """Folded words parted by single spaces, with the original's capitals kept beside for the few short ones."""
    folded = " ".join(re.findall(r"[^\W_]+", fold(text)))
    capitals = " ".join(f"={word}" for word in re.findall(r"\b(?:RA|US|Anh)\b", text))
    return f" {folded} {capitals} "


def _pattern(words: str) -> re.Pattern[str]:
    options = []
    for word in words.split("|"):
        if word in _CAPITALS:
            options.append(f"={_CAPITALS[word]}")
        else:
            options.append(" ".join(re.findall(r"[^\W_]+", fold(word))))
    return re.compile(r" (?:" + "|".join(map(re.escape, options)) + r")(?= )")
