"""Provinces and communes of 2025 with their points, and the former places that lead to them."""

from __future__ import annotations

from collections import Counter
from datetime import date

from marketplace.catalogue.loading.dataset import VOCABULARY, Dataset, read_rows
from marketplace.catalogue.loading.tables import Row, bring_to
from marketplace.catalogue.models import Commune, FormerPlace, PlaceLevel, Province
from matching.vocabulary.gazetteer import split_kind
from matching.vocabulary.normalise import fold

# The division in two levels, in force everywhere on one day (Luật Tổ chức chính quyền địa phương 2025).
IN_FORCE = date(2025, 7, 1)
TABLES = VOCABULARY / "places"
PROVINCE_FILE, COMMUNE_FILE = TABLES / "provinces.csv", TABLES / "communes.csv"
FORMER_FILES = tuple(TABLES / f"legacy_{level}.csv" for level in ("provinces", "districts", "communes"))


def _point(row: dict[str, str]) -> Row:
    return {"lat": float(row["lat"]), "lon": float(row["lon"]), "valid_from": IN_FORCE, "valid_to": None}


def _load_provinces() -> int:
    rows = [
        {
            "code": row["code"],
            "name": row["name"],
            "full_name": row["full_name"],
            "name_en": row["name_en"],
            "folded": fold(row["full_name"]),
            **_point(row),
        }
        for row in read_rows(PROVINCE_FILE)
    ]
    return bring_to(Province, ["code"], rows, ends="valid_to")


def _load_communes() -> int:
    districts = _former_districts()
    rows = [
        {
            "code": row["code"],
            "province_code": row["province_code"],
            "name": split_kind(row["full_name"])[1],
            "full_name": row["full_name"],
            "folded": fold(row["full_name"]),
            "former_district_code": districts.get(row["code"]),
            **_point(row),
        }
        for row in read_rows(COMMUNE_FILE)
    ]
    return bring_to(Commune, ["code"], rows, ends="valid_to")


def _former_districts() -> dict[str, str]:
    """For today's communes, the old district of most of the communes that became them; of equals the smaller code."""
    came: dict[str, Counter[str]] = {}
    for row in read_rows(FORMER_FILES[2]):
        if row["commune_code"]:
            came.setdefault(row["commune_code"], Counter())[row["district_code"]] += 1
    return {code: min(found, key=lambda district: (-found[district], district)) for code, found in came.items()}


def _load_former() -> int:
    provinces, districts, communes = (read_rows(path) for path in FORMER_FILES)
    of_province = {row["code"]: row for row in provinces}
    of_district = {row["code"]: row for row in districts}
    rows = [_former(PlaceLevel.PROVINCE, row, None, row["province_code"], row["full_name"]) for row in provinces]
    for row in districts:
        above = of_province[row["province_code"]]
        name = f"{row['full_name']}, {above['full_name']}"
        rows.append(_former(PlaceLevel.DISTRICT, row, above["code"], above["province_code"], name))
    # A former commune may have crossed into another province: today's commune says where it is now.
    now_in = {row["code"]: row["province_code"] for row in read_rows(COMMUNE_FILE)}
    for row in communes:
        district = of_district[row["district_code"]]
        above = of_province[district["province_code"]]
        name = f"{row['full_name']}, {district['full_name']}, {above['full_name']}"
        today_in = now_in.get(row["commune_code"], above["province_code"])
        rows.append(_former(PlaceLevel.COMMUNE, row, district["code"], today_in, name))
    return bring_to(FormerPlace, ["level", "code"], rows)


def _former(level: PlaceLevel, row: dict[str, str], parent: str | None, province: str, name: str) -> Row:
    return {
        "level": level,
        "code": row["code"],
        "parent_code": parent,
        "full_name": name,
        "folded": fold(name),
        "province_code": province,
        "commune_code": row.get("commune_code") or None,
    }


PROVINCES = Dataset("provinces", (PROVINCE_FILE,), _load_provinces)
COMMUNES = Dataset("communes", (COMMUNE_FILE,), _load_communes, edition=2, follows=(FORMER_FILES[2],))
FORMER_PLACES = Dataset("former_places", (*FORMER_FILES, COMMUNE_FILE), _load_former)
