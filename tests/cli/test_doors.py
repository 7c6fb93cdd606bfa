"""The doors for scripts: shapes, exit statuses, and what comes in over the wire."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.commands import ROOT, inside, lienket

pytestmark = pytest.mark.slow  # some doors are opened in a process of their own

REAL = ROOT / "marketplace" / "seeds" / "data" / "real_linkages"
SOURCE = ("--needs", REAL / "needs.csv", "--offers", REAL / "offers.csv", "--linkages", REAL / "linkages.csv")


def test_goods_line_by_line() -> None:
    text = "\ufeffkhoai mì\r\n\r\ncà phê nhân, sầu riêng Ri6\ndua\nkhông có gì"
    done = lienket("catalogue", "resolve", "-", "--json", stdin=text.encode())
    assert done.status == 0
    assert [one["text"] for one in done.objects] == ["khoai mì", "", "cà phê nhân, sầu riêng Ri6", "dua", "không có gì"]
    cassava, empty, two, open_, nothing = done.objects
    good = {
        "code": "cassava", "name_vi": "sắn", "name_en": "cassava", "level": "product",
        "form": None, "variety": None, "how": "exact", "confidence": 1.0,
    }  # fmt: skip
    assert cassava == {"text": "khoai mì", "goods": [good], "ambiguous": []}
    assert empty == {"text": "", "goods": [], "ambiguous": []}
    assert [(one["code"], one["variety"]) for one in two["goods"]] == [("coffee", None), ("durian", "Ri6")]
    assert {"pineapple", "coconut"} <= set(open_["ambiguous"][0])
    assert nothing["goods"] == []


def test_places_line_by_line() -> None:
    text = "Thuan Hanh, Dak Song, Dak Nong\n\nTân Phú\nAtlantis\nBình Phước"
    done = inside("catalogue", "place", "-", "--json", stdin=text.encode())
    assert done.status == 0
    new, empty, open_, unknown, merged = done.objects
    assert (new["province_code"], new["commune_code"]) == ("68", "24722")
    assert new["name"] == "Xã Thuận Hạnh, tỉnh Lâm Đồng"
    nothing = {"province_code": "", "commune_code": "", "name": "", "how": "", "ambiguous": []}
    assert empty == {"text": "", **nothing}
    assert unknown == {"text": "Atlantis", **nothing}
    assert open_["commune_code"] == ""
    assert len(open_["ambiguous"]) > 3
    assert merged["name"] == "Thành phố Đồng Nai"


@pytest.mark.parametrize("command", ["resolve", "place"])
def test_any_bytes_give_one_object_a_line(command: str, tmp_path: Path) -> None:
    lines = [
        b"\xff\xfe\x00broken", b"\x00\x01\x1b[2J", "l\u00fau\u2028g\u1ea1o\u0085".encode(), b"{\"a\":", b"\r",
        "\U0001f34c\u202e".encode(), b"a" * 10_000_000,
    ]  # fmt: skip
    file = tmp_path / "bytes.txt"
    file.write_bytes(b"\n".join(lines))
    done = lienket("catalogue", command, file, "--json")
    assert done.status == 1
    assert "3 of 7 lines are no text in UTF-8" in done.err
    assert len(done.objects) == len(lines)
    assert len(done.out.splitlines()) == len(lines), "no other program sees more lines than objects"
    assert done.objects[0]["text"] == "\ufffd\ufffd\x00broken"
    assert len(done.objects[-1]["text"]) == 10_000_000


def test_an_empty_file_gives_nothing() -> None:
    assert inside("catalogue", "resolve", "-", "--json").objects == []


def test_names_need_neither_settings_nor_the_site() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from marketplace.cli.commands import lienket;"
        "CliRunner().invoke(lienket, ['catalogue', 'resolve', '-', '--json'], input='khoai mì');"
        "print([m for m in ('flask', 'sqlalchemy', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_rankings_come_one_need_a_line_with_parts_that_add_up() -> None:
    done = lienket("matching", "rank", *SOURCE, "--top", "3", "--json")
    assert done.status == 0
    assert len(done.objects) == 105
    for found in done.objects:
        assert set(found) == {"need_id", "ranked", "near_misses"}
        assert len(found["ranked"]) <= 3
        for one in found["ranked"]:
            assert set(one) == {"offer_id", "score", "parts", "reasons"}
            assert one["score"] == pytest.approx(sum(one["parts"].values()), abs=0.05)
            assert len(one["reasons"]) == len(one["parts"])
    assert done.out == inside("matching", "rank", *SOURCE, "--top", "3", "--json").out


def test_evaluation_stands_beside_the_text_baselines(tmp_path: Path) -> None:
    qrels = tmp_path / "qrels.csv"
    qrels.write_text("need_id,offer_id,grade\nN-253c6ccad7,O-f9edd11d2f,3\n", "utf-8")
    done = inside("matching", "evaluate", *SOURCE, "--qrels", qrels, "--json")
    assert done.status == 0
    assert [one["ranking"] for one in done.objects] == ["ours", "tfidf", "wratio"]
    assert set(done.objects[0]) == {"ranking", "ndcg_at_10", "mrr", "good_in_first_five", "needs"}
    assert done.objects[0]["ndcg_at_10"] == 1.0
    qrels.write_text("need_id,offer_id,grade\nN-253c6ccad7,O-none,3\n", "utf-8")
    wanting = inside("matching", "evaluate", *SOURCE, "--qrels", qrels, "--at-least", "0.5", "--json")
    assert wanting.status == 1


def test_the_report_of_what_was_read() -> None:
    done = inside("seeds", "report", "--json")
    assert done.status == 0
    parts = {one["part"]: one["share"] for one in done.objects if "part" in one}
    assert parts["products"] >= 0.95
    assert parts["provinces"] >= 0.95
    assert parts["communes"] >= 0.95
    assert all(set(one) == {"unresolved", "text", "rows"} for one in done.objects if "part" not in one)


@pytest.mark.parametrize(
    "args",
    [
        ("catalogue", "resolve", "/nowhere/at/all"),
        ("catalogue", "resolve"),
        ("catalogue", "resolve", "/"),
        ("nonsense",),
        ("matching", "rank", *SOURCE, "--top", "0"),
        ("matching", "rank", "--needs", REAL / "offers.csv", *SOURCE[2:]),
        ("matching", "rank", "--needs", REAL / "NOTICE.md", *SOURCE[2:]),
        ("matching", "evaluate", *SOURCE, "--qrels", REAL / "needs.csv"),
        ("matching", "evaluate", *SOURCE, "--qrels", Path(os.devnull)),
        ("seeds", "report", "--gold", REAL / "needs.csv"),
        ("indicators", "show", "I1"),
        ("indicators", "show", "I1", "--date", "31/02/2026"),
        ("demo", "--port", "0"),
        ("serve", "--workers", "0"),
    ],
)
def test_wrong_use_is_a_sentence_and_status_2(args: tuple[str | Path, ...], tmp_path: Path) -> None:
    done = inside("--data", tmp_path, *args)
    assert done.status == 2
    assert done.err.strip()
    assert done.out == ""


def test_who_keeps_the_data_elsewhere_is_told_how_to_say_so(tmp_path: Path) -> None:
    done = inside("--data", tmp_path, "indicators", "show", "I1")
    assert done.status == 2
    assert "LIENKET_DATA" in done.err
    assert "--data DIR" in done.err


@pytest.mark.parametrize("name", ["SECRET_KEY", "LOG_LEVEL", "MAIL_URL"])
def test_bad_settings_are_named(name: str, tmp_path: Path) -> None:
    environment = {"LIENKET_DATA": str(tmp_path), "SECRET_KEY": "k" * 40, name: "bad"}
    done = inside("indicators", "show", "I1", environment=environment)
    assert done.status == 2
    assert name.lower() in done.err.lower()


def test_help_names_every_command() -> None:
    done = inside("--help")
    assert done.status == 0
    for name in ("audit", "catalogue", "db", "demo", "indicators", "matching", "outbox", "seeds", "serve", "users"):
        assert name in done.out
