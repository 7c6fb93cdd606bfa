"""From the vendored tables to places that know what contains them."""

from collections import Counter, defaultdict
from functools import cache
from math import hypot

from matching.vocabulary.gazetteer import COUNTRY, Place, Places, exact_key, ring, split_kind, table

Row = dict[str, str]


class _Builder:
    def __init__(self) -> None:
        self.places = Places()
        self.provinces = {r["code"]: r for r in table("provinces.csv")}
        self.legacy_provinces = {r["code"]: r for r in table("legacy_provinces.csv")}
        self.districts = {r["code"]: r for r in table("legacy_districts.csv")}
        self.legacy_communes = table("legacy_communes.csv")
        self.communes = {r["code"]: r for r in table("communes.csv")}
        self.namesake = {
            r["code"]: next(o["code"] for o in self.legacy_provinces.values() if _same_name(o, r))
            for r in self.provinces.values()
        }
        self.predecessors: dict[str, list[str]] = defaultdict(list)  # commune of today → former districts
        for row in self.legacy_communes:
            self.predecessors[row["commune_code"]].append(row["district_code"])
        home = {r["code"]: r["district_code"] for r in self.legacy_communes}
        for row in table("legacy_splits.csv"):
            self.predecessors[row["commune_code"]].append(home[row["code"]])

    def province_label(self, code: str) -> str:
        return self.provinces[code]["full_name"]

    def under(self, kind: str, name: str, code: str, former: bool = False) -> str:
        """Kind, name and today's province: "Xã Thuận Hạnh, tỉnh Lâm Đồng"; `(cũ)` marks what no longer
        exists.
        """
        province = self.province_label(code)
        label = f"{kind} {name}".strip()
        mark = " (cũ)" if former else ""
        return f"{label[:1].upper()}{label[1:]}{mark}, {province[:1].lower()}{province[1:]}"


def _same_name(old: Row, new: Row) -> bool:
    return old["province_code"] == new["code"] and exact_key(old["name"]) == exact_key(new["name"])


@cache
def places() -> Places:
    """All places (some 14,000), read from the tables on first use; parents first, since children point at
    them.
    """
    b = _Builder()
    _regions(b)
    _provinces(b)
    _legacy_provinces(b)
    _districts(b)
    _communes(b)
    _legacy_communes(b)
    for row in table("legacy_neighbours.csv"):
        b.places.neighbours[row["code"]].add(row["neighbour"])
        b.places.neighbours[row["neighbour"]].add(row["code"])
    for row in table("legacy_splits.csv"):
        b.places.splits[row["code"]].append(row["commune_code"])
    return b.places


def _regions(b: _Builder) -> None:
    for row in table("regions.csv"):
        parts = row["parts"].split("|")
        inside = [r for r in b.legacy_provinces.values() if r["region"] in parts]
        lat = sum(float(r["lat"]) for r in inside) / len(inside)
        lon = sum(float(r["lon"]) for r in inside) / len(inside)
        far = max(hypot(float(r["lat"]) - lat, float(r["lon"]) - lon) for r in inside) * 111
        wider = {f"R{o['code']}" for o in table("regions.csv") if set(parts) < set(o["parts"].split("|"))}
        place = Place(
            id=f"R{row['code']}",
            level="country" if row["code"] == "country" else "region",
            name=row["name"], kind="", label=row["name"],
            province_code=None, commune_code=None,
            legacy_province_code=None, legacy_district_code=None, legacy_commune_code=None,
            region=parts[0] if len(parts) == 1 else None,
            lat=round(lat, 4), lon=round(lon, 4), radius_km=round(far, 1),
            within=frozenset(wider | ({COUNTRY} if row["code"] != "country" else set())),
        )  # fmt: skip
        b.places.add(place, [row["name_en"], *row["aliases"].split(";")])


def _region_ids(b: _Builder, region: str) -> frozenset[str]:
    return frozenset({f"R{region}"}) | b.places.by_id[f"R{region}"].within


