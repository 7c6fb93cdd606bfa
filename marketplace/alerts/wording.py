"""What a person is told of a pair: score, partner, why, what is missing; and of several pairs at once.

Names and figures come from what is public of both records, as everything in a suggestion does. A price is left to the
page of the pair: the words are kept, and a price may become private later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from marketplace.errors import Sentence
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import title_of
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions.lines import Line, PartLine
from marketplace.web.formats import format_quantity

Listed: TypeAlias = Offer | Need
NO_CONDITION = frozenset({"price", "soe", "track_record"})
"""Parts of a score that nobody asks of the partner; the price is told apart."""
WITHIN_REACH = frozenset({"none", "unmeasured", "proven"})
"""The cases of a distance that nothing is missing of, whatever its points."""


@dataclass(frozen=True, slots=True)
class Told:
    """One pair among several: both sides, its score, and its own sentence."""

    own: Listed
    other: Listed
    score: Decimal
    sentence: str


def words_of(line: Line, own: Listed) -> str:
    """What the side `own` is told of a pair by itself."""
    names = {"partner": other_side(line, own).organisation.name, "score": format_quantity(line.score)}
    return _joined([_head(own, {**names, "goods": title_of(own)}), *_details(line, own)])


def words_below(line: Line, own: Listed) -> str:
    """The same below a line that names the score and the goods already."""
    return _joined([f"{other_side(line, own).organisation.name}.", *_details(line, own)])


def words_of_several(told: Sequence[Told]) -> str:
    """Several pairs of one event in one message: how many, the best of them, how many are only of the press."""
    best = max(told, key=lambda one: one.score)
    names = {"count": len(told), "goods": title_of(best.own), "score": format_quantity(best.score)}
    names["best"] = best.sentence
    if len({(type(one.own), one.own.id) for one in told}) == 1:
        words = _l("%(count)s gợi ý mới cho “%(goods)s”, cao nhất %(score)s: %(best)s", **names)
    else:
        words = _l("%(count)s gợi ý mới cho đơn vị bạn, cao nhất %(score)s: %(best)s", **names)
    press = sum(one.other.origin == Origin.REPORTED for one in told)
    return _joined(
        [words, _l("Trong đó %(count)s tin theo báo chí, chưa kiểm chứng.", count=press)] if press else [words]
    )


def _joined(parts: Sequence[Sentence]) -> str:
    return " ".join(str(part) for part in parts)


def other_side(line: Line, own: Listed) -> Listed:
    """The partner's side of a pair."""
    return line.need if isinstance(own, Offer) else line.offer


def _head(own: Listed, names: dict[str, str]) -> Sentence:
    if isinstance(own, Offer):
        return _l("%(partner)s tìm mua, phù hợp %(score)s điểm với chào bán “%(goods)s” của đơn vị bạn.", **names)
    return _l("%(partner)s có hàng, phù hợp %(score)s điểm với nhu cầu “%(goods)s” của đơn vị bạn.", **names)


def _details(line: Line, own: Listed) -> list[Sentence]:
    press = other_side(line, own).origin == Origin.REPORTED
    reason = _reason(line)
    return [*([_l("Thông tin theo báo chí, chưa kiểm chứng.")] if press else []), reason, *_lacking(line, reason)]


def _reason(line: Line) -> Sentence:
    """The strongest reason; where the list names none, the part that is fulfilled best."""
    price = line.part("price")
    for reason in line.reasons:
        if price is None or reason != price.sentence:
            return reason
    others = [part for part in line.parts if part.name not in NO_CONDITION]
    if others:
        return max(others, key=lambda part: part.points / part.most).sentence
    return _l("Giá hai bên gần nhau.") if line.reasons else _l("Lý do xem ở trang gợi ý.")


def _lacking(line: Line, told: Sentence) -> list[Sentence]:
    """The paper that would lift the score most, and the part that costs most, unless it was told as the reason."""
    lost = [part for part in line.parts if not part.is_full and part.name not in NO_CONDITION]
    lost = [part for part in lost if part.name != "distance" or part.case not in WITHIN_REACH]
    if line.gaps:
        lost = [part for part in lost if part.name != "certificates"]
    worst = max(lost, key=lambda part: part.most - part.points, default=None)
    found = [*([_paper(line)] if line.gaps else []), *([worst.sentence] if worst else [])]
    if found:
        return [sentence for sentence in found if sentence != told]
    price = line.part("price")
    return [_l("Không thiếu điều kiện nào.") if _is_settled(price) else _l("Chỉ còn giá cần xem lại.")]


def _is_settled(price: PartLine | None) -> bool:
    return price is None or price.is_full or price.case != "known"


def _paper(line: Line) -> Sentence:
    gap = line.gaps[0]
    if gap.kind == "certificate_must":
        return gap.sentence
    lift = _l("Tăng lên %(score)s nếu có %(paper)s.", score=format_quantity(gap.score_after), paper=gap.paper)
    return f"{gap.sentence} {lift}" if gap.kind == "certificate_unknown" else lift
