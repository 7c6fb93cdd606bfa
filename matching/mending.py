"""What mending a gap brings: the same lines scored again as they would be with one more certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, UNKNOWN, Columns, Ints, ascending, spread
from matching.baseline import TENTHS, Scored
from matching.block import Block
from matching.bucket import Bucket, Ragged
from matching.goods_features import form_variety
from matching.lines import PROFILE, unpacked
from matching.records import Certificate, Gap, OfferRecord
from matching.rules import judge
from matching.told import Told
from matching.trust_features import Papers, certificates


@dataclass(frozen=True, slots=True)
class Mending:
    """One shown pair with one paper it lacks."""

    told: Told
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
    block = scored.block
    slots = np.array([mending.slot for mending in mendings])
    lines = np.flatnonzero(np.isin(block.line("slot"), slots))
    if not len(lines):
        return
    # Line by line, so that the mended lines stand by the start of their window as well.
    columns, which = np.nonzero(block.line("slot")[lines][:, None] == slots[None, :])
    wishes = [mendings[place].wish for place in which.tolist()]
    mended = _mended(block.bucket.only(block.places[lines[columns]]), wishes, block)
    asks = block.asks_of(lines[columns])
    totals = _totals(scored, lines[columns], Block(mended, slice(0, len(mended)), asks, block.question))
    np.maximum.at(after, which, totals.max(axis=0))


def _totals(scored: Scored, columns: Ints, mended: Block) -> Ints:
    """Scores of the mended lines, -1 where a rule is broken. Only papers and ways of growing differ."""
    papers = Papers(mended)
    fresh = {"certificates": certificates(mended, papers), "form_variety": form_variety(mended)}
    totals = scored.total[:, columns]
    for (name, before), weight in zip(scored.parts.items(), scored.weights, strict=True):
        if name in fresh:
            lines = np.broadcast_to(before.tenths(weight), scored.total.shape)[:, columns]
            totals = totals + fresh[name].tenths(weight) - lines
    return np.where(judge(mended, papers).allowed, totals, -1)


def _mended(bucket: Bucket, wishes: Sequence[str], block: Block) -> Bucket:
    """The lines as they would be, each with the paper of its own wish."""
    codes = block.question.codes
    kinds = [_kind(wish) for wish in wishes]
    lines, size = bucket.lines, len(bucket)
    lines["papers_known"] = np.ones(size, dtype=bool)
    organic = np.array([kind == "organic" for kind in kinds])
    if organic.any():
        system = codes["system"].find("organic")
        lines["profile"] = _grown(lines["profile"], organic, system)
        bucket.regrown()
    numbers = np.array([block.question.paper(kind) for kind in kinds])
    papers = _with_paper(bucket.ragged["papers"], numbers)
    bucket.ragged["papers"] = papers
    return bucket


def _with_paper(held: Ragged, kinds: Ints) -> Ragged:
    """One more row for every line: a paper of its kind for all goods, without expiry."""
    count = np.diff(held.first)
    first = ascending(count + 1)
    rows = spread(first[:-1], count)
    more: Columns = {}
    new = {"kind": kinds, "start": FIRST_DAY, "end": LAST_DAY, "good": UNKNOWN}
    for name, column in held.columns.items():
        more[name] = np.empty(int(first[-1]), dtype=np.int64)
        more[name][rows] = column
        more[name][first[1:] - 1] = new[name]
    return Ragged(first, more)


def _grown(profiles: Ints, mended: Ints, system: int) -> Ints:
    """Profiles with another growing system where they are mended."""
    fields = unpacked(profiles)
    fields["system"] = np.where(mended, system, fields["system"])
    fields["system_part"] = np.where(mended, 0, fields["system_part"])
    found = np.zeros_like(profiles)
    for name, bits in PROFILE:
        found = found << bits | fields[name] + 1
    return found


def _gap(mending: Mending, after: int) -> Gap:
    """A required paper can only be missing here because nobody knows of it: no papers are known, or a stand-in is."""
    wish = mending.wish
    if _is_must(mending):
        kind = "certificate_must"
    else:
        kind = "certificate" if mending.told.offer.certificates is not None else "certificate_unknown"
    return Gap(kind, wish, Decimal(mending.tenths) / TENTHS, Decimal(after) / TENTHS)


def _is_must(mending: Mending) -> bool:
    wish = mending.wish
    return any(item.must and (item.kind, item.value) == ("certificate", wish) for item in mending.told.need.criteria)


def _order(gap: Gap) -> tuple[bool, Decimal, str]:
    """What the buyer requires first, then by what it brings."""
    return gap.kind != "certificate_must", -gap.score_after, gap.value


def _kind(wish: str) -> str:
    return wish.split("|")[0]
