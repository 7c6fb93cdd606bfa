"""The catalogue's tables."""

from marketplace.catalogue.models.goods import (
    Commodity,
    CommodityName,
    NameKind,
    ProductForm,
    Relation,
    Season,
    Variety,
)
from marketplace.catalogue.models.places import Commune, FormerPlace, PlaceLevel, Province
from marketplace.catalogue.models.reference import DataVersion, ReferencePrice, Target, Unit, UnitKind

__all__ = [
    "Commodity",
    "CommodityName",
    "Commune",
    "DataVersion",
    "FormerPlace",
    "NameKind",
    "PlaceLevel",
    "ProductForm",
    "Province",
    "ReferencePrice",
    "Relation",
    "Season",
    "Target",
    "Unit",
    "UnitKind",
    "Variety",
]
