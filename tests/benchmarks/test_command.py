"""Every measure runs on a tiny market and gives the lines that are promised."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.benchmarks import both_sides, ladder, noisy_names, one_need, ranking, rebuild, relevance
from tests.benchmarks.command import HELD_OUT, ROOT, main
from tests.benchmarks.measures import BENCHES, MEASURES, benches_for
from tests.benchmarks.report import Fields, as_table, lines
from tests.benchmarks.rivals import LIBRARIES, MissingRivalError, installed, scikit
from tests.benchmarks.season import Season
from tests.benchmarks.sizes import market_size

TINY = Season(200, 40)
NUMBERS = ("ours_cpu_s", "rival_cpu_s", "ratio", "peak_mb", "quality")


def test_the_measures_are_the_promised_ones() -> None:
    assert set(MEASURES) == {
        "rebuild", "one_need_p50_ms", "one_need_p99_ms", "one_change_ms", "names_commodity", "names_variety", "ndcg20",
        "two_sided_gain", "never_shown",
    }  # fmt: skip
    assert list(benches_for(["one_need_p99_ms", "never_shown"])) == ["one_need", "both_sides"]
    with pytest.raises(KeyError, match="no such measure"):
        benches_for(["speed"])


def test_the_usage_names_every_kind(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "{all,desk,http,indicators,learning,matching,names,places,planning,real}" in capsys.readouterr().out


def test_sizes_are_read_and_others_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert market_size("100kx20k") == ("100kx20k", 100_000, 20_000)
    assert market_size("1Mx100k") == ("1Mx100k", 1_000_000, 100_000)
    with pytest.raises(SystemExit) as refused:
        main(["matching", "--size", "many"])
    assert refused.value.code == 2
    assert "100kx20k" in capsys.readouterr().err


@pytest.mark.slow
def test_our_side_of_every_measure() -> None:
    rebuilt = rebuild.ours(TINY)["rebuild"]
    assert rebuilt["cpu_s"] > rebuilt["build_cpu_s"] > 0  # type: ignore[operator]
    needs = one_need.ours(TINY)
    assert 0 < needs["one_need_p50_ms"]["ours_ms"] <= needs["one_need_p99_ms"]["ours_ms"]  # type: ignore[operator]
    assert one_need.change(TINY)["one_change_ms"]["equal"] is True
    names = noisy_names.ours(TINY)
    assert 0.5 < names["names_commodity"]["quality"] <= 1  # type: ignore[operator]
    assert 0.5 < names["names_variety"]["quality"] <= 1  # type: ignore[operator]
    both = both_sides.ours(Season(400, 200))
    assert both["never_shown"]["two_sided"] <= both["never_shown"]["one_sided"]  # type: ignore[operator]
    assert both["two_sided_gain"]["quality"] > 0  # type: ignore[operator]


def test_our_order_is_nearer_the_truth_than_likeness_of_texts() -> None:
    season = Season(1_500, 60)
    ours = relevance.ours(season)["ndcg20"]["quality"]
    texts = relevance.by_text(scikit)(season)["ndcg20"]["quality"]
    assert 0 < texts < ours <= 1  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.skipif(
    not all(map(find_spec, LIBRARIES)), reason="the rivals are not here; `python3 -m tests benchmarks` installs them"
)
def test_every_rival_runs() -> None:
    for name, bench in BENCHES.items():
        for rival, one in bench.rivals.items():
            measured = one.run(TINY)
            assert set(measured) <= set(bench.measures), (name, rival)
            assert measured, (name, rival)


@pytest.mark.slow
def test_the_command_prints_one_object_a_line() -> None:
    words = [
        sys.executable,
        "-c",
        "import sys; from tests.benchmarks.command import main; sys.exit(main(sys.argv[1:]))",
    ]
    asked = ["matching", "--size", "200x40", "--only", "names_commodity,never_shown", "--json"]
    done = subprocess.run([*words, *asked], cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["measure"] for line in found] == ["names_commodity", "names_commodity", "never_shown"]
    assert [line.get("rival") for line in found] == ["TF-IDF alone", "WRatio alone", None]
    for line in found:
        assert line["size"] == "200x40"
        assert all(isinstance(line[name], int | float) for name in NUMBERS if name in line)
        assert line["peak_mb"] > 0


def test_a_rival_that_is_not_installed_is_named() -> None:
    with pytest.raises(MissingRivalError, match="no_such_rival"):
        installed("no_such_rival")


def test_lines_pair_ours_with_each_rival_and_name_what_was_skipped() -> None:
    ours: dict[str, Fields] = {"rebuild": {"cpu_s": 2.0, "peak_mb": 100.0}}
    rivals: dict[str, dict[str, Fields]] = {"slow": {"rebuild": {"cpu_s": 8.0, "extrapolated_from": "9 needs"}}}
    paired, left_out = lines("1x1", ours, rivals, {"huge": "over ten minutes"})
    assert paired["ratio"] == 0.25
    assert paired["extrapolated_from"] == "9 needs"
    assert "quality" not in paired
    assert left_out == {"measure": "rebuild", "size": "1x1", "rival": "huge", "skipped": "over ten minutes"}
    table = as_table([paired, left_out], markdown=True).splitlines()
    assert table[0].startswith("| measure | size | ours_cpu_s |")
    assert len({line.count("|") for line in table}) == 1


def test_learning_is_judged_by_later_outcomes() -> None:
    (line,) = ladder.measures([400], 300, seed=5)
    assert line["rung"] == "hand"
    assert line["quality"] == line["hand"]
    assert line["judged"] == 300
    assert {"logistic", "boosting", "gain"} <= set(line)


def test_judged_needs_stand_beside_both_baselines() -> None:
    found = list(ranking.lines(HELD_OUT))
    first = [line for line in found if line["measure"] == "real_ndcg10"]
    assert [line["rival"] for line in first] == ["TF-IDF alone", "WRatio alone"]
    assert all(line["ratio"] > 1 for line in first)  # type: ignore[operator]
    assert sum(line["measure"] == "real_worst" for line in found) == 10
