"""What speaks for and against two organisations being one, in points that add up to a likeness of 0 to 100."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from matching.organisation_names import Name, read_name
from matching.vocabulary.normalise import fold
from matching.vocabulary.places import gazetteer

_FAMILIES = {
    "htx": "cooperative",
    "lhhtx": "union",
    "tht": "group",
    "enterprise": "enterprise",
    "household": "household",
}

# A short name alone is not enough in a country full of Tân Tiến: it needs a place, a code or a telephone beside it.
SAME_NAME, LONG_NAME, LIKE_NAME, LEAST_LIKE = 55, 60, 40, 0.84
LONG, WORDS_IN_PART = 10, 2
SAME_CODE, BRANCH, OTHER_CODE = 75, 20, -50
SAME_COMMUNE, SAME_PROVINCE, OTHER_COMMUNE, OTHER_PROVINCE = 30, 10, -20, -60
SAME_PHONE, OTHER_FAMILY, OTHER_NUMBER, OTHER_TONES, OTHER_TRADE = 25, -30, -45, -8, -4


class Record(Protocol):
    """The fields that are weighed."""

    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str | None: ...
    @property
    def tax_code(self) -> str | None: ...
    @property
    def commune(self) -> str | None: ...
    @property
    def province(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def kind(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing both records say: `kind`, its points (below zero it speaks against), and both values as written.

    Kinds: name, name_like, tax_code, branch, tax_code_other, commune, province, commune_other, province_other, phone,
    family_other, number_other, tones_other, trade_other.
    """

    kind: str
    points: int
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A record ready to be compared: name in parts, place as codes of today, code and telephone as digits."""

    id: str
    written: str
    name: Name
    short: Name | None
    family: str | None
    tax_code: str
    province: str | None
    commune: str | None
    phone: str

    @property
    def tax_base(self) -> str:
        """The ten digits that a branch shares with its mother; a person's twelve stay whole."""
        return self.tax_code if len(self.tax_code) == 12 else self.tax_code[:10]

    @property
    def keys(self) -> frozenset[str]:
        """The name and the usual name in one piece each."""
        return frozenset(name.key for name in (self.name, self.short) if name is not None and name.key)


def tell(id_: str, record: Record) -> Told:
    """The record ready to be compared."""
    name = read_name(record.name)
    province, commune = _place(record.commune or "", record.province or "")
    return Told(
        id=id_,
        written=record.name,
        name=name,
        short=read_name(record.short_name) if record.short_name else None,
        family=_FAMILIES.get(record.kind or "", name.family),
        tax_code=re.sub(r"\D", "", record.tax_code or ""),
        province=province,
        commune=commune,
        phone=_phone(record.phone or ""),
    )


def may_be_one(left: Told, right: Told) -> bool:
    """Whether the two could reach a likeness at all: a name alone carries no pair over another code or commune."""
    if left.phone and left.phone == right.phone:
        return True
    if left.tax_code and right.tax_code:
        return left.tax_base == right.tax_base
    if left.province is None or right.province is None:
        return True
    near = left.commune is None or right.commune is None or left.commune == right.commune
    return left.province == right.province and near


def weigh(left: Told, right: Told) -> tuple[Reason, ...]:
    """What speaks for and against, the weightiest first; nothing where neither name nor code nor telephone agree."""
    found = [*_name(left, right), *_code(left, right), *_phone_reason(left, right)]
    if not found:
        return ()
    found += [*_where(left, right), *_family(left, right)]
    return tuple(sorted(found, key=lambda reason: (-abs(reason.points), reason.kind)))


