"""What can go wrong in the domain. `web/errors.py` turns each into a form message, a page or JSON."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from flask_babel import LazyString

Sentence: TypeAlias = "str | LazyString"


class DomainError(Exception):
    """A rule said no. `message` is for the person; `field` names the form field it belongs to, if any."""

    status = 422

    def __init__(self, message: Sentence, *, field: str | None = None, **data: Any) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field
        self.data: Mapping[str, Any] = data


class NotFoundError(DomainError):
    """The thing does not exist, or is none of the viewer's business: the two answer alike."""

    status = 404

    def __init__(self, message: Sentence = "") -> None:
        super().__init__(message)


class NotAllowedError(DomainError):
    """The person may see the thing but not do this."""

    status = 403


class WrongStateError(DomainError):
    """The verb does not fit the state the thing is in."""

    status = 409


class StaleError(DomainError):
    """Somebody else changed the record since the form was opened."""

    status = 409


class NotEnoughLeftError(DomainError):
    """More was asked of a period than is still free; `left_kg` says what is."""

    status = 409


class TooManyAttemptsError(DomainError):
    """Slow down; `retry_after` in seconds."""

    status = 429


class FileRefusedError(DomainError):
    """An upload whose content, size or name is not acceptable."""


class WrongUseError(Exception):
    """A command was called with arguments that make no sense (exit status 2)."""
