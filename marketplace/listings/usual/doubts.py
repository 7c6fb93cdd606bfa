"""The questions a listing raises before it is public, and the ticks that answer them.

A tick is kept in the event of the publication or the change (`double_checked`). It stands for one number, or for one
other listing: a number typed anew is asked about anew.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from marketplace.audit.words import name_fields, read_with
from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.usual.market import alike
from marketplace.listings.usual.stated import Book, Stated, stated
from marketplace.listings.usual.unusual import unusual_price, unusual_quantity
from marketplace.web.formats import format_date, format_kg, format_money

PERIODS, PRICE, ALIKE = "periods", "price", "alike"
EVERYTHING = (PERIODS, PRICE, ALIKE)
STEP = {PERIODS: "schedule", PRICE: "price", ALIKE: "schedule"}
_KEY = re.compile(r"(periods|price):[0-9]{1,20}(\.[0-9]{1,3})?|alike:[0-9A-Za-z_-]{1,40}")

name_fields({"double_checked": _l("Đã hỏi lại và được trả lời là đúng")})


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question; `about` is the part of the form it stands beside, `other` the public id of the like listing."""

    key: str
    about: str
    message: str
    other: str = ""

    @property
    def step(self) -> str:
        """The step of the form where it is mended."""
        return STEP[self.about]


class UnsureError(DomainError):
    """Something unusual was not ticked as right; `doubts` are all questions, also those answered already."""

    def __init__(self, doubts: Sequence[Doubt], left: Sequence[Doubt]) -> None:
        super().__init__(left[0].message, field="checked")
        self.doubts, self.left = tuple(doubts), tuple(left)


def is_tick(text: str) -> bool:
    """Whether this is a key as ours are."""
    return _KEY.fullmatch(text) is not None


def doubts_of(book: Book, listing: Any) -> list[Doubt]:
    """Every question the listing as it is raises; at most four queries."""
    return _doubts(book, stated(book, listing), EVERYTHING)


def answered(doubts: Sequence[Doubt], checked: Collection[str]) -> list[str]:
    """The keys of all questions, as the history keeps them; UnsureError when one of them is not ticked."""
    if left := [doubt for doubt in doubts if doubt.key not in checked]:
        raise UnsureError(doubts, left)
    return [doubt.key for doubt in doubts]


def answered_change(
    book: Book, listing: Any, changes: dict[str, Any], *, about: Sequence[str], checked: Collection[str] | None
) -> list[str]:
    """`answered` for changes (attributes of `Stated`) of a published listing: only what they make unusual is asked.

    Nothing is asked of drafts, which are asked about when they are published, nor of commands (`checked` None).
    """
    if checked is None or listing.published_at is None:
        return []
    before = stated(book, listing)
    after = replace(before, **changes)
    if after == before or not (doubts := _doubts(book, after, about)):
        return []
    known = {doubt.key for doubt in _doubts(book, before, about)}
    return answered([doubt for doubt in doubts if doubt.key not in known], checked)


def kept(keys: Sequence[str]) -> dict[str, str]:
    """What an event keeps of the ticks."""
    return {"double_checked": ";".join(keys)} if keys else {}


def _doubts(book: Book, told: Stated, about: Sequence[str]) -> list[Doubt]:
    found = []
    sure = str(_l("Có đúng không?"))
    if PERIODS in about and (quantity := unusual_quantity(book, told)):
        found.append(Doubt(f"{PERIODS}:{_plain(quantity.value)}", PERIODS, f"{quantity.sentence()} {sure}"))
    if PRICE in about and (price := unusual_price(told, today())):
        found.append(Doubt(f"{PRICE}:{_plain(price.value)}", PRICE, f"{price.sentence()} {sure}"))
    if ALIKE in about:
        others = alike(book, told)
        found += [Doubt(f"{ALIKE}:{row.public_id}", ALIKE, _same(book, row), row.public_id) for row in others]
    return found


def _plain(value: Decimal) -> str:
    """The number as a key has it, however it came: 90000, 0.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _same(book: Book, row: Any) -> str:
    known = {"what": row.as_written, "start": format_date(row.start), "end": format_date(row.end)}
    if book.listing.__tablename__ == "offers":
        return str(_l(
            "Đơn vị đã có chào bán “%(what)s” từ %(start)s đến %(end)s. Đây là chào bán khác?", **known
        ))  # fmt: skip
    return str(_l("Đơn vị đã có nhu cầu mua “%(what)s” từ %(start)s đến %(end)s. Đây là nhu cầu khác?", **known))


def _words(text: str) -> str:
    """The keys of an event as people read them."""
    return ", ".join(_word(*key.split(":", 1)) for key in text.split(";") if is_tick(key))


def _word(about: str, what: str) -> str:
    if about == PERIODS:
        return format_kg(Decimal(what))
    if about == PRICE:
        return str(_l("%(price)s một kg", price=format_money(int(what))))
    return str(_l("là bản khác với bản đơn vị đã đăng"))


read_with("double_checked", _words)