def _name(left: Told, right: Told) -> list[Reason]:
    pairs = [(a, b) for a in (left.name, left.short) for b in (right.name, right.short) if a and b and a.key and b.key]
    closest = max(pairs, key=lambda pair: _closeness(*pair), default=None)
    if closest is None or (close := _closeness(*closest)) < LEAST_LIKE:
        return []
    a, b = closest
    said = (left.written, right.written)
    same = a.key == b.key
    points = (LONG_NAME if len(a.key) >= LONG else SAME_NAME) if same else int(LIKE_NAME * close)
    reasons = [Reason("name" if same else "name_like", points, *said)]
    if a.numbers != b.numbers:
        reasons.append(Reason("number_other", OTHER_NUMBER, *said))
    if same and _tones_differ(a, b):
        reasons.append(Reason("tones_other", OTHER_TONES, *said))
    if a.trade and b.trade and not (a.trade <= b.trade or b.trade <= a.trade):
        reasons.append(Reason("trade_other", OTHER_TRADE, *said))
    return reasons


def _closeness(a: Name, b: Name) -> float:
    """1 for equal cores; else how alike they are spelled, or that one is a part of the other."""
    if a.key == b.key:
        return 1.0
    from rapidfuzz.distance import OSA

    if a.numbers != b.numbers and a.numbers and b.numbers:
        return 0.0
    if sorted(a.core) == sorted(b.core):
        return 0.95
    short, long = sorted((set(a.core), set(b.core)), key=len)
    held = LEAST_LIKE if len(short) >= WORDS_IN_PART and short < long else 0.0
    return max(held, OSA.normalized_similarity(a.key, b.key, score_cutoff=LEAST_LIKE))


def _tones_differ(a: Name, b: Name) -> bool:
    """Both typed with marks, and not the same ones: Tân Tiến and Tân Tiên."""
    marked = all(any(fold(word) != word for word in name.spelled) for name in (a, b))
    return marked and "".join(a.spelled) != "".join(b.spelled)


def _code(left: Told, right: Told) -> list[Reason]:
    if not left.tax_code or not right.tax_code:
        return []
    said = (left.tax_code, right.tax_code)
    if left.tax_code == right.tax_code:
        return [Reason("tax_code", SAME_CODE, *said)]
    if left.tax_base == right.tax_base:
        return [Reason("branch", BRANCH, *said)]
    return [Reason("tax_code_other", OTHER_CODE, *said)]


def _phone_reason(left: Told, right: Told) -> list[Reason]:
    return [Reason("phone", SAME_PHONE, left.phone, right.phone)] if left.phone and left.phone == right.phone else []


def _where(left: Told, right: Told) -> list[Reason]:
    if left.province is None or right.province is None:
        return []
    if left.province != right.province:
        return [Reason("province_other", OTHER_PROVINCE, left.province, right.province)]
    if left.commune is None or right.commune is None:
        return [Reason("province", SAME_PROVINCE, left.province, right.province)]
    if left.commune == right.commune:
        return [Reason("commune", SAME_COMMUNE, left.commune, right.commune)]
    return [Reason("commune_other", OTHER_COMMUNE, left.commune, right.commune)]


def _family(left: Told, right: Told) -> list[Reason]:
    """A cooperative group becomes a cooperative and keeps its code (NĐ 92/2024 Đ14): these two speak not against."""
    both = {left.family, right.family}
    if None in both or len(both) == 1 or both == {"cooperative", "group"}:
        return []
    return [Reason("family_other", OTHER_FAMILY, left.family or "", right.family or "")]


def _phone(text: str) -> str:
    """National digits: +84 and 84 in front are the 0 of the country. Fewer than eight digits say nothing."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("84") and len(digits) > 10:
        digits = "0" + digits[2:]
    return digits if len(digits) >= 8 else ""


@lru_cache(maxsize=65_536)
def _place(commune: str, province: str) -> tuple[str | None, str | None]:
    """Codes of today (province, commune); codes stay as they are, names are read, old ones too."""
    if re.fullmatch(r"\d{2}", province) and re.fullmatch(r"(\d{5})?", commune):
        return province, commune or None
    if not commune and not province:
        return None, None
    found = gazetteer().resolve_parts(commune, None, province)
    return found.province_code, found.commune_code
