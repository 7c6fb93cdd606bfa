"""`lienket catalogue …`: names of goods and places read as codes; reference data loaded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import is_text, json_option, lines_of, print_json
from marketplace.cli.problems import FoundWanting

if TYPE_CHECKING:
    from matching.vocabulary.places import PlaceResolution
    from matching.vocabulary.resolver import Resolution


@click.group()
def catalogue() -> None:
    """Goods, places and reference data."""


@catalogue.command()
@click.argument("file", type=click.File("rb"))
@json_option
def resolve(file: BinaryIO, as_json: bool) -> None:
    """Read the goods named in each line of FILE (- for standard input).

    Exit status 0 also where a line names no good: that is an answer, an empty one. Lines that are no UTF-8 text are
    answered as far as they can be read, and the exit status is 1.
    """
    from matching.vocabulary import vocabulary

    for text in _texts(file):
        found = vocabulary().resolve(text)
        if as_json:
            print_json(goods_object(text, found))
        else:
            click.echo(f"{text}\t{_goods_words(found)}")


def _texts(file: BinaryIO) -> Iterator[str]:
    """Every line; after the last one it is said how many were no text (a picture, a spreadsheet, another encoding)."""
    spoilt = lines = 0
    for line in lines_of(file):
        lines, spoilt = lines + 1, spoilt + (not is_text(line))
        yield line
    if spoilt:
        name = getattr(file, "name", "-")
        raise FoundWanting(f"{name}: {spoilt} of {lines} lines are no text in UTF-8")


def goods_object(text: str, found: Resolution) -> dict[str, Any]:
    """The answer for one line; `form` and `variety` are null where the text leaves them open."""
    return {
        "text": text,
        "goods": [
            {
                "code": good.code,
                "name_vi": good.name_vi,
                "name_en": good.name_en,
                "level": good.level,
                "form": good.form,
                "variety": good.variety,
                "how": good.how,
                "confidence": round(good.confidence, 4),
            }
            for good in found.goods
        ],
        "ambiguous": [list(codes) for codes in found.ambiguous],
    }


def _goods_words(found: Resolution) -> str:
    named = [f"{good.name_vi} ({good.code})" for good in found.goods]
    open_ = ["? " + " | ".join(codes) for codes in found.ambiguous]
    return "; ".join(named + open_) or "–"


@catalogue.command()
@click.argument("file", type=click.File("rb"))
@json_option
def place(file: BinaryIO, as_json: bool) -> None:
    """Read the place named in each line of FILE (- for standard input): old names or new, any order of levels.

    Exit status 0 also where a line names no place; 1 where a line is no UTF-8 text.
    """
    from matching.vocabulary.places import gazetteer

    for text in _texts(file):
        found = gazetteer().resolve(text)
        if as_json:
            print_json(place_object(text, found))
        else:
            click.echo(f"{text}\t{found.name or ' | '.join(found.ambiguous) or '–'}")


def place_object(text: str, found: PlaceResolution) -> dict[str, Any]:
    """The answer for one line; what is unknown is the empty string."""
    return {
        "text": text,
        "province_code": found.province_code or "",
        "commune_code": found.commune_code or "",
        "name": found.name or "",
        "how": found.how or "",
        "ambiguous": list(found.ambiguous),
    }


@catalogue.command()
@json_option
@with_app
def load(as_json: bool) -> None:
    """Load the reference data; what is loaded already is left alone."""
    from marketplace.extensions import db
    from marketplace.seeds.reference import load_reference

    for done in load_reference():
        if as_json:
            print_json({"dataset": done.dataset, "rows": done.rows, "changed": done.changed})
        else:
            click.echo(f"{done.dataset}: {done.rows} rows{'' if done.changed else ', unchanged'}")
    db.session.commit()
