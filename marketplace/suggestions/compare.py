"""Two to four offers of one need side by side: what differs, and which is best where "best" means something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import LazyString

from marketplace.authorization.viewer import Viewer
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import PriceBasis
from marketplace.listings.presenting import quantity_words, title_of
from marketplace.listings.privacy import price_words, sees_price
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions.filters import missing_papers, share_covered
from marketplace.suggestions.lines import PARTS, Line, read_in
from marketplace.suggestions.order import by_seller
from marketplace.suggestions.places import place_of
from marketplace.web.formats import format_kg, format_quantity
from matching.papers import paper_name

FEWEST, MOST = 2, 4
Rank = Decimal | None


@dataclass(frozen=True, slots=True)
class Picked:
    """What was ticked: the lines that can be compared, and what was wrong in sentences."""

    lines: list[Line]
    remarks: list[LazyString]
    refusal: LazyString | None

    @property
    def ids(self) -> list[str]:
        """The public ids of the offers, for links that keep the choice."""
        return [line.offer.public_id for line in self.lines]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value; `best` when no other of the row is better and one is worse."""

    words: str
    best: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute over all offers compared."""

    label: LazyString
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        return len({cell.words for cell in self.cells}) > 1


def pick(lines: Sequence[Line], wanted: Sequence[str]) -> Picked:
    """The lines of the offers named, each once; those that are no suggestion of this need are told, never shown."""
    known = {line.offer.public_id: line for line in lines}
    once = list(dict.fromkeys(wanted))
    found = [known[name] for name in once if name in known]
    remarks: list[LazyString] = []
    if len(once) < len(wanted):
        remarks.append(_l("Có chào bán được chọn hai lần; mỗi chào bán chỉ tính một lần."))
    if len(found) < len(once):
        remarks.append(
            _l(
                "%(count)s chào bán đã chọn không còn trong danh sách gợi ý của nhu cầu này nên được bỏ ra.",
                count=len(once) - len(found),
            )
        )
    return Picked(found, remarks, _refusal(len(found), asked=bool(wanted)))


def _refusal(count: int, *, asked: bool) -> LazyString | None:
    if FEWEST <= count <= MOST or not asked:
        return None
    return _l(
        "Cần chọn từ %(fewest)s đến %(most)s chào bán để so sánh; đang chọn %(count)s.",
        fewest=FEWEST,
        most=MOST,
        count=count,
    )


def rows(lines: Sequence[Line], viewer: Viewer) -> list[Row]:
    """Every attribute, the score first; a price only as the viewer may see it."""
    plain = [
        _row(label, lines, words, rank)
        for label, words, rank in (
            (_l("Điểm phù hợp"), lambda x: format_quantity(x.score), lambda x: x.score),
            (_l("Mặt hàng"), lambda x: title_of(x.offer), None),
            (_l("Nơi bán"), _place, None),
            (_l("Khoảng cách"), _way, lambda x: None if x.km is None or x.way != "measured" else -x.km),
            (_l("Lượng chào bán"), lambda x: quantity_words(x.offer, x.offer.total_kg), None),
            (_l("Đáp ứng lượng cần"), _share, share_covered),
            (_l("Thời gian giao"), _time, None),
            (_l("Lô tối thiểu"), _lot, None),
        )
    ]
    price = _cells([_price(x.offer, viewer) for x in lines], _price_ranks(lines, viewer))
    rest = [
        _row(_l("Nơi giao hàng"), lines, lambda x: str(x.offer.delivery_term.label), None),
        _row(_l("Giấy chứng nhận"), lines, _held, None),
        _row(_l("Giấy còn thiếu"), lines, _missing, _papers_met),
    ]
    return [plain[0], *_both_sides(lines, viewer), *plain[1:], Row(_l("Giá"), price), *rest]


def _both_sides(lines: Sequence[Line], viewer: Viewer) -> list[Row]:
    """For brokers, what the offer's side sees in the need and what the pair is worth to both."""
    if not viewer.is_broker or not any(line.balanced for line in lines):
        return []
    seller = [by_seller(line.balanced) if line.balanced else None for line in lines]
    gains = [line.gain for line in lines]
    told = ((_l("Điểm nhìn từ bên bán"), seller), (_l("Lợi chung (phần trăm của cặp cao nhất)"), gains))
    return [Row(label, _cells([format_quantity(value) for value in values], values)) for label, values in told]


