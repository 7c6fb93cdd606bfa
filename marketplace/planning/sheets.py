"""A plan for spreadsheets: its links, and what is missing. Kilograms and shares stay numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from marketplace.brokering.queries import title_of
from marketplace.planning import overview
from marketplace.planning.expiring import ends_on
from marketplace.planning.link_words import chance_name
from marketplace.planning.models import PlannedLink, Scenario
from marketplace.planning.words import why_of
from marketplace.web.formats import format_date, format_instant

Lines = Iterator[list[Any]]


def link_header(scenario: Scenario) -> list[str]:
    """The columns of `link_rows`."""
    return [
        _("Kế hoạch"), _("Số liệu đọc lúc"), _("Hợp tác xã"), _("Mã số thuế"), _("Xã, phường"), _("Bên mua"),
        _("Nhu cầu"), _("Khối lượng (kg)"), chance_name(scenario), _("Hợp đồng tính đến ngày"), _("Mới nêu mua bán"),
        _("Cán bộ môi giới"), _("Gia hạn hợp đồng hết hạn ngày"),
    ]  # fmt: skip


def link_rows(scenario: Scenario) -> Lines:
    """Every planned link, read as it is asked for."""
    # Asked when the answer is already on its way: a cursor opened before would end with the request's transaction.
    head = [scenario.name, format_instant(scenario.data_at)]
    for link in overview.link_lines(scenario):
        one, buyer, wanted = link.organisation, *_wanted(link)
        yield [
            *head, one.name, one.tax_code, one.commune.address if one.commune else "", buyer, wanted, link.quantity_kg,
            link.likelihood, format_date(link.ends_on), _("có") if link.sale_only else _("không"),
            link.broker.name if link.broker else "", format_date(ends_on(scenario, link)),
        ]  # fmt: skip


def shortage_header() -> list[str]:
    """The columns of `shortage_rows`."""
    return [
        _("Kế hoạch"), _("Số liệu đọc lúc"), _("Mặt hàng"), _("Mã xã, phường"), _("Xã, phường"), _("Hợp tác xã"),
        _("Vì sao"),
    ]  # fmt: skip


def shortage_rows(scenario: Scenario) -> Lines:
    """Every good and commune with cooperatives that find no place, read as they are asked for."""
    head = [scenario.name, format_instant(scenario.data_at)]
    for one in overview.shortage_lines(scenario):
        place = one.commune.address if one.commune else ""
        yield [*head, one.commodity.name, one.commune_code, place, one.organisations, why_of(one)]


def _wanted(link: PlannedLink) -> tuple[str, str]:
    """Who would buy, and what."""
    if link.need is not None:
        return link.need.organisation.name, title_of(link.need)
    return (link.plant.name if link.plant else ""), _("nhà máy giả định")
