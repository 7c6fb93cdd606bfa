"""From a need to its explained shortlist and its near misses; and from an offer to its needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from matching.arrays import FIRST_DAY, Bools, Ints
from matching.asking import ask
from matching.baseline import TENTHS, Scored, score
from matching.candidates import FAR_FUTURE_DAYS, OfferIndex, build
from matching.catalogue import Catalogue
from matching.explain import near_miss_args, part_cases
from matching.parameters import PARTS, Parameters, parameters
from matching.records import Certificate, Gap, NearMiss, NeedRecord, OfferRecord, Part, Suggestion
from matching.rules import MENDABLE


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of one scored bucket."""

    scored: Scored
    line: int

    @property
    def slot(self) -> int:
        """The offer's slot in its index."""
        return int(self.scored.bucket.lines["slot"][self.line])

    @property
    def tenths(self) -> int:
        """The score in tenths of a point."""
        return int(self.scored.total[self.line])


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one need is shown: suggestions best first, and offers kept out by one mendable rule."""

    need_id: str
    suggestions: tuple[Suggestion, ...]
    near_misses: tuple[NearMiss, ...]


class Matcher:
    """The matcher with its catalogue and parameters; it holds no other state and reads no clock."""

    def __init__(self, catalogue: Catalogue, parameters_: Parameters | None = None) -> None:
        self.catalogue = catalogue
        self.parameters = parameters_ or parameters()

    def suggest(self, index: OfferIndex, need: NeedRecord, *, top: int = 20, on: date | None = None) -> Ranking:
        """The best `top` offers for `need` and at most `top` near misses, by score, then by id.

        `on` is the day certificates are checked for where neither side has dates; without it such are not checked.
        """
        scored = list(self._scored(index, need, on))
        best, missed = _best_lines(scored, index, top, self.parameters)
        hits = [(hit, self._suggestion(hit, index)) for hit in best]
        gains = self._gains([hit for hit, _ in hits], index, on)
        return Ranking(
            need.id,
            tuple(replace(found, gaps=gains.get(found.offer_id, ())) for _, found in hits),
            tuple(self._near_miss(hit, index) for hit in missed),
        )

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of the parts that count, in the order in which they are told."""
        return tuple(name for name in PARTS if name in self.parameters.weights)

    def best(self, index: OfferIndex, need: NeedRecord, top: int, *, on: date | None = None) -> list[Hit]:
        """The lines behind the best `top` suggestions, best first, without their sentences."""
        return _best_lines(list(self._scored(index, need, on)), index, top, self.parameters)[0]

    def needs_for_offer(
        self, needs: Iterable[NeedRecord], offer: OfferRecord, *, top: int = 20, on: date | None = None
    ) -> list[Suggestion]:
        """The best `top` of `needs` for one offer: the same pairs and scores as from the other side."""
        index = build([offer])
        codes = {good.code for good in offer.goods}
        found = [
            suggestion
            for need in needs
            if any(codes & set(self._relatives(need, good.code)) for good in need.goods)
            for suggestion in self.suggest(index, need, top=1, on=on).suggestions
        ]
        return sorted(found, key=lambda one: (-one.score, one.need_id))[:top]

    def pair(self, offer: OfferRecord, need: NeedRecord, *, on: date | None = None) -> Suggestion | None:
        """The suggestion for one pair, or None where a hard rule or a missing relation keeps them apart."""
        return next(iter(self.suggest(build([offer]), need, top=1, on=on).suggestions), None)

    def _relatives(self, need: NeedRecord, code: str) -> Iterable[str]:
        return self.catalogue.relatives(code, need.buyer_kind)

    def _scored(self, index: OfferIndex, need: NeedRecord, on: date | None) -> Iterator[Scored]:
        today = FIRST_DAY if on is None else on.toordinal()
        last = max((period.end.toordinal() for period in need.periods), default=None)
        for good in need.goods:
            for code, nearness in self.catalogue.relatives(good.code, need.buyer_kind).items():
                for form, bucket in index.buckets(code):
                    question = ask(index, need, good, (code, form), nearness, self.catalogue, self.parameters, today)
                    near = bucket if last is None else bucket.until(last + FAR_FUTURE_DAYS)
                    if len(near.lines):
                        yield score(near, question)

    def _suggestion(self, hit: Hit, index: OfferIndex) -> Suggestion:
        offer = index.offer(hit.slot)
        scored, line = hit.scored, hit.line
        found, cases = [], part_cases(scored, line, offer)
        for column, name in enumerate(scored.parts):
            case, args = cases[name]
            points = Decimal(int(scored.tenths[line, column])) / TENTHS
            weight = scored.ask.parameters.weights[name]
            found.append(Part(name, float(scored.values[line, column]), weight, points, case, args))
        total = Decimal(hit.tenths) / TENTHS
        return Suggestion(offer.id, scored.ask.need.id, total, tuple(found))

    def _near_miss(self, hit: Hit, index: OfferIndex) -> NearMiss:
        offer, scored = index.offer(hit.slot), hit.scored
        rule = next(name for name in MENDABLE if scored.verdict.broken[name][hit.line])
        args = near_miss_args(rule, scored, hit.line, offer)
        return NearMiss(offer.id, scored.ask.need.id, rule, Decimal(hit.tenths) / TENTHS, args)

    def _gains(self, hits: Sequence[Hit], index: OfferIndex, on: date | None) -> dict[str, tuple[Gap, ...]]:
        """What each missing certificate would bring, by scoring the mended offers again, all at once."""
        mended: dict[str, tuple[Hit, str, OfferRecord]] = {}
        for hit in hits:
            offer, bits = index.offer(hit.slot), int(hit.scored.notes["certificates"][hit.line])
            wishes = [item.value for item in hit.scored.ask.need.criteria if item.kind == "certificate"]
            for place, wish in enumerate(wishes):
                if not bits >> min(place, 60) & 1:
                    key = f"{offer.id}\n{wish}"
                    mended[key] = (hit, wish, with_certificate(offer, wish, key))
        if not mended:
            return {}
        need = hits[0].scored.ask.need
        after = _scores(list(self._scored(build(item[2] for item in mended.values()), need, on)))
        return _gaps(mended, after, index)


