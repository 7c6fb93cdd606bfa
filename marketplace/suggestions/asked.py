"""What the address of a shortlist asks for, so that a filtered list can be shared as a link."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from marketplace.web.pagination import page_number

MOST_CONDITIONS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """Conditions by key (`?has=`, several), the priority for state-owned buyers (`?soe=1`), the order, the page.

    And whether all near misses are to be shown (`?misses=all`).
    """

    has: tuple[str, ...] = ()
    soe: bool = False
    by_buyer: bool = False
    page: int = 1
    all_misses: bool = False

    def args(
        self, *, toggle: str = "", soe: bool | None = None, by_buyer: bool | None = None, clear: bool = False
    ) -> dict[str, object]:
        """The arguments of the same list with one thing changed; it begins at its first page again."""
        has = [key for key in self.has if key != toggle]
        if toggle and toggle not in self.has:
            has.append(toggle)
        prefer = self.soe if soe is None else soe
        buyer = self.by_buyer if by_buyer is None else by_buyer
        return {"has": [] if clear else has, "soe": 1 if prefer else None, "order": "buyer" if buyer else None}


def asked() -> Asked:
    """What the running request asks for."""
    has = tuple(dict.fromkeys(key[:60] for key in request.args.getlist("has") if key))[:MOST_CONDITIONS]
    soe, by_buyer = request.args.get("soe") == "1", request.args.get("order") == "buyer"
    return Asked(has, soe, by_buyer, page_number(), request.args.get("misses") == "all")
