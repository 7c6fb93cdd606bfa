"""Rows of reported facts: read as they are, refused by name where they cannot be, unknown where they are silent."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from matching.comparison import compare
from matching.errors import SourceFileError
from matching.reader import rank, read_source
from matching.records import NeedRecord, OfferRecord

OFFER = {
    "id": "O-1",
    "cooperative_name": "HTX Sầu riêng Long Trung",
    "coop_kind": "HTX",
    "coop_commune": "",
    "coop_district": "Cai Lậy",
    "coop_province": "Tiền Giang",
    "commodity_as_written": "sầu riêng Ri6",
    "quantity_value": "500",
    "quantity_unit": "tấn",
    "quantity_period": "year",
    "area_ha": "40",
    "certificates": "VietGAP; mã số vùng trồng",
    "harvest_time": "tháng 4-7",
    "markets_or_channels": "Trung Quốc",
    "note": "",
}
LINKAGE = {
    **OFFER,
    "id": "L-1",
    "cooperative_name": "HTX Dừa Thạnh Phú",
    "coop_district": "Thạnh Phú",
    "coop_province": "Bến Tre",
    "commodity_as_written": "dừa khô",
    "certificates": "",
    "markets_or_channels": "",
    "enterprise_name": "Công ty TNHH Chế biến Dừa Lương Quới",
    "linkage_terms": "bao tiêu",
}
NEED = {
    "id": "N-1",
    "enterprise_name": "Công ty CP Dừa Lương Quới",
    "enterprise_kind": "processing_plant",
    "enterprise_commune": "",
    "enterprise_district": "",
    "enterprise_place": "Bến Tre",
    "state_owned": "no",
    "commodity_as_written": "mature coconuts",
    "need_value": "2-3",
    "need_unit": "tấn",
    "need_period": "month",
    "raw_area_ha": "",
    "sourcing_places": "Bến Tre",
    "certificates_required": "HACCP",
}


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _files(folder: Path, **changes: list[dict[str, str]]) -> tuple[Path, Path, Path]:
    rows = {"needs": [NEED], "offers": [OFFER], "linkages": [LINKAGE], **changes}
    needs, offers, linkages = (_write(folder / f"{name}.csv", found) for name, found in rows.items())
    return needs, offers, linkages


def _records(folder: Path, **changes: list[dict[str, str]]) -> tuple[NeedRecord, OfferRecord, OfferRecord]:
    source = read_source(*_files(folder, **changes))
    return source.needs[0], source.offers[0], source.offers[1]


def test_a_row_becomes_a_record_and_silence_stays_unknown(tmp_path: Path) -> None:
    need, offer, linkage = _records(tmp_path)
    assert [(good.code, good.variety) for good in offer.goods] == [("durian", "Ri6")]
    assert offer.annual_kg == Decimal(500_000)
    assert offer.months == frozenset({4, 5, 6, 7})
    assert [paper.kind for paper in offer.certificates or ()] == ["vietgap", "growing_area_code"]
    assert offer.sites[0].region == "mekong"
    assert linkage.certificates is None
    assert need.annual_kg == Decimal(24_000)
    assert need.state_owned is False
    assert not need.periods
    assert need.criteria == (), "HACCP describes the buyer's own plant"
    assert [good.form for good in need.goods] == ["mature_nut"]


def test_a_good_read_in_spite_of_a_slip_is_unsure_until_somebody_confirms_it(tmp_path: Path) -> None:
    offers = [{**OFFER, "commodity_as_written": text} for text in ("sầu riêng Ri6, thanh lomg",)]
    _, offer, _ = _records(tmp_path, offers=offers)
    assert {good.code: good.unsure for good in offer.goods} == {"durian": False, "dragon_fruit": True}


def test_a_linkage_is_track_record_and_a_broken_one_keeps_apart(tmp_path: Path) -> None:
    need, _, linked = _records(tmp_path)
    assert need.organisation in linked.linked
    told = {**LINKAGE, "linkage_terms": "đến kỳ thu hoạch công ty dừng thu mua"}
    need, _, broken = _records(tmp_path, linkages=[told])
    assert need.organisation in broken.broken
    assert [row["ranked"] for row in rank(*_files(tmp_path, linkages=[told]))] == [[]]


def test_ranking_speaks_json_with_reasons_for_every_need(tmp_path: Path) -> None:
    found = list(rank(*_files(tmp_path), top=3))
    assert json.loads(json.dumps(found, ensure_ascii=False, allow_nan=False)) == found
    assert [row["need_id"] for row in found] == ["N-1"]
    (ranked,) = found[0]["ranked"] if isinstance(found[0]["ranked"], list) else []
    assert ranked["offer_id"] == "L-1"
    assert sum(ranked["parts"].values()) == pytest.approx(ranked["score"])
    assert len(ranked["reasons"]) == len(ranked["parts"])
    assert any("dừa" in reason for reason in ranked["reasons"])


def test_the_judgements_are_measured_beside_the_baselines(tmp_path: Path) -> None:
    qrels = _write(tmp_path / "qrels.csv", [{"need_id": "N-1", "offer_id": "L-1", "grade": "3"}])
    reports = compare(*_files(tmp_path), qrels)
    assert reports.keys() == {"lienket", "tfidf", "wratio"}
    assert reports["lienket"].ndcg == 1


@pytest.mark.parametrize("value", ["NaN", "-5", "inf", "1e999", "9" * 400, "năm tấn", "3; 4", "", "٣", "0x10"])
def test_a_number_nobody_can_read_is_unknown(tmp_path: Path, value: str) -> None:
    odd = {**OFFER, "quantity_value": value, "area_ha": value}
    need, offer, _ = _records(tmp_path, offers=[odd], needs=[{**NEED, "need_value": value, "raw_area_ha": value}])
    assert (offer.annual_kg, offer.area_ha, need.annual_kg) == (None, None, None)


@pytest.mark.parametrize("text", ["", "\u200b", "🥭" * 50, "=cmd|' /C calc'!A0", "<script>", "x" * 5000, "\u202e"])
def test_odd_texts_are_ranked_without_a_crash(tmp_path: Path, text: str) -> None:
    odd = dict.fromkeys(OFFER, text) | {"id": "O-1"}
    wanted = dict.fromkeys(NEED, text) | {"id": "N-1"}
    assert [row["need_id"] for row in rank(*_files(tmp_path, offers=[odd], needs=[wanted]))] == ["N-1"]


def test_what_cannot_be_read_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    _, offers, linkages = _files(tmp_path)
    with pytest.raises(SourceFileError, match=r"nowhere\.csv"):
        read_source(tmp_path / "nowhere.csv", offers, linkages)
    with pytest.raises(SourceFileError, match=r"cannot be read"):
        read_source(tmp_path, offers, linkages)
    cases = {
        "id,name\n1,2\n": r"odd\.csv:1: columns are missing: commodity_as_written",
        "": r"odd\.csv:1: the file is empty",
        "id,enterprise_name,commodity_as_written,sourcing_places\nN-1,x\n": r"odd\.csv:2: 2 fields instead of 4",
        "id,enterprise_name,commodity_as_written,sourcing_places\n,x,y,z\n": r"odd\.csv:2: the id is empty",
        "id,enterprise_name,commodity_as_written,sourcing_places\nN,x,y,z\nN,x,y,z\n": r"odd\.csv:3: .*repeated",
        'id,enterprise_name,commodity_as_written,sourcing_places\nN,"x': r"odd\.csv: cannot be read as UTF-8 CSV",
    }
    for text, message in cases.items():
        odd = tmp_path / "odd.csv"
        odd.write_text(text, encoding="utf-8")
        with pytest.raises(SourceFileError, match=message):
            read_source(odd, offers, linkages)
    (tmp_path / "odd.csv").write_bytes(b"id,enterprise_name\n\xff\xfe,\x00\n")
    with pytest.raises(SourceFileError, match=r"cannot be read as UTF-8 CSV"):
        read_source(tmp_path / "odd.csv", offers, linkages)
