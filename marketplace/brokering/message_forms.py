"""The form of a message."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import SelectField

from marketplace.brokering.actions.messages import MOST_LETTERS
from marketplace.brokering.models import Case
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import LongTextField, not_garbled
from marketplace.web.forms import Form, options, required


class MessageForm(Form):
    """What to write, about which revision, with which files."""

    text = LongTextField(_l("Tin nhắn"), [required(), not_garbled()], most=MOST_LETTERS)
    number = SelectField(_l("Về bản điều khoản"))
    files = MultipleFileField(_l("Tệp gửi kèm"))

    def offer_revisions(self, case: Case) -> None:
        """The case's revisions, the newest first."""
        numbers = [str(terms.number) for terms in reversed(case.revisions)]
        named = [(number, _l("Bản số %(number)s", number=number)) for number in numbers]
        self.number.choices = options(named, nothing=_l("Không về bản nào"))

    @property
    def uploads(self) -> list[Any]:
        """The files that were chosen."""
        return [upload for upload in self.files.data or [] if upload and upload.filename]
