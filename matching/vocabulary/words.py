"""A text cut into words, separators and brackets, the way goods are listed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matching.vocabulary.normalise import canonical_tones, fold, lowered

# Scripts written without spaces: each sign is a word of its own, so the longest phrase finds its own borders.
_SIGN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(
    rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:['’`][^\W_{_SIGN}]+)*|[()\[\]{{}}（）]|[,;/|•·\n:+–—、，。]|\.(?!\w)|&"
)
# An address of the web or of mail names no goods: the "com" of a domain is not cốm.
_ADDRESS = re.compile(
    r"(?<!\S)[^\s@]+@\S+|(?:https?://|www\.)\S+"
    r"|(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|vn|net|org)\b\S*"
)
_OPEN, _CLOSE = frozenset("([{（"), frozenset(")]}）")
_AND = frozenset(
    {"và", "với", "cùng", "hoặc", "hay", "and", "or", "with", "&", "+", "y", "et", "og", "und", "kèm", "va"}
)
_CODE = re.compile(
    r"(?:st|om|ir|ri|ds|bc|tbr|vnr|tr|trs|ldp|cl|md|cs|ts|qr|km|roc|v|th|nk|mx|cp|svr|rss|pn|j|n|q|hn|dt|đt|lđ|bt)"
)

Kind = Literal["word", "and", "separator", "open", "close"]


@dataclass(frozen=True, slots=True)
class Word:
    """`text` in lower case with tone marks in one place, `folded` without marks; `kind` word, and, separator…"""

    text: str
    folded: str
    kind: Kind


def words(text: str) -> list[Word]:
    """The words of a text in lower case, in order. Codes typed apart are joined: "om 18" is one word, "om18"."""
    found: list[Word] = []
    for raw in _TOKEN.findall(_without_addresses(text)):
        word = _word(raw)
        if word.text.isdecimal() and found and found[-1].kind == "word" and _CODE.fullmatch(found[-1].text):
            word = _word(found.pop().text + word.text)
        found.append(word)
    return found


def _without_addresses(text: str) -> str:
    """Looked for only where one of the signs stands that every address has: most texts have none."""
    return _ADDRESS.sub("; ", text) if any(sign in text for sign in ".@:") else text


def phrase(text: str) -> tuple[str, ...]:
    """The words of a name, without anything between them."""
    return tuple(word.text for word in words(lowered(text)) if word.kind in ("word", "and"))


@lru_cache(maxsize=20_000)
def _word(raw: str) -> Word:
    """One word of text in lower case. People write with few words, so most have been looked at before."""
    text = re.sub(r"['’`]", "", canonical_tones(raw))
    if text in _OPEN:
        return Word(text, text, "open")
    if text in _CLOSE:
        return Word(text, text, "close")
    if text in _AND:
        return Word(text, fold(text), "and")
    if not re.match(r"\w", text):
        return Word(text, text, "separator")
    return Word(text, fold(text), "word")
