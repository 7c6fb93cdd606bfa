"""Numbers as Vietnamese people write them (1.234,5), read strictly: what has two readings is refused."""

import re
from decimal import Decimal

MOST_DIGITS = 18
LONGEST_TEXT = 64  # characters; longer texts are no numbers

_FULL_WIDTH = {0xFF10 + i: str(i) for i in range(10)} | {0xFF0C: ",", 0xFF0E: ".", 0xFF0D: "-"}
_SPACES = re.compile("[ \u00a0\u202f\u2009]")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"\d+(?:,\d+)?")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2},\d{3}")  # 1,500: one and a half here, fifteen hundred in English
_POINT = re.compile(r"\d+\.\d+")
_RANGE = re.compile(r"[\d.,]+\s*(?:-|–|—|~|đến|to)\s*[\d.,]+")
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|đến|tới|to)\s*", re.I)


class NumberTextError(ValueError):
    """A text that is not one number. `code` says why:

    empty · not_a_number · use_comma (the dot groups thousands) · two_readings (1,500) · bad_grouping
    (1.00.000) · range · too_many_digits · several_values · reversed_range
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_decimal_vi(text: str) -> Decimal:
    """The number, exactly: "1.234,5", "1234,5", "1 234,5", "１２"; a leading minus is kept, -0 is 0.

    Letters, units, exponents, underscores, other scripts' digits, NaN and infinity are refused with
    NumberTextError.
    """
    plain = _SPACES.sub(" ", text.translate(_FULL_WIDTH)).strip()
    if not plain:
        raise NumberTextError("empty")
    negative = plain.startswith(("-", "−")) and len(plain) > 1
    body = plain[1:] if negative else plain
    if len(plain) > LONGEST_TEXT:
        raise NumberTextError("too_many_digits" if re.fullmatch(r"[0-9.,]+", body) else "not_a_number")
    if not body.isascii() or not _is_number(body):
        raise NumberTextError(_why_not(body))
    value = Decimal(_counted(body.replace(".", "").replace(" ", "").replace(",", ".")))
    return -value if negative and value else value


def _is_number(body: str) -> bool:
    if _TWO_WAYS.fullmatch(body):
        return False
    return any(pattern.fullmatch(body) for pattern in (_GROUPED, _SPACED, _PLAIN))


def _why_not(body: str) -> str:
    if _RANGE.fullmatch(body):
        return "range"
    if _TWO_WAYS.fullmatch(body):
        return "two_readings"
    if re.search(r"[^0-9., ]", body) or not re.search(r"[0-9]", body):
        return "not_a_number"
    if _POINT.fullmatch(body):
        return "use_comma"
    return "bad_grouping"


def _counted(digits: str) -> str:
    if sum(c.isdigit() for c in digits) > MOST_DIGITS:
        raise NumberTextError("too_many_digits")
    return digits


def parse_range(text: str) -> tuple[Decimal, Decimal]:
    """Low and high of a value in the notation of reported figures: "25000", "2,5-3", "1.5-2", "12000-15000".

    There both comma and dot stand for the decimal sign, and groups of thousands occur. A single separator
    before exactly three digits ("1.500") is refused as two_readings. A single number is its own low and high.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if not plain:
        raise NumberTextError("empty")
    if ";" in plain:
        raise NumberTextError("several_values")
    parts = _BETWEEN.split(plain[:LONGEST_TEXT])
    if len(parts) > 2 or len(plain) > LONGEST_TEXT:
        raise NumberTextError("not_a_number")
    low, high = _reported(parts[0]), _reported(parts[-1])
    if low > high:
        raise NumberTextError("reversed_range")
    return low, high


def _reported(text: str) -> Decimal:
    if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text):
        raise NumberTextError("two_readings")
    if re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", text):
        return Decimal(_counted(text.replace(",", ".")))
    for group, point in ((".", ","), (",", ".")):
        if re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:\{group}[0-9]{{3}})+(?:\{point}[0-9]+)?", text):
            return Decimal(_counted(text.replace(group, "").replace(point, ".")))
    raise NumberTextError("not_a_number")
