"""What holds for any records: shards, files and order change nothing; more supply takes nothing away."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.arrays import Floats
from matching.batch import MatchTable, match
from matching.candidates import OfferIndex, build
from matching.errors import ParameterError, StoredIndexError
from matching.features import FEATURES
from matching.parameters import parameters
from matching.ranking import Matcher
from matching.records import NeedRecord, OfferRecord
from tests.matching.contract import TableCatalogue, need, offer
from tests.matching.test_ranking import MATCHER, NEEDS, _breaks_a_rule, offers

LISTS = st.lists(NEEDS, min_size=1, max_size=4).map(
    lambda found: [replace(one, id=f"N-{place}") for place, one in enumerate(found)]
)


class Contrary:
    """A model that likes what the hand score does not."""

    feature_names, version = FEATURES, "contrary"

    def predict(self, features: Floats) -> Floats:
        return 1 - features[:, FEATURES.index("score")]


def _same(left: MatchTable, right: MatchTable) -> bool:
    names = ("need", "offer", "tenths", "part_tenths", "part_values")
    return all(np.array_equal(getattr(left, name), getattr(right, name)) for name in names)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(offers(), LISTS)
def test_threads_give_what_one_after_the_other_gives(offered: list[OfferRecord], needs: list[NeedRecord]) -> None:
    whole = match(offered, needs, MATCHER)
    assert _same(whole, match(offered, needs, MATCHER, backend="threading", jobs=3))
    assert _same(whole, match(offered, needs, MATCHER, jobs=2))


OFFERED = [offer(f"O-{place}", annual_kg=Decimal(1000 * place)) for place in range(40)]
ASKED = [need(f"N-{place}", minimum_lot_kg=Decimal(100 * place)) for place in range(9)]


@pytest.mark.slow
def test_processes_give_what_one_after_the_other_gives() -> None:
    whole = match(OFFERED, ASKED, MATCHER, top=7)
    assert len(whole) == 63
    assert _same(whole, match(OFFERED, ASKED, MATCHER, top=7, backend="loky", jobs=2))


@pytest.mark.slow
def test_dask_gives_what_one_after_the_other_gives() -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None):
        found = match(OFFERED, ASKED, MATCHER, top=7, backend="dask", jobs=2)
    assert _same(found, match(OFFERED, ASKED, MATCHER, top=7))


def test_an_unknown_way_to_run_is_refused() -> None:
    with pytest.raises(ParameterError):
        match([offer()], [need()], MATCHER, backend="carrier pigeon")
    with pytest.raises(ParameterError):
        match([offer()], [need()], MATCHER, jobs=0)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(offers(), offers(), NEEDS)
def test_a_mapped_index_answers_and_is_renewed_like_one_in_memory(
    before: list[OfferRecord], after: list[OfferRecord], wanted: NeedRecord
) -> None:
    whole = build(before)
    with TemporaryDirectory() as folder:
        whole.save(Path(folder))
        mapped = OfferIndex.open(Path(folder))
        records = {one.id: one for one in before}
        assert len(mapped) == len(whole)
        told = MATCHER.suggest(mapped, wanted, records=lambda ids: {id_: records[id_] for id_ in ids})
        assert told == MATCHER.suggest(whole, wanted)
        for index in (whole, mapped):
            for one in after:
                index.replace(one)
            index.remove("O-0")
        assert _same(match(mapped, [wanted], MATCHER), match(whole, [wanted], MATCHER))
        assert "O-0" not in mapped
        # What was renewed in memory has not reached the files.
        assert _same(match(OfferIndex.open(Path(folder)), [wanted], MATCHER), match(before, [wanted], MATCHER))


def test_a_folder_without_a_whole_index_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoredIndexError, match=tmp_path.name):
        OfferIndex.open(tmp_path)
    build([offer()]).save(tmp_path)
    next(tmp_path.glob("columns-*/slot.npy")).write_bytes(b"torn")
    with pytest.raises(StoredIndexError):
        OfferIndex.open(tmp_path)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(offers(), NEEDS)
def test_no_model_brings_a_rule_breaker_in_and_none_changes_a_score(
    offered: list[OfferRecord], wanted: NeedRecord
) -> None:
    limits = replace(parameters(), minimum_score=Decimal(0))
    plain = Matcher(TableCatalogue(), limits).suggest(build(offered), wanted)
    learned = Matcher(TableCatalogue(), limits, Contrary()).suggest(build(offered), wanted)
    by_id = {one.id: one for one in offered}
    assert not any(_breaks_a_rule(by_id[found.offer_id], wanted) for found in learned.suggestions)
    assert {(one.offer_id, one.score) for one in learned.suggestions} == {
        (one.offer_id, one.score) for one in plain.suggestions
    }
    chances = [one.likelihood for one in learned.suggestions if one.likelihood is not None]
    assert chances == sorted(chances, reverse=True)
    assert len(chances) == len(learned.suggestions)
    table = match(offered, [wanted], Matcher(TableCatalogue(), limits, Contrary()))
    assert [offered[place].id for place in table.offer] == [one.offer_id for one in learned.suggestions]


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(offers(), offers(), NEEDS)
def test_more_supply_never_lowers_the_best(few: list[OfferRecord], more: list[OfferRecord], wanted: NeedRecord) -> None:
    added = [replace(one, id=f"more {one.id}") for one in more]
    alone = MATCHER.suggest(build(few), wanted).suggestions
    among = MATCHER.suggest(build([*few, *added]), wanted).suggestions
    if alone:
        assert among[0].score >= alone[0].score


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(offers(), NEEDS, st.integers(1, 3))
def test_a_short_list_is_the_head_of_a_long_one(offered: list[OfferRecord], wanted: NeedRecord, top: int) -> None:
    long = match(offered, [wanted], MATCHER, top=50)
    short = match(offered, [wanted], MATCHER, top=top)
    assert short.offer.tolist() == long.offer.tolist()[:top]
    assert short.tenths.tolist() == long.tenths.tolist()[:top]
