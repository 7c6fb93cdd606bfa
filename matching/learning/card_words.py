"""A card in plain words, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from matching.learning.card import Card, RungResult, Span
from matching.sentences import Lang, marked, told, word


def card_sentences(card: Card, lang: Lang = "vi") -> tuple[str, ...]:
    """What ranks and why; where something was tried, also from what, how good it was and what it looks at."""
    said = [told("card", card.reason, _counts(card, lang), lang)]
    if card.learned_from and card.measured_on:
        said.append(told("card", "learned_from", _span(card.learned_from, lang), lang))
        counted = {"needs": _whole(len(card.needs), lang)}
        said.append(told("card", "measured_on", _span(card.measured_on, lang) | counted, lang))
        said += [_result(result, lang) for result in card.tried]
    if card.bands:
        said.append(told("card", "believed", _believed(card), lang))
    if card.tried:
        said.append(told("card", "features", {}, lang))
    return tuple(said)


def _counts(card: Card, lang: Lang) -> Mapping[str, str]:
    numbers = {"outcomes": card.outcomes, "good": card.good, "missing": card.missing}
    return {name: _whole(number, lang) for name, number in numbers.items()} | {"version": card.version}


def _span(span: Span, lang: Lang) -> dict[str, str]:
    return {
        "outcomes": _whole(span.outcomes, lang),
        "good": _whole(span.good, lang),
        "first": _day(span.first),
        "last": _day(span.last),
    }


def _result(result: RungResult, lang: Lang) -> str:
    words = {
        "rung": word("rung", result.rung, lang),
        "ndcg": _three(result.ndcg, lang),
        "gain": _signed(result.gain, lang),
        "low": _signed(result.gain_low, lang),
    }
    return told("card", "hand_result" if result.rung == "hand" else "rung_result", words, lang)


def _believed(card: Card) -> dict[str, str]:
    least, most = card.bands[0], card.bands[-1]
    return {
        "expected": _percent(most.expected),
        "happened": _percent(most.happened),
        "least_expected": _percent(least.expected),
        "least_happened": _percent(least.happened),
    }


def _whole(number: int, lang: Lang) -> str:
    return marked(Decimal(number), lang)


def _three(number: float, lang: Lang) -> str:
    return marked(Decimal(str(number)).quantize(Decimal("0.001")), lang)


def _signed(number: float, lang: Lang) -> str:
    return ("−" if number < 0 else "+") + _three(abs(number), lang)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
