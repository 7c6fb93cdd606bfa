"""The small tables name only codes that exist, and every code a person may meet has words in both languages."""

from __future__ import annotations

import pytest

from marketplace.organisations.models import CertificateKind
from marketplace.suggestions.records import PAPERS
from matching.catalogue import rows
from matching.goods_catalogue import VocabularyCatalogue
from matching.papers import paper_kinds
from matching.records import Certificate
from matching.vocabulary import vocabulary


def test_tables_name_goods_that_exist() -> None:
    known = {good.code for good in vocabulary().goods}
    named = {row["good"] for name in ("origins.csv", "fits.csv", "densities.csv") for row in rows(name)}
    named |= {row["code"] for row in rows("goods.csv")} | {row["group"] for row in rows("fits.csv")}
    named |= {good for row in rows("traits.csv") for good in row["goods"].split("|")} - {"any"}
    assert named <= known


def test_tables_name_forms_that_exist_and_every_form_has_words() -> None:
    known = {form.code for form in vocabulary().forms}
    named = {row[side] for row in rows("forms.csv") for side in ("form_a", "form_b")}
    assert named <= known
    said = {row["code"] for row in rows("words.csv") if row["kind"] == "form" and row["vi"] and row["en"]}
    assert known <= said


@pytest.mark.parametrize("kind", list(CertificateKind))
def test_every_paper_of_the_site_reads_as_a_name(kind: CertificateKind) -> None:
    assert Certificate(PAPERS.get(kind, kind.value)).kind in paper_kinds()


@pytest.mark.parametrize("code", ["", "no_such_good"])
def test_a_good_nobody_knows_is_related_to_itself_alone(code: str) -> None:
    assert VocabularyCatalogue().relatives(code, None) == {code: "same"}