def _provinces(b: _Builder) -> None:
    for code, row in b.provinces.items():
        kind, name = split_kind(row["full_name"])
        lat, lon, radius = ring(row)
        region = b.legacy_provinces[b.namesake[code]]["region"]
        place = Place(
            id=f"P{code}", level="province", name=name, kind=kind, label=row["full_name"],
            province_code=code, commune_code=None,
            legacy_province_code=b.namesake[code], legacy_district_code=None, legacy_commune_code=None,
            region=region, lat=lat, lon=lon, radius_km=radius,
            within=_region_ids(b, region),
        )  # fmt: skip
        b.places.add(place, [row["name_en"]])


def _legacy_provinces(b: _Builder) -> None:
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in table("province_aliases.csv"):
        aliases[row["legacy_province_code"]].append(row["alias"])
    for code, row in b.legacy_provinces.items():
        kind, name = split_kind(row["full_name"])
        lat, lon, radius = ring(row)
        place = Place(
            id=f"O{code}", level="province", name=name, kind=kind,
            label=b.province_label(row["province_code"]),
            province_code=row["province_code"], commune_code=None,
            legacy_province_code=code, legacy_district_code=None, legacy_commune_code=None,
            region=row["region"], lat=lat, lon=lon, radius_km=radius,
            within=_region_ids(b, row["region"]) | {f"P{row['province_code']}"},
        )  # fmt: skip
        b.places.add(place, aliases[code])


def _districts(b: _Builder) -> None:
    for code, row in b.districts.items():
        kind, name = split_kind(row["full_name"])
        lat, lon, radius = ring(row)
        parent = b.places.by_id[f"O{row['province_code']}"]
        place = Place(
            id=f"D{code}", level="district", name=name, kind=kind,
            label=b.under(kind, name, b.legacy_provinces[row["province_code"]]["province_code"], former=True),
            province_code=parent.province_code, commune_code=None,
            legacy_province_code=row["province_code"], legacy_district_code=code, legacy_commune_code=None,
            region=parent.region, lat=lat, lon=lon, radius_km=radius,
            within=parent.within | {parent.id},
        )  # fmt: skip
        b.places.add(place, row["aliases"].split(";"))


def _communes(b: _Builder) -> None:
    for code, row in b.communes.items():
        kind, name = split_kind(row["full_name"])
        lat, lon, radius = ring(row)
        former = Counter(b.predecessors.get(code) or _island(b, name))
        main = b.places.by_id[f"D{former.most_common(1)[0][0]}"]
        within = {f"P{row['province_code']}"}
        for district in former:
            within |= {f"D{district}"} | b.places.by_id[f"D{district}"].within
        place = Place(
            id=f"C{code}", level="commune", name=name, kind=kind,
            label=b.under(kind, name, row["province_code"]),
            province_code=row["province_code"], commune_code=code,
            legacy_province_code=main.legacy_province_code,
            legacy_district_code=main.legacy_district_code if len(former) == 1 else None,
            legacy_commune_code=None,
            region=main.region, lat=lat, lon=lon, radius_km=radius, within=frozenset(within),
        )  # fmt: skip
        b.places.add(place)


def _island(b: _Builder, name: str) -> list[str]:
    """Five island districts had no communes; the special zone of the same name followed them."""
    return [code for code, row in b.districts.items() if exact_key(split_kind(row["full_name"])[1]) == exact_key(name)]


def _legacy_communes(b: _Builder) -> None:
    parts: dict[str, list[str]] = defaultdict(list)  # where the rest of a divided commune went
    for row in table("legacy_splits.csv"):
        parts[row["code"]].append(f"C{row['commune_code']}")
    for row in b.legacy_communes:
        kind, name = split_kind(row["full_name"])
        district = b.places.by_id[f"D{row['district_code']}"]
        today = b.places.by_id[f"C{row['commune_code']}"]
        place = Place(
            id=f"K{row['code']}", level="commune", name=name, kind=kind, label=today.label,
            province_code=today.province_code, commune_code=today.commune_code,
            legacy_province_code=district.legacy_province_code, legacy_district_code=row["district_code"],
            legacy_commune_code=row["code"],
            region=district.region, lat=today.lat, lon=today.lon, radius_km=today.radius_km,
            within=district.within | {district.id, today.id, *parts.get(row["code"], ())},
        )  # fmt: skip
        b.places.add(place, row["aliases"].split(";"))
