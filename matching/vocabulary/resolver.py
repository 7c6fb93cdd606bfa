"""Texts of the trade read as goods of the catalogue.

The ladder: the phrase as written; the same without marks, where only one good can be meant; words typed in Telex or
VNI; the nearest spelling; else nothing. What stays ambiguous is handed back as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from matching.vocabulary.fuzzy import guess
from matching.vocabulary.goods import forms, goods
from matching.vocabulary.lookup import joined, repaired
from matching.vocabulary.mentions import Mention
from matching.vocabulary.misspelt import Guesser, Later
from matching.vocabulary.normalise import is_marked, lowered
from matching.vocabulary.scanner import Scanner
from matching.vocabulary.words import Word, words

LONGEST_TEXT = 2_000
"""Characters of a text that are read; the rest of a longer one is left alone."""

REGIONS = ("north", "central", "south")
# Branches of farming that share the noun behind the last of them ("nông, lâm, thủy sản") are one phrase.
_BRANCH = re.compile("nông|lâm|agricultural|forestry")
_BRANCHES = re.compile(
    r"\b(nông|lâm|agricultural|forestry)(?:\s*[,–&-]\s*|\s+)(?:(?:và|and)\s+)?"
    r"(?=(?:lâm|ngư|thủy|thuỷ|hải|forestry|fishery|aquatic|seafood)\b)"
)


@dataclass(frozen=True, slots=True)
class ResolvedGood:
    """One good named in a text, once for each code.

    `level`: product or group. `form`: fresh, dried, milled, live, seed or processed; None where the text leaves it
    open or names several. `forms` holds all that were named (None: named, but no coarse form), `trade_forms` the
    finer codes of the table of forms (paddy, green_bean, silage …). `variety`: names joined by "; ", None if none
    is named. `how`: exact, folded or fuzzy; `confidence` 0 to 1, below .9 for fuzzy.
    """

    code: str
    name_vi: str
    name_en: str
    level: str
    form: str | None
    variety: str | None
    how: str
    confidence: float
    forms: tuple[str | None, ...] = ()
    trade_forms: tuple[str, ...] = ()

    @property
    def is_guess(self) -> bool:
        """Whether it was read in spite of a slip, so that a person is to confirm it."""
        return self.how == "fuzzy"


@dataclass(frozen=True, slots=True)
class Resolution:
    """`goods` in the order of the text; `ambiguous`: for each word left open, the codes it may mean."""

    text: str
    goods: tuple[ResolvedGood, ...]
    ambiguous: tuple[tuple[str, ...], ...]

    @property
    def is_sure(self) -> bool:
        """Whether goods were read, none of them a guess, and no word was left open."""
        return bool(self.goods) and not self.ambiguous and not any(good.is_guess for good in self.goods)

    @property
    def certain(self) -> ResolvedGood | None:
        """The one good that the words name without a doubt."""
        return self.goods[0] if len(self.goods) == 1 and self.is_sure else None


def resolve(text: str, region: str | None = None) -> Resolution:
    """Read the first `LONGEST_TEXT` characters. `region` (north, central, south) settles words that differ by region.

    Never raises for any text. An unknown `region` raises ValueError.
    """
    _check_region(region)
    return _resolution(_typed(text), region, guess)


def resolve_all(texts: Iterable[str], region: str | None = None) -> list[Resolution]:
    """`resolve` of each text, in their order and with the same answers, several times quicker than one by one.

    Equal texts are read once. Misspelt names of all texts are looked up together, and the texts they stand in are
    walked through again with the answers.
    """
    _check_region(region)
    wanted = list(texts)
    waiting: Iterable[str] = dict.fromkeys(wanted)
    found: dict[str, Resolution] = {}
    later = Later()
    while waiting:
        open_ = []
        for text in waiting:
            later.lacks = False
            found[text] = _resolution(_typed(text), region, later)
            if later.lacks:
                open_.append(text)
        later.answer()
        waiting = open_
    return [found[text] for text in wanted]


def _check_region(region: str | None) -> None:
    if region is not None and region not in REGIONS:
        raise ValueError(f"region must be one of {', '.join(REGIONS)} or None, not {region!r}")


class _Typed(NamedTuple):
    """A text cut into words: as they will be read, and the places of those that were not typed so."""

    text: str
    words: list[Word]
    mended: frozenset[int]
    marked: bool


def _typed(text: str) -> _Typed:
    read = lowered(text[:LONGEST_TEXT])
    typed = words(_BRANCHES.sub(r"\1 ", read) if _BRANCH.search(read) else read)
    mended = repaired(joined(typed))
    changed = [] if mended == typed else [at for at, word in enumerate(mended) if word.text != typed[at].text]
    return _Typed(text, mended, frozenset(changed), is_marked(read))


def _resolution(typed: _Typed, region: str | None, guesser: Guesser) -> Resolution:
    mentions = Scanner(typed.words, marked=typed.marked, region=region, guesser=guesser).run()
    if len(mentions) > 1:
        mentions = _without_accidents(mentions)
        _told_apart(mentions)
    decided: dict[str, list[Mention]] = {}
    for mention in mentions:
        if mention.at in typed.mended and mention.how == "exact":
            mention.how, mention.confidence = "folded", 0.9
        if mention.code is not None:
            decided.setdefault(mention.code, []).append(mention)
    open_ = dict.fromkeys([mention.codes for mention in mentions if mention.code is None])
    goods_ = tuple([_merged(code, all_) for code, all_ in decided.items()])
    return Resolution(typed.text, goods_, tuple(open_))


def _without_accidents(mentions: list[Mention]) -> list[Mention]:
    """In a text with foreign names a short word that would be Vietnamese only with marks is not Vietnamese."""
    if not any(mention.language != "vi" and mention.how == "exact" for mention in mentions):
        return mentions
    return [m for m in mentions if not (m.short and m.how == "folded" and m.language == "vi")]


def _told_apart(mentions: list[Mention]) -> None:
    """A word of two meanings beside a plain word for one of them means the other ("cá tra, cá basa")."""
    plain = {mention.code for mention in mentions}
    for mention in mentions:
        rest = tuple(code for code in mention.codes if code not in plain)
        if mention.code is None and len(rest) == 1:
            mention.codes = rest


def _merged(code: str, mentions: list[Mention]) -> ResolvedGood:
    stated, states = _stated(goods()[code].bare_form, mentions)
    names = dict.fromkeys([name for mention in mentions for name in mention.varieties or _own(mention)])
    best = mentions[0] if len(mentions) == 1 else max(mentions, key=lambda mention: mention.confidence)
    return _resolved(code, "; ".join(names) or None, best.how, best.confidence, states, stated)


@lru_cache(maxsize=20_000)
def _resolved(
    code: str,
    variety: str | None,
    how: str,
    confidence: float,
    forms_: tuple[str | None, ...],
    trade_forms: tuple[str, ...],
) -> ResolvedGood:
    """One record for every text that names a good in the same way."""
    good = goods()[code]
    return ResolvedGood(
        code=code,
        name_vi=good.name_vi,
        name_en=good.name_en,
        level=good.level,
        form=forms_[0] if len(forms_) == 1 else None,
        variety=variety,
        how=how,
        confidence=confidence,
        forms=forms_,
        trade_forms=trade_forms,
    )


def _own(mention: Mention) -> tuple[str, ...]:
    return (mention.called,) if mention.called else ()


def _stated(bare: str | None, mentions: list[Mention]) -> tuple[tuple[str, ...], tuple[str | None, ...]]:
    """Forms named beside one good, and their coarse states; the form of the bare name where none is named."""
    for mention in mentions:
        mention.stated = mention.stated or list(mention.implied)
    if not any(mention.stated for mention in mentions):
        return (), (bare,)
    stated = dict.fromkeys(form for mention in mentions for form in mention.stated)
    states: dict[str | None, None] = {}
    for mention in mentions:
        if mention.stated:
            coarse = [forms()[form].state for form in mention.stated]
            states.update(dict.fromkeys(_narrowed(mention, coarse)))
    for mention in mentions:
        beside = next((forms()[form].beside for form in stated if forms()[form].beside), None)
        if not mention.stated and not mention.by_variety and beside and beside not in stated:
            stated[beside] = None
            states[forms()[beside].state] = None
    if not states:
        states[bare] = None
    return tuple(stated), tuple(states)


def _narrowed(mention: Mention, coarse: list[str | None]) -> list[str | None]:
    """Within one mention a form without a state only narrows the others ("lúa tươi" is paddy, and fresh)."""
    if mention.several:
        return coarse
    return [next((state for state in reversed(coarse) if state is not None), None)]
