"""What was read in a text, in the making: goods with the varieties and forms found beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from matching.vocabulary.goods import Form, ancestors, applies, forms, goods, relations
from matching.vocabulary.lexicon import Entry
from matching.vocabulary.words import Word

# Nouns that lead the names of one kind of goods only.
_LEADS = {"cá": "aquatic_products", "nấm": "mushrooms"}
_ENDS = frozenset(";:.()[]{}（）\n")
_ANNOUNCE = (("như",), ("gồm",), ("bao", "gồm"), ("such", "as"), ("including",), ("namely",))
_ANNOUNCERS = frozenset(announced[0] for announced in _ANNOUNCE)


@dataclass(slots=True)
class Mention:
    """One place of a text that names a good, or with several `codes` a word that may mean each of them."""

    at: int
    codes: tuple[str, ...]
    how: str
    confidence: float
    language: str = "vi"
    weak: bool = False  # a bare word for a group, which a better reading of its phrase may replace
    single: bool = False  # one word: with an unread word beside it perhaps part of a misspelt longer name
    short: bool = False  # one word of at most three letters
    by_variety: bool = False  # named by a variety alone ("Đài Thơm 8")
    several: bool = False  # the words themselves name several forms ("lúa gạo")
    varieties: list[str] = field(default_factory=list)
    called: str | None = None  # the variety that its own word is besides, unless another is stated
    stated: list[str] = field(default_factory=list)
    implied: tuple[str, ...] = ()  # the form of its variety, unless another is stated

    @property
    def code(self) -> str | None:
        """The good, or None while the word is ambiguous."""
        return self.codes[0] if len(self.codes) == 1 else None

    @property
    def of_group(self) -> bool:
        """Whether it names a group of goods."""
        return self.code is not None and goods()[self.code].level == "group"

    def add_form(self, code: str) -> None:
        """A form stated beside the good. A general one (fresh, dried) leaves a form of the trade standing."""
        if code not in self.stated:
            self.stated.append(code)

    def add_variety(self, entry: Entry) -> None:
        """A variety stated beside the good, with the form it is traded in."""
        if entry.variety and entry.variety not in self.varieties:
            self.varieties.append(entry.variety)
        self.implied = entry.forms or self.implied


@lru_cache(maxsize=5_000)
def best_form(codes: tuple[str, ...], good: str) -> str | None:
    """The form that a word means for one good: of several the one made for it, none where none applies."""
    fitting: list[Form] = [forms()[code] for code in codes if applies(forms()[code], good)]
    fitting.sort(key=lambda form: (good not in form.goods, bool(form.goods & {"all", "plants", "animals"})))
    return fitting[0].code if fitting else None


def explains(head: str, code: str) -> bool:
    """Whether `code` in brackets behind `head` only says what the head is made of or belongs to."""
    if code == head:
        return False
    made = any(relation.other == code and relation.kind != "substitute" for relation in relations().get(head, ()))
    return made or code in ancestors(head)


def members(head: str, code: str) -> bool:
    """Whether `code` is one of the goods of the group `head`."""
    return goods()[head].level == "group" and head in ancestors(code)


def chain(mentions: Sequence[Mention], head: Mention, words: Sequence[Word]) -> list[Mention]:
    """The head of a bracket with the groups named in one breath before it ("vegetables and fruit (…)")."""
    found = [head]
    for mention in reversed([one for one in mentions if one.at <= head.at and one is not head]):
        between = words[mention.at : head.at]
        if not mention.of_group or not head.of_group or any(word.text in _ENDS for word in between):
            break
        found.append(mention)
    return found


def announces(words: Sequence[Word], at: int) -> int:
    """How many words at `at` announce a list of members; 0 where none do."""
    if words[at].text not in _ANNOUNCERS:
        return 0
    for announced in _ANNOUNCE:
        if words[at].text == announced[0] and tuple(word.text for word in words[at : at + len(announced)]) == announced:
            return len(announced)
    return 0


def may_lead(word: str, codes: tuple[str, ...]) -> bool:
    """Whether a noun in front can belong to the name of these goods ("cá" leads fish, never pineapples)."""
    kind = _LEADS.get(word)
    return kind is None or all(code == kind or kind in ancestors(code) for code in codes)


def likely(entries: list[Entry], region: str | None, *, exact: bool) -> list[Entry]:
    """Readings of the asker's region, if it has one of its own; otherwise those used everywhere."""
    if not exact:
        entries = _without_made(entries)
    if region is None:
        return entries
    own = [entry for entry in entries if entry.region == region]
    return own or [entry for entry in entries if entry.region == "any"] or entries


def _without_made(entries: list[Entry]) -> list[Entry]:
    """Of readings of a word typed without marks the raw good, where another is made from it ("dau phong")."""
    raw = {code for entry in entries for code in entry.codes}
    made = {
        code
        for code in raw
        for relation in relations().get(code, ())
        if relation.other in raw - {code} and relation.kind == "processed_from"
    }
    return [entry for entry in entries if not made.intersection(entry.codes)] or entries
