"""Why what people locked or limited cannot be, in a sentence that names who and what and says what to change."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.pooling.market import Option, Reading, Wanted
from marketplace.suggestions.lines import read_in
from marketplace.web.formats import format_kg, format_percent
from matching.papers import paper_name

if TYPE_CHECKING:
    from marketplace.pooling.solving import Locks, Wishes
    from matching.errors import PoolError

ZERO = Decimal(0)


def cell_name(code: str, start: date) -> str:
    """The form field of a cell."""
    return f"kg_{code}_{start:%Y%m%d}"


def check(reading: Reading, wishes: Wishes, locks: Locks) -> None:
    """DomainError, on the field it concerns, when limits and locks contradict each other or the market."""
    _check_limits(reading, wishes, locks)
    for code in sorted(locks.inside | {code for (code, _), kg in locks.kg.items() if kg > 0}):
        _check_supplier(reading, locks, code)
    for (code, at), kg in sorted(locks.kg.items()):
        if kg > 0:
            _check_cell(reading, wishes, locks, (code, at), kg)
    _check_periods(reading, locks)


def _check_limits(reading: Reading, wishes: Wishes, locks: Locks) -> None:
    inside = locks.inside | {code for (code, _), kg in locks.kg.items() if kg > 0}
    most, share = wishes.maximum_suppliers, wishes.largest_share
    if most is not None and len(inside) > most:
        raise DomainError(
            _l("Đã khóa %(count)s đơn vị nhưng chỉ nhận nhiều nhất %(most)s: bỏ khóa bớt hoặc tăng giới hạn.",
               count=len(inside), most=most),
            field="maximum_suppliers",
        )  # fmt: skip
    able = sum(one.rule is None and one.code not in locks.outside for one in reading.options)
    if share is not None and (there := able if most is None else min(most, able)) and share * there < 1:
        least = format_percent((Decimal(1) / there).quantize(Decimal("0.001"), ROUND_CEILING))
        raise DomainError(_too_few(reading, locks, there, least, by_limit=there == most), field="largest_share_pct")
    _check_papers(reading, wishes, locks)
    if wishes.latest is not None and all(one.end > wishes.latest for one in reading.wanted):
        raise DomainError(
            _l("Ngày giao muộn nhất đứng trước mọi kỳ còn cần hàng: hãy lùi ngày này lại."), field="latest"
        )


def _check_papers(reading: Reading, wishes: Wishes, locks: Locks) -> None:
    """Somebody who may take part holds what a share of the group has to hold."""
    able = [one for one in reading.options if one.rule is None and one.code not in locks.outside]
    everybody = reading.certificates
    for name, share in sorted(wishes.certificate_shares.items()):
        if share and name not in everybody and able and not any(name in one.holds for one in able):
            raise DomainError(
                _l("Không đơn vị nào tham gia được mà có %(paper)s đến hết kỳ cuối: hãy bỏ điều kiện này.",
                   paper=paper_name(name, read_in())),
                field="shares",
            )  # fmt: skip


def _too_few(reading: Reading, locks: Locks, there: int, least: str, *, by_limit: bool) -> str:
    """Why so few suppliers cannot keep the largest share down: the limit, those taken out, or that nobody else fits."""
    if by_limit:
        return str(
            _l("Với nhiều nhất %(most)s đơn vị, phần của đơn vị lớn nhất không thể dưới %(least)s.",
               most=there, least=least)
        )  # fmt: skip
    if out := [one.name for one in reading.options if one.rule is None and one.code in locks.outside]:
        return str(
            _l("Đã bỏ ra %(names)s nên chỉ còn %(count)s đơn vị tham gia được: phần của đơn vị lớn nhất không thể dưới "
               "%(least)s. Hãy nhận lại đơn vị hoặc nới giới hạn này.",
               names=", ".join(out), count=there, least=least)
        )  # fmt: skip
    return str(
        _l("Chỉ %(count)s đơn vị đủ điều kiện: phần của đơn vị lớn nhất không thể dưới %(least)s.",
           count=there, least=least)
    )  # fmt: skip


def _check_supplier(reading: Reading, locks: Locks, code: str) -> None:
    if code in locks.outside:
        raise DomainError(
            _l("%(name)s vừa bị bỏ ra vừa có ô khóa: hãy chọn một trong hai.", name=name_of(reading, locks, code)),
            field=f"lock_{code}",
        )
    if reading.option(code) is None:
        raise DomainError(gone(name_of(reading, locks, code)), field=f"lock_{code}")


def gone(name: str) -> str:
    """Somebody is no candidate any more."""
    return str(
        _l("%(name)s không còn đủ điều kiện hoặc đã rút chào bán: hãy bỏ khóa hoặc bỏ đơn vị này ra.", name=name)
    )


def _check_cell(reading: Reading, wishes: Wishes, locks: Locks, cell: tuple[str, int], kg: Decimal) -> None:
    code, at = cell
    option, wanted = reading.option(code), reading.wanted[at]
    if option is None:
        raise DomainError(gone(name_of(reading, locks, code)), field=f"lock_{code}")
    if wishes.latest is not None and wanted.end > wishes.latest:
        sentence = _l(
            "Ngày giao muộn nhất đứng trước lúc %(period)s kết thúc nên không khóa lượng nào ở đây được.",
            period=days(wanted),
        )
        raise DomainError(sentence, field=cell_name(code, wanted.start))
    if sentence_of := too_much(option, wanted, at, kg):
        raise DomainError(sentence_of, field=cell_name(code, wanted.start))


def too_much(option: Option, wanted: Wanted, at: int, kg: Decimal) -> str:
    """What to say of more than a supplier has or a period needs; empty when it is neither."""
    if kg > option.free_kg(at):
        left = format_kg(option.free_kg(at))
        return str(_l("%(name)s chỉ còn %(left)s cho %(period)s.", name=option.name, left=left, period=days(wanted)))
    if kg > wanted.kg:
        return str(_l("Chỉ còn cần %(left)s cho %(period)s.", left=format_kg(wanted.kg), period=days(wanted)))
    return ""


def _check_periods(reading: Reading, locks: Locks) -> None:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    own: dict[str, Decimal] = defaultdict(Decimal)
    for (code, at), kg in locks.kg.items():
        sums[at] += kg
        own[code] += kg
    for at, kg in sorted(sums.items()):
        wanted = reading.wanted[at]
        if kg > wanted.kg:
            raise DomainError(
                _l("Các ô đã khóa của %(period)s cộng lại là %(sum)s, nhiều hơn %(wanted)s còn cần.",
                   period=days(wanted), sum=format_kg(kg), wanted=format_kg(wanted.kg))
            )  # fmt: skip
    for code, kg in sorted(own.items()):
        option = reading.option(code)
        if option is not None and option.most_kg is not None and kg > option.most_kg:
            raise DomainError(
                _l(
                    "%(name)s chỉ còn %(left)s cho tất cả các kỳ cộng lại.",
                    name=option.name,
                    left=format_kg(option.most_kg),
                )
            )


def days(wanted: Wanted) -> str:
    """A period in words that can stand within a sentence."""
    return str(_l("kỳ %(days)s", days=span_words(wanted.start, wanted.end).lower()))


def name_of(reading: Reading, locks: Locks, code: str) -> str:
    """Whose offer it is."""
    return locks.names.get(code) or next((one.name for one in reading.options if one.code == code), "?")


def told(refused: PoolError, locks: Locks, wishes: Wishes) -> DomainError:
    """What the solver refused, in our words."""
    if refused.code is not None:
        name = locks.names.get(refused.code, "")
        return DomainError(
            _l("%(name)s được khóa vào nhóm nhưng không giao được lô nào trong các giới hạn này.", name=name),
            field=f"lock_{refused.code}",
        )
    if refused.field == "seconds":
        return DomainError(
            _l("Trong thời gian tính này chưa tìm được nhóm giữ đủ các ô đã khóa: tăng thời gian hoặc bỏ bớt khóa."),
            field="seconds",
        )
    if wishes.all_or_nothing:
        return DomainError(
            _l(
                "Không nhóm nào vừa giữ được các ô, đơn vị đã khóa vừa đủ cả đơn: bỏ bớt khóa, hoặc nhận giao một phần."
            ),
            field="all_or_nothing",
        )
    return DomainError(
        _l("Không nhóm nào giữ được các ô đã khóa trong giới hạn này: bỏ bớt khóa, hoặc nới số đơn vị, phần lớn nhất.")
    )
