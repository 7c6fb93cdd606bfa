"""What mending a gap brings: the same lines scored again as they would be with one more certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from matching.arrays import Bools, Ints
from matching.baseline import TENTHS, Scored
from matching.goods_features import form_variety
from matching.mended_lines import MendedLines, MendedPapers
from matching.records import Certificate, Gap, NeedRecord, OfferRecord
from matching.rules import breaks_certificate
from matching.trust_features import certificates


@dataclass(frozen=True, slots=True)
class Mending:
    """One shown pair with one paper it lacks."""

    offer: OfferRecord
    need: NeedRecord
    slot: int
    tenths: int
    wish: str


def with_certificate(offer: OfferRecord, wish: str, new_id: str | None = None) -> OfferRecord:
    """`offer` as it would be with a certificate that meets `wish` for all its goods, without expiry.

    A wish that defines the growing system (organic) makes its goods such as well.
    """
    kind = _kind(wish)
    papers = (*(offer.certificates or ()), Certificate(kind))
    goods = offer.goods
    if kind == "organic":
        goods = tuple(replace(good, system="organic", system_part=False) for good in goods)
    return replace(offer, id=new_id or offer.id, certificates=papers, goods=goods)


def gaps(mendings: Sequence[Mending], scored: Sequence[Scored]) -> dict[int, tuple[Gap, ...]]:
    """The gaps worth mending of each slot: what is required first, then by what it brings.

    `scored` are all blocks of the need in which lines of these offers may stand.
    """
    after = np.full(len(mendings), -1, dtype=np.int64)
    for one in scored:
        _rescore(one, mendings, after)
    found: dict[int, list[Gap]] = {}
    for mending, tenths in zip(mendings, after.tolist(), strict=True):
        if tenths > mending.tenths or (tenths == mending.tenths and _is_must(mending)):
            found.setdefault(mending.slot, []).append(_gap(mending, tenths))
    return {slot: tuple(sorted(told, key=_order)) for slot, told in found.items()}


def _rescore(scored: Scored, mendings: Sequence[Mending], after: Ints) -> None:
    """Raise `after` to the best score of each mended offer among the lines of one block."""
    slot, slots = scored.block.line("slot"), np.array([mending.slot for mending in mendings])
    lines = np.flatnonzero(_among(slot, slots))
    # Line by line, so that the mended lines stand by the start of their window as well.
    columns, which = np.nonzero(slot[lines][:, None] == slots[None, :])
    if len(columns):
        kinds = [_kind(mending.wish) for mending in mendings]
        mended = MendedLines(scored.block, lines[columns], [kinds[place] for place in which.tolist()])
        np.maximum.at(after, which, _totals(scored, mended, lines[columns]))


def _among(column: Ints, values: Ints) -> Bools:
    """Where a column holds one of some values, none of which is below zero."""
    table = np.zeros(int(max(column.max(initial=0), values.max(initial=0))) + 1, dtype=bool)
    table[values] = True
    return table[column]


def _totals(scored: Scored, mended: MendedLines, columns: Ints) -> Ints:
    """Scores of the mended lines, -1 where a rule is broken. Only papers and ways of growing differ."""
    papers = MendedPapers(scored.papers, mended, columns)
    fresh = {"certificates": certificates(mended, papers)}
    if mended.organic.any():
        fresh["form_variety"] = form_variety(mended)
    totals = scored.total[0, columns]
    for (name, before), weight in zip(scored.parts.items(), scored.weights, strict=True):
        if name in fresh:
            lines = np.broadcast_to(before.tenths(weight), scored.total.shape)[0, columns]
            totals = totals + fresh[name].tenths(weight)[0] - lines
    kept = scored.verdict.but_for("certificate")[0, columns] & ~breaks_certificate(mended, papers)[0]
    return np.where(kept, totals, -1)


def _gap(mending: Mending, after: int) -> Gap:
    """A required paper can only be missing here because nobody knows of it: no papers are known, or a stand-in is."""
    wish = mending.wish
    if _is_must(mending):
        kind = "certificate_must"
    else:
        kind = "certificate" if mending.offer.certificates is not None else "certificate_unknown"
    return Gap(kind, wish, Decimal(mending.tenths) / TENTHS, Decimal(after) / TENTHS)


def _is_must(mending: Mending) -> bool:
    wish = mending.wish
    return any(item.must and (item.kind, item.value) == ("certificate", wish) for item in mending.need.criteria)


def _order(gap: Gap) -> tuple[bool, Decimal, str]:
    """What the buyer requires first, then by what it brings."""
    return gap.kind != "certificate_must", -gap.score_after, gap.value


def _kind(wish: str) -> str:
    return wish.split("|")[0]
