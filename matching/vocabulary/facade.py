"""The vocabulary's face: goods, their relations, and the reading of texts."""

from __future__ import annotations

from collections.abc import Iterable

from matching.vocabulary import goods as tables
from matching.vocabulary.goods import Form, Good, Relation, Synonym, Variety
from matching.vocabulary.resolver import Resolution, resolve, resolve_all


class Vocabulary:
    """Everything known about goods. All tables are shared and read once."""

    @property
    def goods(self) -> tuple[Good, ...]:
        """Every good and group, in the order of the table."""
        return tuple(tables.goods().values())

    @property
    def synonyms(self) -> tuple[Synonym, ...]:
        """Other words for goods, with region and language."""
        return tables.synonyms()

    @property
    def varieties(self) -> tuple[Variety, ...]:
        """Every named variety."""
        return tables.varieties()

    @property
    def forms(self) -> tuple[Form, ...]:
        """Every form of the trade."""
        return tuple(tables.forms().values())

    def good(self, code: str) -> Good:
        """The good with a code; KeyError if there is none."""
        return tables.goods()[code]

    def parent(self, code: str) -> str | None:
        """The code of the group above a good; None at the top. KeyError for an unknown code."""
        return tables.goods()[code].group

    def related(self, code: str) -> tuple[Relation, ...]:
        """Goods related to one, the nearest first; members of its group are not repeated here."""
        return tables.relations().get(code, ())

    def resolve(self, text: str, region: str | None = None) -> Resolution:
        """The goods a text names; see `matching.vocabulary.resolver.resolve`."""
        return resolve(text, region)

    def resolve_all(self, texts: Iterable[str], region: str | None = None) -> list[Resolution]:
        """The goods each text names, read together; see `matching.vocabulary.resolver.resolve_all`."""
        return resolve_all(texts, region)
