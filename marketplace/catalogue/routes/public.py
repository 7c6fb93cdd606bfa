"""Pages to read: goods by group, one good, places of today and the old names that lead there."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.catalogue import place_queries, queries, words
from marketplace.catalogue.models import Commodity
from marketplace.catalogue.routes.blueprint import bp
from marketplace.errors import NotFoundError
from marketplace.web.guards import public

MOST_TYPED = 100


def _typed() -> str:
    """The words of the search box; what cannot be searched for is left out."""
    return " ".join(request.args.get("q", "").replace("\x00", "").split())[:MOST_TYPED]


@bp.get("/catalogue")
@public
def index() -> str:
    """Groups of goods, or what a search found."""
    text = _typed()
    found = queries.search(text) if text else []
    return render_template("catalogue/index.html", text=text, found=found, groups=queries.groups() if not text else [])


@bp.get("/catalogue/<string:code>")
@public
def show(code: str) -> ResponseReturnValue:
    """One good with its words, forms, seasons and dated prices; or one group with its goods."""
    good = queries.good(code)
    if good is None:
        raise NotFoundError
    if good.level == "group":
        return render_template("catalogue/group.html", good=good, members=queries.members_of(code))
    return render_template("catalogue/show.html", **_facts(good))


def _facts(good: Commodity) -> dict[str, object]:
    return {
        "good": good,
        "group": queries.good(good.group_code) if good.group_code else None,
        "names": queries.names_of(good.code),
        "varieties": queries.varieties_of(good.code),
        "forms": queries.forms_of(good.code),
        "related": queries.related_to(good.code),
        "seasons": queries.seasons_of(good.code),
        "prices": queries.prices_of(good.code),
        "words": words,
    }


@bp.get("/places")
@public
def places() -> str:
    """Provinces of today, or the places that a typed name leads to."""
    text = _typed()
    return render_template(
        "catalogue/places.html",
        text=text,
        hits=place_queries.search_places(text),
        provinces=place_queries.provinces(),
        counts=place_queries.commune_counts(),
    )


@bp.get("/places/<string:code>")
@public
def province(code: str) -> str:
    """One province: its communes with the names that lead to each."""
    found = place_queries.province(code)
    if found is None:
        raise NotFoundError
    return render_template(
        "catalogue/province.html",
        province=found,
        communes=place_queries.communes_of(code),
        former=place_queries.former_communes(code),
        merged=place_queries.former_provinces(code),
    )
