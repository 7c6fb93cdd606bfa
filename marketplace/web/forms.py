"""The mother of all forms: CSRF, a one-time key, our words for the usual complaints, domain errors on fields."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FormField, HiddenField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import DataRequired, InputRequired

from marketplace.errors import DomainError
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.web.complaints import Complaints


class Form(FlaskForm):
    """Every form of the site. `form_key` makes a second tap harmless; `form_errors` belong to no field."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> Complaints:
            return Complaints()

    form_key = HiddenField(default=lambda: secrets.token_urlsafe(18))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.form_key.data:
            self.form_key.data = secrets.token_urlsafe(18)

    @property
    def answer_status(self) -> int:
        """The status of the page that shows the form: 422 with complaints, else 200."""
        return 422 if self.errors or self.form_errors else 200

    def carries_out(self, action: Callable[[], object]) -> bool:
        """Whether the form was sent, is valid, and the action went through; a rule's refusal is shown in the form."""
        if not self.validate_on_submit():
            return False
        try:
            action()
        except DomainError as problem:
            self.blame(problem)
            return False
        return True

    def blame(self, problem: DomainError) -> None:
        """Show a rule's refusal beside its field; at the head of the form when it has no such field to be seen."""
        field = self._fields.get(problem.field or "")
        if field is None or isinstance(field, FormField | HiddenField):  # nothing to stand beside, or nobody sees it
            self.form_errors.append(str(problem.message))
        else:
            field.errors = [*field.errors, str(problem.message)]


def hidden_number(text: str | None) -> int:
    """The version or revision that a hidden field carries; 0, which no record has, for anything that is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def required() -> InputRequired:
    """The field must be filled in."""
    return InputRequired(_l("Chưa điền mục này."))


def chosen() -> DataRequired:
    """One of the choices must be taken."""
    return DataRequired(_l("Chưa chọn mục này."))


def options(pairs: Iterable[tuple[str, Any]], *, nothing: Any = None) -> list[SelectChoice]:
    """(value, words) pairs as the choices of a field; `nothing` are the words of an empty first one."""
    first = [SelectChoice("", nothing)] if nothing is not None else []
    return [*first, *(SelectChoice(value, words) for value, words in pairs)]


def members(kinds: Iterable[Labelled], *, nothing: Any = None) -> list[SelectChoice]:
    """Members of an enum as choices, with their own words."""
    return options(((member.value, member.label) for member in kinds), nothing=nothing)
