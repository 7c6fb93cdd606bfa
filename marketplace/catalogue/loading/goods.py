"""Goods, their words, varieties and forms, and which may stand in for which."""

from __future__ import annotations

from decimal import Decimal

from marketplace.catalogue.loading.dataset import VOCABULARY, Dataset, read_rows
from marketplace.catalogue.loading.tables import Row, bring_to
from marketplace.catalogue.models import Commodity, CommodityName, NameKind, ProductForm, Relation, Variety
from matching.vocabulary.normalise import fold

TABLES = VOCABULARY / "goods"
GOODS_FILE, SYNONYM_FILE = TABLES / "goods.csv", TABLES / "synonyms.csv"
VARIETY_FILE, FORM_FILE, RELATED_FILE = TABLES / "varieties.csv", TABLES / "forms.csv", TABLES / "related.csv"


def _load_forms() -> int:
    rows = [
        {"code": row["code"], "name_vi": row["name_vi"], "name_en": row["name_en"], "ended_on": None}
        for row in read_rows(FORM_FILE)
    ]
    return bring_to(ProductForm, ["code"], rows, ends="ended_on")


def _load_commodities() -> int:
    rows = [
        {
            "code": row["code"],
            "name_vi": row["name_vi"],
            "name_en": row["name_en"],
            "level": row["level"],
            "group_code": row["group"] or None,
            "hs": row["hs"] or None,
            "perishability": row["perishability"] or None,
            "cycle": row["cycle"] or None,
            "folded": fold(f"{row['name_vi']} {row['name_en']}"),
            "ended_on": None,
        }
        for row in read_rows(GOODS_FILE)
    ]
    return bring_to(Commodity, ["code"], _groups_first(rows), ends="ended_on")


def _groups_first(rows: list[Row]) -> list[Row]:
    """The rows ordered so that each group stands before what belongs to it."""
    group_of = {row["code"]: row["group_code"] for row in rows}

    def depth(code: str | None) -> int:
        above = 0
        while code is not None and above <= len(rows):
            code, above = group_of[code], above + 1
        return above

    return sorted(rows, key=lambda row: (depth(row["code"]), row["code"]))


def _load_names() -> int:
    rows: dict[tuple[str, str, str], Row] = {}
    for row in read_rows(GOODS_FILE):
        for text, language in ((row["name_vi"], "vi"), (row["name_en"], "en")):
            rows[row["code"], text, language] = _name(row["code"], text, NameKind.NAME, "any", language)
    for row in read_rows(SYNONYM_FILE):
        for code in row["good"].split("+"):  # "rau củ" names two groups at once
            at = (code, row["text"], row["language"])
            rows.setdefault(at, _name(code, row["text"], NameKind.SYNONYM, row["region"], row["language"]))
    return bring_to(CommodityName, ["commodity_code", "text", "language"], list(rows.values()))


def _name(code: str, text: str, kind: NameKind, region: str, language: str) -> Row:
    return {
        "commodity_code": code,
        "text": text,
        "folded": fold(text),
        "kind": kind,
        "region": region,
        "language": language,
    }


def _load_varieties() -> int:
    rows = {
        (row["good"], row["name"]): {
            "commodity_code": row["good"],
            "name": row["name"],
            "folded": fold(" ".join([row["name"], row["synonyms"].replace(";", " ")]))[:120],
        }
        for row in read_rows(VARIETY_FILE)
    }
    return bring_to(Variety, ["commodity_code", "name"], list(rows.values()))


def _load_relations() -> int:
    rows = [
        {
            "from_code": row["good"],
            "to_code": row["other"],
            "kind": row["relation"],
            "weight": Decimal(row["weight"]),
        }
        for row in read_rows(RELATED_FILE)
    ]
    return bring_to(Relation, ["from_code", "to_code"], rows)


FORMS = Dataset("product_forms", (FORM_FILE,), _load_forms)
COMMODITIES = Dataset("commodities", (GOODS_FILE,), _load_commodities)
NAMES = Dataset("commodity_names", (GOODS_FILE, SYNONYM_FILE), _load_names)
VARIETIES = Dataset("varieties", (VARIETY_FILE,), _load_varieties)
RELATIONS = Dataset("commodity_relations", (RELATED_FILE,), _load_relations)
