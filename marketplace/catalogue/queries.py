"""Questions about goods, seasons and dated prices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from marketplace.catalogue.models import (
    Commodity,
    CommodityName,
    NameKind,
    ProductForm,
    ReferencePrice,
    Relation,
    Season,
    Variety,
)
from marketplace.catalogue.naming import codes_for
from marketplace.extensions import db
from matching.vocabulary import vocabulary
from matching.vocabulary.goods import applies
from matching.vocabulary.normalise import fold

MOST_FOUND = 60
PRICES_SHOWN = 12


@dataclass(slots=True)
class Listed:
    """A good in a list, with its other Vietnamese names and, for a group, how many goods are in it."""

    good: Commodity
    synonyms: list[str] = field(default_factory=list)
    members: int = 0


def _live() -> sa.Select[Commodity]:
    return sa.select(Commodity).where(Commodity.ended_on.is_(None))


def groups() -> list[Listed]:
    """Groups that hold goods, by Vietnamese name, with the names of the goods in `synonyms`."""
    goods = db.session.scalars(_live().order_by(Commodity.folded)).all()
    by_group: dict[str, Listed] = {good.code: Listed(good) for good in goods if good.level == "group"}
    for good in goods:
        if good.level == "product" and good.group_code in by_group:
            by_group[good.group_code].members += 1
            by_group[good.group_code].synonyms.append(good.name)
    return [listed for listed in by_group.values() if listed.members]


def members_of(code: str) -> list[Listed]:
    """What stands directly below a group, with synonyms."""
    return with_synonyms(db.session.scalars(_live().filter_by(group_code=code).order_by(Commodity.folded)).all())


def search(text: str) -> list[Listed]:
    """Goods that the words may mean, then goods with a name that holds the words; the likeliest first."""
    codes = codes_for(text)
    held = fold(text)[:60]
    if held:
        named = sa.select(CommodityName.commodity_code).where(CommodityName.folded.contains(held, autoescape=True))
        codes += db.session.scalars(named.order_by(sa.func.length(CommodityName.folded)).limit(MOST_FOUND)).all()
    wanted = list(dict.fromkeys(codes))[:MOST_FOUND]
    by_code = {good.code: good for good in db.session.scalars(_live().where(Commodity.code.in_(wanted)))}
    return with_synonyms([by_code[code] for code in wanted if code in by_code])


def with_synonyms(goods: Sequence[Commodity]) -> list[Listed]:
    """The goods in their order, each with its other Vietnamese names."""
    listed = {good.code: Listed(good) for good in goods}
    words = sa.select(CommodityName.commodity_code, CommodityName.text).where(
        CommodityName.commodity_code.in_(listed), CommodityName.language == "vi", CommodityName.kind == NameKind.SYNONYM
    )
    for code, text in db.session.execute(words.order_by(CommodityName.id)):
        listed[code].synonyms.append(text)
    return list(listed.values())


def good(code: str) -> Commodity | None:
    """The good of a code, in use or ended."""
    return db.session.get(Commodity, code)


def names_of(code: str) -> Sequence[CommodityName]:
    """Every word for a good that Latin letters write, Vietnamese first; other scripts serve the resolver only."""
    order = sa.case((CommodityName.language == "vi", 0), (CommodityName.language == "en", 1), else_=2)
    question = sa.select(CommodityName).filter_by(commodity_code=code).order_by(order, CommodityName.id)
    return [name for name in db.session.scalars(question) if all(letter < "\u2000" for letter in name.text)]


def varieties_of(code: str) -> Sequence[Variety]:
    """Named varieties of a good, by name."""
    return db.session.scalars(sa.select(Variety).filter_by(commodity_code=code).order_by(Variety.folded)).all()


def related_to(code: str) -> list[tuple[Commodity, str]]:
    """Goods that may stand in for this one or are made of it, nearest first, each with the kind of relation."""
    out = sa.select(Commodity, Relation.kind, Relation.weight).join(Relation, Relation.to_code == Commodity.code)
    back = sa.select(Commodity, Relation.kind, Relation.weight).join(Relation, Relation.from_code == Commodity.code)
    found = [(g, kind, w) for g, kind, w in db.session.execute(out.where(Relation.from_code == code))]
    found += [(g, _turned(kind), w) for g, kind, w in db.session.execute(back.where(Relation.to_code == code))]
    found.sort(key=lambda one: (-one[2], one[0].code))
    return [(g, kind) for g, kind in {g.code: (g, kind) for g, kind, _ in reversed(found)}.values()][::-1]


def _turned(kind: str) -> str:
    return "made_into" if kind == "processed_from" else kind


def seasons_of(code: str) -> Sequence[Season]:
    """Sowing and harvest of a good, by region; ended rows are left out."""
    question = sa.select(Season).filter_by(commodity_code=code, ended_on=None)
    return db.session.scalars(question.order_by(Season.region, Season.from_month, Season.from_day, Season.id)).all()


def prices_of(code: str, limit: int = PRICES_SHOWN) -> Sequence[ReferencePrice]:
    """Dated prices of a good, newest first."""
    question = sa.select(ReferencePrice).filter_by(commodity_code=code)
    return db.session.scalars(question.order_by(ReferencePrice.on.desc(), ReferencePrice.id).limit(limit)).all()


def product_forms() -> Sequence[ProductForm]:
    """Forms in use, by Vietnamese name."""
    question = sa.select(ProductForm).where(ProductForm.ended_on.is_(None))
    return db.session.scalars(question.order_by(ProductForm.name_vi)).all()


def forms_of(code: str) -> list[ProductForm]:
    """The forms a good is traded in, in the order of the table of forms."""
    applying = [form.code for form in vocabulary().forms if applies(form, code)]
    by_code = {form.code: form for form in product_forms()}
    return [by_code[one] for one in applying if one in by_code]


def form_choices(code: str | None = None) -> list[tuple[str, str]]:
    """The forms as choices of a select field; of one good where a code is given.

    Forms of the same name are told apart by their goods: "nhân (cà phê)".
    """
    forms = product_forms() if code is None else forms_of(code)
    times = Counter(form.name for form in forms)
    goods = _goods_of_forms({form.code for form in forms if times[form.name] > 1})
    return [(form.code, f"{form.name} ({goods[form.code]})" if form.code in goods else form.name) for form in forms]


def _goods_of_forms(codes: Collection[str]) -> dict[str, str]:
    """The names of the goods that each of these forms belongs to, in one line."""
    goods = {form.code: form.goods for form in vocabulary().forms if form.code in codes}
    if not goods:
        return {}
    named = db.session.scalars(sa.select(Commodity).where(Commodity.code.in_(set().union(*goods.values()))))
    names = {one.code: one.name for one in named}
    lines = {code: ", ".join(sorted(names[one] for one in of if one in names)) for code, of in goods.items()}
    return {code: line for code, line in lines.items() if line}
