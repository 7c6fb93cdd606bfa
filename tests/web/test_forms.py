"""A rule's refusal is read by somebody, whatever field it names."""

from __future__ import annotations

import pytest
from flask import Flask
from wtforms import FormField, HiddenField

from marketplace.errors import DomainError
from marketplace.web.fields import TextField
from marketplace.web.forms import Form


class Inner(Form):
    """A row within."""

    name = TextField("Tên")


class Outer(Form):
    """A form with a field of every sort."""

    name = TextField("Tên")
    version = HiddenField()
    inner = FormField(Inner)


@pytest.mark.parametrize("field", [None, "", "version", "inner", "form_key", "no_such_field", "errors"])
def test_a_refusal_that_no_seen_field_can_show_stands_at_the_head(app: Flask, field: str | None) -> None:
    with app.test_request_context():
        form = Outer()
        form.blame(DomainError("Không được.", field=field))
        assert form.form_errors == ["Không được."]
        assert form.answer_status == 422


def test_a_refusal_stands_beside_its_field(app: Flask) -> None:
    with app.test_request_context():
        form = Outer()
        form.blame(DomainError("Không được.", field="name"))
        assert form.name.errors == ["Không được."]
        assert form.form_errors == []