def points(lines: Sequence[Line]) -> list[Row]:
    """The points of each part of the score, in the order in which they are told."""
    names = [part.name for part in lines[0].parts]
    return [_row(PARTS[name], lines, _points_words(name), _points(name)) for name in names]


def _row(
    label: LazyString, lines: Sequence[Line], words: Callable[[Line], str], rank: Callable[[Line], Rank] | None
) -> Row:
    return Row(label, _cells([words(line) for line in lines], [rank(line) if rank else None for line in lines]))


def _cells(words: Sequence[str], ranks: Sequence[Rank]) -> tuple[Cell, ...]:
    known = [rank for rank in ranks if rank is not None]
    best = max(known) if len(set(known)) > 1 else None
    return tuple(Cell(told, best is not None and rank == best) for told, rank in zip(words, ranks, strict=True))


def _price_ranks(lines: Sequence[Line], viewer: Viewer) -> list[Rank]:
    """The lower the better, but only where all prices are known and mean the same: basis, delivery and tax."""
    offers = [line.offer for line in lines]
    alike = {(offer.price_basis, offer.delivery_term, offer.vat_included) for offer in offers}
    if len(alike) > 1 or not all(_is_told(offer, viewer) for offer in offers):
        return [None] * len(offers)
    return [-Decimal(offer.price_dong_per_kg or 0) for offer in offers]


def _price(offer: Offer, viewer: Viewer) -> str:
    return "" if offer.origin == Origin.REPORTED else price_words(viewer, offer)


def _is_told(offer: Offer, viewer: Viewer) -> bool:
    stated = offer.price_basis in (PriceBasis.FIXED, PriceBasis.FLOOR) and offer.price_dong_per_kg is not None
    return stated and sees_price(viewer, offer)


def _place(line: Line) -> str:
    place = place_of(line.offer)
    return place.address if place else ""


def _way(line: Line) -> str:
    if line.way == "same_commune":
        return str(_l("cùng xã"))
    if line.way == "same_province":
        return str(_l("cùng tỉnh, chưa rõ xã"))
    if line.way == "unknown" or line.km is None:
        return ""
    return (
        str(_l("bên mua lấy hàng ngay tại %(place)s", place=line.need_place))
        if line.km < 1
        else f"{format_quantity(round(line.km))} km"
    )


def _share(line: Line) -> str:
    share = share_covered(line)
    return "" if share is None else f"{format_quantity(share)}%"


def _time(line: Line) -> str:
    return line.when(line.offer)


def _lot(line: Line) -> str:
    lot = line.offer.minimum_lot_kg
    if lot is not None:
        return format_kg(lot)
    return "" if line.offer.origin == Origin.REPORTED else str(_l("không đặt"))


def _held(line: Line) -> str:
    part = line.part("certificates")
    kinds = [kind for kind in part.fact("held").split(";") if kind] if part else []
    if kinds:
        return ", ".join(paper_name(kind, read_in()) for kind in kinds)
    return "" if part is None or not part.fact("papers_known") else str(_l("chưa có"))


def _missing(line: Line) -> str:
    """What is not shown; a paper that may well be held is to be asked for, none the less it is not there."""
    part = line.part("certificates")
    supposed = part.fact("supposed").split(";") if part else []
    names = [(kind, paper_name(kind, read_in())) for kind in missing_papers(line)]
    told = [str(_l("%(paper)s (cần hỏi)", paper=name)) if kind in supposed else name for kind, name in names]
    return ", ".join(told) or str(_l("không thiếu"))


def _papers_met(line: Line) -> Decimal:
    return -Decimal(len(missing_papers(line)))


def _points(name: str) -> Callable[[Line], Rank]:
    def points_of(line: Line) -> Rank:
        part = line.part(name)
        return part.points if part else None

    return points_of


def _points_words(name: str) -> Callable[[Line], str]:
    def words(line: Line) -> str:
        part = line.part(name)
        return f"{format_quantity(part.points)} / {format_quantity(part.most)}" if part else ""

    return words
