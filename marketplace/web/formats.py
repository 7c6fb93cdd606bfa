"""How numbers, money and days look to people, by Babel, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date as babel_date
from babel.numbers import format_decimal
from flask_babel import get_locale

from marketplace.clock import VIETNAM
from marketplace.labels import lazy_gettext as _l

TONNE = Decimal(1000)
YEAR_DIGITS = 4


def _locale() -> str:
    locale = get_locale()
    return locale.language if locale else "vi"


def writes_decimal_point() -> bool:
    """Whether the reader's language writes 1,234.5, as opposed to 1.234,5."""
    return not _locale().startswith("vi")


def format_date(day: date | None) -> str:
    """22/11/2026 in both languages: papers and people here write it so."""
    return "" if day is None else babel_date(day, "dd/MM/yyyy", locale="vi")


def format_source_day(written: str | None) -> str:
    """The day of a press report as other days are: 05/03/2024, 03/2024, 2024; any other text stays as it is."""
    parts = (written or "").split("-")
    dated = len(parts) > 1 and all(part.isdecimal() for part in parts)
    return "/".join(reversed(parts)) if dated and len(parts[0]) == YEAR_DIGITS else written or ""


def format_instant(instant: datetime | None) -> str:
    """22/11/2026 14:05, in Viet Nam's time."""
    return "" if instant is None else instant.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def format_quantity(value: Decimal | int | None, unit: str = "") -> str:
    """1.234,5 (1,234.5 in English), with the unit after it if given; unknown is the empty string."""
    if value is None:
        return ""
    return f"{_grouped(str(value), _locale())} {unit}".strip()


@lru_cache(8192)
def _grouped(number: str, locale: str) -> str:
    """A number as a language groups its digits; a page of a list writes a hundred, most of them again and again."""
    return format_decimal(Decimal(number), format="#,##0.###", locale=locale, decimal_quantization=False)


def format_kg(kilograms: Decimal | None) -> str:
    """Kilograms as people say them: tonnes from one tonne up."""
    if kilograms is None:
        return str(_l("chưa rõ"))
    if abs(kilograms) >= TONNE:
        return format_quantity(kilograms / TONNE, str(_l("tấn")))
    return format_quantity(kilograms, "kg")


def format_money(dong: int | None) -> str:
    """12.300.000 ₫."""
    return "" if dong is None else f"{format_decimal(dong, format='#,##0', locale=_locale())} ₫"


def format_percent(share: Decimal | None) -> str:
    """A share of one as a percentage with one place: 0.125 → 12,5%."""
    if share is None:
        return "–"
    percent = (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{format_decimal(percent, format='0.#', locale=_locale())}%"


FILTERS = {
    "source_day": format_source_day,
    "date_vi": format_date,
    "datetime_vi": format_instant,
    "quantity": format_quantity,
    "kg": format_kg,
    "money": format_money,
    "percent": format_percent,
}
