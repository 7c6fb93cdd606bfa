"""Figures in words: a value with its unit, what it is counted from, what is left out and why."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from marketplace.clock import today
from marketplace.indicators.definitions import Choice, Denominator, Unit
from marketplace.indicators.engine import Figure, LeftOut, Level, Question
from marketplace.indicators.paths import due_day
from marketplace.web.formats import format_date, format_kg, format_money, format_percent, format_quantity

HUNDRED = Decimal(100)
NOTHING, MINUS = "–", "−"
TEN_TONNES = Decimal(10_000)


def amount_words(amount: Decimal | None, unit: Unit) -> str:
    """An amount in the unit: 37,5%, 1.250 tấn, 40 ha, 12, −3; a dash where there is none."""
    if amount is None:
        return NOTHING
    if amount < 0:
        return MINUS + amount_words(-amount, unit)
    if unit is Unit.PERCENT:
        return format_percent(amount / HUNDRED)
    if unit is Unit.KG:
        return format_kg(plain(_readable(amount)))
    if unit is Unit.DONG:
        return format_money(int(amount))
    return format_quantity(plain(amount), "ha" if unit is Unit.HA else "")


def _readable(kilograms: Decimal) -> Decimal:
    """To the kilogram, from ten tonnes on to a tenth of a tonne; files have it exact."""
    unit = Decimal(100 if abs(kilograms) >= TEN_TONNES else 1)
    return (kilograms / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit


def value_words(figure: Figure) -> str:
    """The value as it stands large on a page; of a need less an offer, whether there is too little or too much."""
    indicator, value = figure.question.indicator, figure.value
    if not indicator.difference or not value:
        return amount_words(value, indicator.unit)
    amount = amount_words(abs(value), indicator.unit)
    return str(_("thiếu %(amount)s", amount=amount) if value > 0 else _("thừa %(amount)s", amount=amount))


def part_amount(number: Decimal | None, unit: Unit) -> str:
    """A part of a figure, or what a row adds to it: weights as the value itself is written, anything else counted."""
    return amount_words(number, unit) if unit is Unit.KG else counted(number)


def part_words(figure: Figure) -> str:
    """What the value is made of: "74 trong 200 hợp tác xã nông nghiệp đang hoạt động"."""
    asked = figure.question
    numerator, denominator = parts_of(figure)
    if numerator is None:
        return str(asked.indicator.formula)
    unit = asked.indicator.unit
    above, below = part_amount(numerator, unit), part_amount(denominator, unit)
    what, of = (_without_kg(str(one)) if unit is Unit.KG else str(one)
                for one in (asked.indicator.numerator_words, asked.indicator.denominator_words))  # fmt: skip
    if denominator is None:
        return f"{above} {what}"
    if asked.indicator.difference:
        return f"{above} {what}, {below} {of}"
    return str(
        _(
            "%(numerator)s trong %(denominator)s %(of)s",
            numerator=above,
            denominator=below,
            of=asked.indicator.counted_of(asked.denominator),
        )
    )


def _without_kg(words: str) -> str:
    """What is weighed, after an amount that says its unit itself; in either language."""
    return words.removeprefix("kg ").removeprefix("kilograms ")


def counted(number: Decimal | None) -> str:
    """A numerator or a denominator."""
    return NOTHING if number is None else format_quantity(plain(number))


def plain(number: Decimal) -> Decimal:
    """Without idle zeros and without an exponent: 3.000 is 3."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def rounded(number: Decimal | None, places: int = 1) -> Decimal | None:
    """Half up, as pages show it."""
    return None if number is None else number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def gap_words(figure: Figure) -> str:
    """How far from the target, whether its year is over, or that it is reached; empty without a target or a value."""
    target, value, unit = figure.target, figure.value, figure.question.indicator.unit
    if target is None or value is None:
        return ""
    short = target.value - value if figure.question.indicator.higher_is_better else value - target.value
    if short <= 0:
        return str(_("đã đạt"))
    if unit is Unit.PERCENT:
        gap = _("%(count)s điểm phần trăm", count=format_quantity(plain(rounded(short) or Decimal(0))))
    else:
        gap = amount_words(short, unit)
    if due_day(target.year) < figure.question.day:
        return str(_("đã hết hạn, còn thiếu %(gap)s", gap=gap))
    return str(_("còn thiếu %(gap)s", gap=gap))


def nothing_words(figure: Figure) -> str:
    """Why there is no value; empty when there is one."""
    if figure.value is not None:
        return ""
    if LeftOut.SUPPRESSED in figure.left_out:
        return str(LeftOut.SUPPRESSED.label)
    if figure.question.denominator is Denominator.D3 and LeftOut.UNRATED in figure.left_out:
        year = figure.question.day.year
        return str(
            _("Chưa có xếp loại chính thức nào của năm %(year)s; kết quả của một năm có vào đầu năm sau. Hãy chọn ngày "
              "%(day)s để xem năm trước.", year=year, day=format_date(date(year - 1, 12, 31)))
        )  # fmt: skip
    if figure.denominator is None or figure.numerator:
        return str(_("Chưa có số dân của địa bàn này, nên không tính được tỷ lệ."))
    return str(_("Chưa có số liệu vào ngày này: mẫu số bằng 0 nên không tính được tỷ lệ."))


