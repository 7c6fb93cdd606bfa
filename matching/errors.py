"""Named errors of the matcher: what a caller can mend, said plainly."""

from __future__ import annotations

from pathlib import Path


class MatchingError(Exception):
    """Base of every error this package raises on purpose."""


class RecordError(MatchingError, ValueError):
    """A record promises something impossible: an end before its start, a negative quantity, a latitude of 200."""


class ParameterError(MatchingError, ValueError):
    """Weights or other parameters cannot be used: a negative weight, an unknown part, nothing to add up."""


class SourceFileError(MatchingError):
    """A file of rows cannot be read. `path` names it; `line` is the line from 1, or None for the whole file."""

    def __init__(self, path: Path, reason: str, line: int | None = None) -> None:
        self.path, self.reason, self.line = path, reason, line
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {reason}")


class LearningError(MatchingError, ValueError):
    """Examples, features or a way of learning do not fit together: columns of other lengths, no such feature."""


class ModelFileError(MatchingError):
    """A saved model cannot be used: missing, changed since it was saved, of unknown types, for other features."""


class BalanceError(MatchingError, ValueError):
    """Both sides cannot be balanced: capacities of zero or less, a temperature too low, no end within the rounds."""


class StoredIndexError(MatchingError):
    """A folder does not hold a whole stored index of this version. `folder` names it."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"{folder}: {reason}")


class PoolError(MatchingError, ValueError):
    """A pooling problem cannot be asked so. `field` names what is wrong, `code` the candidate, where it is one's."""

    def __init__(self, reason: str, field: str, code: str | None = None) -> None:
        self.reason, self.field, self.code = reason, field, code
        super().__init__(f"{field}{f' of {code}' if code else ''}: {reason}")


class PlanError(MatchingError, ValueError):
    """A planning problem cannot be asked so. `about` names what is wrong or whose it is."""

    def __init__(self, reason: str, about: str) -> None:
        self.reason, self.about = reason, about
        super().__init__(f"{about}: {reason}")
