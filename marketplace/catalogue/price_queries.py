"""Dated prices as the matcher takes them: same good, same form, same variety."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import sqlalchemy as sa

from marketplace.catalogue.models import ReferencePrice, TradeStage
from marketplace.extensions import db
from matching.prices import ReferencePrice as Reference
from matching.prices import newest
from matching.vocabulary import vocabulary
from matching.vocabulary.normalise import fold

CERTAIN_DATES = ("as_printed", "month_only")
WIDE = ("fresh", "dried", "live")  # a notice that says no more than this is about every form in that state
SHOWN_FOR = timedelta(days=3 * 365)


class PriceBook:
    """All references up to a day; made once where many listings are read. Answers are shared tuples."""

    def __init__(self, references: Iterable[Reference]) -> None:
        self._of_good: dict[str, list[Reference]] = defaultdict(list)
        for one in references:
            self._of_good[one.good].append(one)
        self._found: dict[tuple[str, str | None, str | None], tuple[Reference, ...]] = {}

    def of(self, code: str, form: str | None = None, variety: str | None = None) -> tuple[Reference, ...]:
        """The references of one good: of its form, and of its variety where one is named.

        Without a form they count only when all are of one form: fresh and dried are two prices.
        """
        key = (code, form, variety)
        if key not in self._found:
            self._found[key] = tuple(_alike(self._of_good.get(code, []), form, variety))
        return self._found[key]


def _alike(references: list[Reference], form: str | None, variety: str | None) -> list[Reference]:
    if form is None:
        same = references if len({one.form for one in references}) <= 1 else []
    else:
        same = [one for one in references if one.form == form or (one.form in WIDE and one.form == _state_of(form))]
    if variety is None:
        return same
    wanted = _letters(variety)
    return [one for one in same if one.variety is None or _letters(one.variety) == wanted]


def _letters(name: str) -> str:
    """OM 5451 and OM5451 are one variety."""
    return fold(name).replace(" ", "")


@cache
def _state_of(form: str) -> str:
    """The coarse state of a form: a root for a starch plant is fresh."""
    return next((one.state or one.code for one in vocabulary().forms if one.code == form), form)


def price_book(on: date, code: str | None = None) -> PriceBook:
    """The references of one good, or of all, dated within three years before a day; without guessed years or months."""
    question = sa.select(ReferencePrice).where(
        ReferencePrice.commodity_code.is_not(None),
        ReferencePrice.on.between(on - SHOWN_FOR, on),
        ReferencePrice.date_quality.in_(CERTAIN_DATES),
    )
    if code is not None:
        question = question.filter_by(commodity_code=code)
    return PriceBook(_reference(row) for row in db.session.scalars(question.order_by(ReferencePrice.id)))


def reference_prices(code: str, form: str | None, on: date, variety: str | None = None) -> tuple[Reference, ...]:
    """The references of one good and form up to a day, for `matching.prices`; one query."""
    return price_book(on, code).of(code, form, variety)


def _reference(row: ReferencePrice) -> Reference:
    return Reference(
        good=row.commodity_code or "",
        form=row.form,
        low=row.low,
        high=row.high,
        on=row.on,
        place=row.place,
        stage=row.trade_stage.value if row.trade_stage else None,
        source=row.source_url,
        variety=row.variety,
    )


def newest_reference(
    code: str, form: str | None, on: date, *, stage: str | None, variety: str | None = None
) -> Reference | None:
    """The newest notices of a good as one range (`matching.prices.newest`), of this trade stage if there are any.

    Else of notices that name no stage, else of any stage: the reader is shown which. None: no notice at all.
    """
    known = reference_prices(code, form, on, variety)
    for one in (stage, None, *(other.value for other in TradeStage if other is not TradeStage.RETAIL)):
        if (found := newest(known, on, stage=one)) is not None:
            return found
    return None
