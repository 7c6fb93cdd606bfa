"""The catalogue's tables."""

from marketplace.catalogue.models.goods import (
    Commodity,
    CommodityName,
    NameKind,
    ProductForm,
    Relation,
    Variety,
)
from marketplace.catalogue.models.places import Commune, FormerPlace, PlaceLevel, Province
from marketplace.catalogue.models.reference import DataVersion, ReferencePrice, TradeStage, Unit, UnitKind
from marketplace.catalogue.models.seasons import Grade, MonthDay, Season, SeasonKind

__all__ = [
    "Commodity",
    "CommodityName",
    "Commune",
    "DataVersion",
    "FormerPlace",
    "Grade",
    "MonthDay",
    "NameKind",
    "PlaceLevel",
    "ProductForm",
    "Province",
    "ReferencePrice",
    "Relation",
    "Season",
    "SeasonKind",
    "TradeStage",
    "Unit",
    "UnitKind",
    "Variety",
]
