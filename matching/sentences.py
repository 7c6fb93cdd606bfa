"""Sentences about parts, gaps and near misses, in Vietnamese and English, from the table `data/sentences.csv`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from matching.arguments import named
from matching.catalogue import rows
from matching.papers import paper_name
from matching.records import Gap, NearMiss, Part

Lang = Literal["vi", "en"]
UNKNOWN_WORD = {"vi": "chưa rõ", "en": "not known"}
NO_PAPER = {"vi": "chưa có chứng nhận nào", "en": "no certificate"}


def sentence(part: Part, lang: Lang = "vi") -> str:
    """The whole sentence of one part; several gaps in one part make several sentences in a row."""
    words = _Words(named(part.args), lang)
    return " ".join(told(part.name, case, words, lang) for case in part.case.split("+"))


def gap_sentence(gap: Gap, lang: Lang = "vi") -> str:
    """What is missing and what mending it brings, in points."""
    words = {
        "paper": paper_name(gap.value, lang),
        "score": _number(gap.score, lang),
        "score_after": _number(gap.score_after, lang),
    }
    return told("gap", gap.kind, words, lang)


def near_miss_sentence(miss: NearMiss, lang: Lang = "vi") -> str:
    """Why the offer is kept out."""
    return told("rule", miss.rule, _Words(named(miss.args), lang), lang)


def mend_sentence(miss: NearMiss, lang: Lang = "vi") -> str:
    """The single change that would let the offer in."""
    return told("mend", miss.rule, _Words(named(miss.args), lang), lang)


@cache
def _templates() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["part"], row["case"]): row for row in rows("sentences.csv")}


def told(part: str, case: str, words: Mapping[str, str], lang: Lang) -> str:
    """The sentence of the table for a case of a part; it begins with a capital even where its first value does not."""
    text = _template(part, case, lang).format_map(words)
    return text[:1].upper() + text[1:]


def _template(part: str, case: str, lang: Lang) -> str:
    return _templates()[part, case][lang]


@cache
def _dictionary() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["kind"], row["code"]): row for row in rows("words.csv")}


def word(kind: str, code: str, lang: Lang) -> str:
    """A code as people read it; an unknown code stands for itself, none at all for what is not known."""
    if not code:
        return UNKNOWN_WORD[lang]
    row = _dictionary().get((kind, code))
    return row[lang] if row else code


class _Words(dict[str, str]):
    """The values of a part as they are read in `lang`, each worked out when a sentence names it.

    What is unknown says so. The plain names of the goods stay; where form and variety are known, they are told too.
    """

    def __init__(self, args: Mapping[str, str], lang: Lang) -> None:
        super().__init__()
        self._args, self._lang = args, lang

    def __missing__(self, key: str) -> str:
        made = self[key] = self._made(key)
        return made

    def _made(self, key: str) -> str:
        side, _, kind = key.partition("_")
        if side in ("offered", "asked"):
            return self._of_side(side, kind)
        if (make := _MADE.get(key)) is not None:
            return make(self._args, self._lang)
        return self._plain(key)

    def _of_side(self, side: str, kind: str) -> str:
        if not kind:
            return self._described(side)
        if (make := _MADE_OF_SIDE.get(kind)) is not None:
            return make(self._args, side, self._lang)
        return self._plain(f"{side}_{kind}")

    def _plain(self, key: str) -> str:
        """The value as it stands, in the language that it belongs to. Raises KeyError for one that is not there."""
        own = self._args.get(f"{key}_{self._lang}")
        return own if own is not None else self._args[key] or UNKNOWN_WORD[self._lang]

    def _described(self, side: str) -> str:
        told = [self._args.get(f"{side}_variety", "")]
        told += [self[f"{side}_{kind}"] for kind in ("form", "system") if self._args.get(f"{side}_{kind}")]
        more = ", ".join(item for item in told if item)
        return f"{self._plain(side)} ({more})" if more else self._plain(side)


def _papers(args: Mapping[str, str], key: str, lang: Lang) -> str:
    kinds = [kind for kind in args.get(key, "").split(";") if kind]
    if kinds:
        return ", ".join(paper_name(kind, lang) for kind in kinds)
    if key == "held" and not args.get("papers_known"):
        return UNKNOWN_WORD[lang]
    return NO_PAPER[lang]


def _instead(args: Mapping[str, str], lang: Lang) -> str:
    """What lets a paper be supposed: markets sold to, papers held."""
    found = [kind for kind in args.get("instead", "").split(";") if kind]
    holds = "có" if lang == "vi" else "holds"
    told = [paper_name(kind, lang) for kind in found if kind.startswith("market:")]
    papers = [paper_name(kind, lang) for kind in found if not kind.startswith("market:")]
    return ", ".join([*told, *([f"{holds} {', '.join(papers)}"] if papers else [])])


def _amount(args: Mapping[str, str], side: str, lang: Lang) -> str:
    """Kilograms in all; those of a year are told as such, since nobody said when in the year."""
    told = _tonnes(args.get(f"{side}_kg", ""), lang)
    return f"{told} {'một năm' if lang == 'vi' else 'a year'}" if args.get(f"{side}_yearly") else told


def _stages(args: Mapping[str, str], lang: Lang) -> str:
    return ", ".join(word("brings", code, lang) for code in args.get("stages", "").split(";"))


def _kilometres(args: Mapping[str, str], key: str, lang: Lang) -> str:
    return f"{_number(Decimal(args[key]), lang)} km" if args.get(key) else UNKNOWN_WORD[lang]


def _in_time(args: Mapping[str, str], lang: Lang) -> str:
    """How much of what is offered falls on days asked for, where that is not all of it."""
    part = args.get("in_time_kg", "")
    if not part or Decimal(part) == Decimal(args["offered_kg"]).quantize(Decimal(1)):
        return ""
    told = _tonnes(part, lang)
    return f" ({told} vào kỳ cần)" if lang == "vi" else f" ({told} in the periods asked for)"


def time_words(text: str, lang: Lang = "vi") -> str:
    """What the arguments `offered_time` and `asked_time` of a part tell, as people read it."""
    return _time(text, lang)


def _scale(args: Mapping[str, str], lang: Lang) -> str:
    if args.get("offered_kg"):
        return _amount(args, "offered", lang)
    if args.get("offered_area"):
        return f"{_number(Decimal(args['offered_area']), lang)} ha"
    return UNKNOWN_WORD[lang]


def _price(args: Mapping[str, str], side: str, lang: Lang) -> str:
    """One figure where the side names it; else the kind of price, with its premium and what it comes to."""
    if amount := args.get(f"{side}_price_vnd", ""):
        return _dong(amount, amount, lang)
    told = word("price", args.get(f"{side}_price_kind", ""), lang)
    if premium := args.get(f"{side}_premium", ""):
        sign = "−" if premium.startswith("-") else "+"
        told = f"{told} {sign} {_dong(premium.lstrip('-'), premium.lstrip('-'), lang)}"
    low, high = args.get(f"{side}_price_low", ""), args.get(f"{side}_price_high", "")
    return f"{told} ({_dong(low, high, lang)})" if low else told


def _dong(low: str, high: str, lang: Lang) -> str:
    amounts = [_number(Decimal(amount), lang) for amount in dict.fromkeys((low, high))]
    return f"{'–'.join(amounts)} {'đ/kg' if lang == 'vi' else 'VND/kg'}"


def _reference(args: Mapping[str, str], lang: Lang) -> str:
    """The sentence about the dated reference behind a price; nothing where there is none."""
    if not args.get("reference_on"):
        return ""
    case = "reference_fresh" if args.get("reference_fresh") else "reference_old"
    day = date.fromisoformat(args["reference_on"])
    told = {
        "reference_range": _dong(args["reference_low"], args["reference_high"], lang),
        "reference_day": f"{day:%d/%m/%Y}",
    }
    return _template("price", case, lang).format_map(told)


def _time(text: str, lang: Lang) -> str:
    if "/" in text:
        first, last = (date.fromisoformat(item) for item in text.split("/"))
        until = " đến " if lang == "vi" else " to "
        return f"{first:%d/%m/%Y}{until}{last:%d/%m/%Y}"
    if text:
        return f"{'tháng' if lang == 'vi' else 'months'} {text.replace(',', ', ')}"
    return UNKNOWN_WORD[lang]


def _tonnes(text: str, lang: Lang) -> str:
    if not text:
        return UNKNOWN_WORD[lang]
    kilograms = Decimal(text)
    if kilograms < 1000:
        return f"{_number(kilograms, lang)} kg"
    return f"{_number(kilograms / 1000, lang)} {'tấn' if lang == 'vi' else 'tonnes'}"


def _number(value: Decimal, lang: Lang) -> str:
    """At most one digit behind the mark, thousands grouped: 1.234,5 in Vietnamese, 1,234.5 in English."""
    return marked(value.quantize(Decimal("0.1")), lang).removesuffix(",0" if lang == "vi" else ".0")


def marked(value: Decimal, lang: Lang) -> str:
    """A number with all its digits, thousands grouped and with the marks of the language."""
    text = f"{value:,}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


_MADE: Mapping[str, Callable[[Mapping[str, str], Lang], str]] = {
    "reference": _reference,
    "stages": _stages,
    "offer_lot": lambda args, lang: _tonnes(args.get("offer_lot", ""), lang),
    "need_lot": lambda args, lang: _tonnes(args.get("need_lot", ""), lang),
    "keeps": lambda args, lang: word("keeps", args.get("keeps", ""), lang),
    "in_time": _in_time,
    "km": lambda args, lang: _kilometres(args, "km", lang),
    "limit_km": lambda args, lang: _kilometres(args, "limit_km", lang),
    "reach_km": lambda args, lang: _kilometres(args, "reach_km", lang),
    "unseen": lambda args, lang: _papers(args, "unseen", lang),
    "supposed": lambda args, lang: _papers(args, "supposed", lang),
    "held": lambda args, lang: _papers(args, "held", lang),
    "instead": _instead,
}
_MADE_OF_SIDE: Mapping[str, Callable[[Mapping[str, str], str, Lang], str]] = {
    "form": lambda args, side, lang: word("form", args.get(f"{side}_form", ""), lang),
    "system": lambda args, side, lang: word("system", args.get(f"{side}_system", ""), lang),
    "time": lambda args, side, lang: _time(args.get(f"{side}_time", ""), lang),
    "price": _price,
    "stage": lambda args, side, lang: word("stage", args.get(f"{side}_stage") or "unstated", lang),
    "vat": lambda args, side, lang: word("vat", args.get(f"{side}_vat") or "unstated", lang),
    "kg": lambda args, side, lang: _tonnes(args.get(f"{side}_kg", ""), lang),
    "scale": lambda args, _side, lang: _scale(args, lang),
    "amount": _amount,
    "papers": lambda args, side, lang: _papers(args, f"{side}_papers", lang),
}
