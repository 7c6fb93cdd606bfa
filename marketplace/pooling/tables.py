"""The table of a variant as plain rows: what is stored, what somebody typed, and what of it is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from marketplace.organisations.models import CertificateKind
from marketplace.pooling.demands import Demands
from marketplace.pooling.market import Asked, Wanted, paper_of
from marketplace.pooling.models import SupplierLock, Variant
from marketplace.pooling.solving import Given, Locks, Wishes

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Row:
    """One supplier: kilograms and whether they are locked, by the first day of the period; `code` is its offer's."""

    code: str
    name: str
    lock: SupplierLock = SupplierLock.NONE
    kg: Mapping[date, Decimal] = field(default_factory=dict)
    locked: frozenset[date] = frozenset()


def stored_rows(variant: Variant) -> list[Row]:
    """The table as it stands."""
    return [
        Row(
            code=one.offer.public_id,
            name=one.organisation.short_name or one.organisation.name,
            lock=one.lock,
            kg={cell.start: cell.kg for cell in one.cells},
            locked=frozenset(cell.start for cell in one.cells if cell.locked),
        )
        for one in variant.suppliers
    ]


def locks_of(rows: Iterable[Row], wanted: Sequence[Wanted]) -> Locks:
    """What the rows decide of the periods that are still wanted."""
    rows = list(rows)
    return Locks(
        kg={
            (row.code, at): row.kg.get(one.start, ZERO)
            for row in rows
            for at, one in enumerate(wanted)
            if one.start in row.locked and row.lock is not SupplierLock.OUT
        },
        inside=frozenset(row.code for row in rows if row.lock is SupplierLock.IN),
        outside=frozenset(row.code for row in rows if row.lock is SupplierLock.OUT),
        names={row.code: row.name for row in rows},
    )


def amounts_of(rows: Iterable[Row], wanted: Sequence[Wanted]) -> Given:
    """The rows' kilograms for the periods that are still wanted; who gives nothing or is out is left away."""
    given = {
        row.code: tuple(row.kg.get(one.start, ZERO) for one in wanted)
        for row in rows
        if row.lock is not SupplierLock.OUT
    }
    return {code: kg for code, kg in given.items() if any(kg)}


def wishes_of(variant: Variant) -> Wishes:
    """Its limits and weights."""
    share = variant.largest_share_pct
    return Wishes(
        maximum_suppliers=variant.maximum_suppliers,
        largest_share=None if share is None else share / 100,
        latest=variant.latest,
        certificate_shares=shares_of(variant.demands),
        all_or_nothing=variant.demands.all_or_nothing,
        transport=variant.weight_transport,
        flexible=variant.weight_flexible,
        unreliable=variant.weight_unreliable,
        spread=variant.weight_spread,
        newly_linked=variant.weight_newly_linked,
        seconds=variant.seconds,
    )


def asked_of(variant: Variant) -> Asked:
    """What it asks for beyond the need."""
    return asked_for(variant.demands, variant.maximum_distance_km)


def asked_for(demands: Demands, maximum_km: int | None) -> Asked:
    """What such demands ask the market for."""
    everybody = tuple(CertificateKind(kind) for kind in demands.certificates)
    return Asked(everybody, maximum_km, tuple(CertificateKind(kind) for kind in sorted(demands.shares)))


def shares_of(demands: Demands) -> dict[str, Decimal]:
    """The least shares, from 0 to 1, by the matcher's names; where two kinds have one name the larger share holds."""
    found: dict[str, Decimal] = {}
    for kind, percent in demands.shares.items():
        name = paper_of(CertificateKind(kind))
        found[name] = max(found.get(name, ZERO), Decimal(percent) / 100)
    return found