def notes_of(figure: Figure) -> list[str]:
    """What a reader must know before using the number: a day to come, what is only declared, rows for show."""
    asked = figure.question
    notes = []
    if asked.day > today():
        notes.append(_("Ngày này chưa tới: con số chỉ tính từ những gì đã ghi đến hôm nay."))
    if asked.indicator.understands(Choice.DEFINITION) and not asked.definition.is_proven:
        notes.append(_("Con số này do các đơn vị tự khai, không kèm hồ sơ; không dùng thay số liệu đã kiểm chứng."))
    if asked.counted_day != asked.day:
        day = format_date(asked.counted_day)
        notes.append(
            _("Giá trị chỉ tính vào ngày cuối quý, ở đây là %(day)s, để hai ngày gần nhau không làm lộ giá của một "
              "hợp đồng.", day=day)
        )  # fmt: skip
    if figure.demonstration:
        count = format_quantity(figure.demonstration)
        notes.append(_("Trong đó có %(count)s dòng minh họa; con số này chưa phải số liệu thật.", count=count))
    return notes


def since_of(question: Question) -> date | None:
    """The first day of the window that was counted, also where nobody asked for one; None for what holds on a day."""
    return question.first_day if question.indicator.windowed else None


def when_words(question: Question) -> str:
    """The day, or the window, of a question."""
    start = since_of(question)
    if start is not None:
        return str(_("Từ %(since)s đến %(day)s", since=format_date(start), day=format_date(question.day)))
    if question.last_day > question.day:
        first, last = format_date(question.day), format_date(question.last_day)
        return str(
            _("Cho thời gian từ %(first)s đến %(last)s, theo tin đang đăng ngày %(first)s", first=first, last=last)
        )
    return str(_("Tính đến ngày %(day)s", day=format_date(question.counted_day)))


def left_out_words(figure: Figure) -> list[str]:
    """Each reason for which rows do not count, with how many; what only stands apart is said to be counted."""
    return [
        _("trong đó %(count)s chưa được xếp loại, vẫn nằm trong mẫu số", count=format_quantity(count))
        if stays_below(figure.question, reason)
        else _("%(count)s không tính vì: %(reason)s", count=format_quantity(count), reason=reason.label)
        for reason, count in figure.left_out.items()
        if reason is not LeftOut.SUPPRESSED
    ]


def stays_below(question: Question, reason: LeftOut) -> bool:
    """Whether rows told apart for a reason are still in the denominator: I3 counts the unrated as not rated well."""
    return question.code == "I3" and reason is LeftOut.UNRATED and question.denominator is not Denominator.D3


def parts_of(figure: Figure) -> tuple[Decimal | None, Decimal | None]:
    """Numerator and denominator as far as they may be told, on every door alike.

    Counts and amounts have no denominator. What is hidden has neither, nor has a share of đồng: only the share is told.
    """
    asked = figure.question.indicator
    is_share = asked.unit is Unit.PERCENT
    if LeftOut.SUPPRESSED in figure.left_out or (asked.confidential and is_share):
        return None, None
    return figure.numerator, figure.denominator if asked.has_denominator else None


def asked_words(question: Question) -> str:
    """What the question was narrowed to beside day and place, and under which definitions it was counted."""
    has = question.indicator.understands
    chosen = [question.definition.value] if has(Choice.DEFINITION) else []
    chosen += [question.denominator.value] if has(Choice.DENOMINATOR) else []
    narrowed = [str(kind.label) for kind in (question.organisation_kind, question.size) if kind is not None]
    if question.state_owned is not None:
        narrowed.append(_("với doanh nghiệp nhà nước") if question.state_owned else _("với doanh nghiệp khác"))
    if has(Choice.AREAS):
        narrowed.append(str(question.areas.label))
    return ", ".join([*([" × ".join(chosen)] if chosen else []), *narrowed])


def inside_a_sentence(place_name: str) -> str:
    """The full name of a place after other words: "tỉnh Lâm Đồng", where a heading of its own says "Tỉnh Lâm Đồng"."""
    for kind in ("Tỉnh ", "Thành phố "):
        if place_name.startswith(kind):
            return kind.lower() + place_name.removeprefix(kind)
    return place_name


def level_below(question: Question) -> Level | None:
    """The level by which a figure of this place is broken down; None for a commune.

    Where old districts are what is counted, the rows are the districts: communes have no part in them.
    """
    below = {Level.COUNTRY: Level.PROVINCE, Level.PROVINCE: Level.COMMUNE, Level.DISTRICT: Level.COMMUNE}
    if counts_districts(question):
        below = {Level.COUNTRY: Level.PROVINCE, Level.PROVINCE: Level.DISTRICT}
    return below.get(question.place.level)


def counts_districts(question: Question) -> bool:
    """Whether every row is an old district (I7)."""
    return question.indicator.understands(Choice.AREAS) and question.areas is Level.DISTRICT
