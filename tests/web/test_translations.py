"""Vietnamese first, English second, both complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from marketplace.assets import TEMPLATES, TRANSLATIONS

ROOT = TEMPLATES.parent
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES"
PLACE = re.compile(r"%\((\w+)\)[sd]|%%")
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
ELSEWHERE = {".venv", ".git", "node_modules", "static"}
KEPT = {"Liên Kết", "Tiếng Việt", "Tân Hội", "Đồng Tháp, 62 km"}  # names of places are names


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file)


def spoken() -> Iterator[str]:
    """Every sentence of the code and the templates."""
    with (TRANSLATIONS / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, "_l": None}
    for _file, _line, message, _comments, _context in extract_from_dir(
        ROOT, methods, options, keywords, directory_filter=lambda folder: Path(folder).name not in ELSEWHERE
    ):
        yield message if isinstance(message, str) else message[0]


@pytest.mark.slow
def test_every_sentence_has_its_english(english: Catalog) -> None:
    missing = {sentence for sentence in spoken() if sentence not in english or not english[sentence].string}
    assert missing == set()


@pytest.mark.slow
def test_english_keeps_the_places_and_is_not_the_vietnamese(english: Catalog) -> None:
    for message in english:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[0]
        for words in [message.string] if isinstance(message.string, str) else message.string or ():
            assert set(PLACE.findall(source)) == set(PLACE.findall(words)), source
            assert words != source or source in KEPT or not VIETNAMESE.search(source), words


@pytest.mark.slow
def test_the_compiled_words_are_those_of_the_source(english: Catalog) -> None:
    with (ENGLISH / "messages.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in english:
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string, message.id


def test_the_source_file_is_beside_the_compiled_one() -> None:
    assert {path.name for path in Path(ENGLISH).iterdir()} == {"messages.po", "messages.mo"}