def with_certificate(offer: OfferRecord, wish: str, new_id: str | None = None) -> OfferRecord:
    """`offer` as it would be with a certificate that meets `wish` for all its goods, without expiry.

    A wish that defines the growing system (organic) makes its goods such as well.
    """
    kind = wish.split("|")[0]
    papers = (*(offer.certificates or ()), Certificate(kind))
    goods = offer.goods
    if kind == "organic":
        goods = tuple(replace(good, system="organic", system_part=False) for good in goods)
    return replace(offer, id=new_id or offer.id, certificates=papers, goods=goods)


def _scores(scored: list[Scored]) -> dict[int, int]:
    best: dict[int, int] = {}
    for part in scored:
        for line in np.flatnonzero(part.allowed):
            slot = int(part.bucket.lines["slot"][line])
            best[slot] = max(best.get(slot, -1), int(part.total[line]))
    return best


def _gaps(
    mended: dict[str, tuple[Hit, str, OfferRecord]], after: dict[int, int], index: OfferIndex
) -> dict[str, tuple[Gap, ...]]:
    gains: dict[str, list[Gap]] = {}
    for slot, (hit, wish, _offer) in enumerate(mended.values()):
        if slot in after and after[slot] > hit.tenths:
            offer_id = index.offer(hit.slot).id
            gap = Gap(_gap_kind(hit, wish, index), wish, Decimal(hit.tenths) / TENTHS, Decimal(after[slot]) / TENTHS)
            gains.setdefault(offer_id, []).append(gap)
    return {key: tuple(sorted(found, key=_gap_order)) for key, found in gains.items()}


def _gap_kind(hit: Hit, wish: str, index: OfferIndex) -> str:
    """A required paper can only be missing here because nobody knows the seller's papers."""
    criteria = hit.scored.ask.need.criteria
    if any(item.must and (item.kind, item.value) == ("certificate", wish) for item in criteria):
        return "certificate_must"
    return "certificate" if index.offer(hit.slot).certificates is not None else "certificate_unknown"


def _gap_order(gap: Gap) -> tuple[bool, Decimal, str]:
    """What the buyer requires first, then by what it brings."""
    return gap.kind != "certificate_must", -gap.score_after, gap.value


def _best_lines(scored: list[Scored], index: OfferIndex, top: int, limits: Parameters) -> tuple[list[Hit], list[Hit]]:
    floor = int(limits.minimum_score * TENTHS)
    allowed: list[Hit] = []
    missed: list[Hit] = []
    for part in scored:
        near = (part.verdict.count == 1) & ~part.verdict.barred & (part.total >= floor)
        allowed += _leading(part, part.allowed & (part.total >= floor), top)
        missed += _leading(part, near, top)
    fit = [part.bucket.lines["slot"][part.allowed] for part in scored]
    fitting = np.unique(np.concatenate(fit)) if fit else np.array([], dtype=np.int64)
    kept_out = [hit for hit in missed if hit.slot not in fitting]
    return _one_each(allowed, index)[:top], _one_each(kept_out, index)[:top]


def _leading(part: Scored, mask: Bools, top: int) -> list[Hit]:
    """The best lines of a bucket, ties at the end included, several lines of one offer counted once."""
    lines: Ints = np.flatnonzero(mask)
    totals = part.total[lines]
    wanted = top
    while len(lines) > wanted:
        cut = np.partition(totals, len(totals) - wanted)[len(totals) - wanted]
        kept = lines[totals >= cut]
        if len(np.unique(part.bucket.lines["slot"][kept])) >= top:
            lines = kept
            break
        wanted *= 2
    return [Hit(part, int(line)) for line in lines]


def _one_each(hits: list[Hit], index: OfferIndex) -> list[Hit]:
    best: dict[int, Hit] = {}
    for hit in hits:
        if hit.slot not in best or hit.tenths > best[hit.slot].tenths:
            best[hit.slot] = hit
    return sorted(best.values(), key=lambda hit: (-hit.tenths, index.offer(hit.slot).id))
