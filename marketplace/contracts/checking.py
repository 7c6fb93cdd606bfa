"""What later rooms tell the second person of a contract before the check; it informs and forbids nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask_babel import LazyString

from marketplace.authorization.viewer import Viewer
from marketplace.contracts.models import Contract

Source = Callable[[Contract, Viewer], Sequence[LazyString]]
_sources: list[Source] = []


def adds_to_check(source: Source) -> Source:
    """Register the sentences that a later room has of a contract, which it finds in two queries at most."""
    _sources.append(source)
    return source


def things_to_check(contract: Contract, viewer: Viewer) -> list[LazyString]:
    """Every sentence of later rooms about the contract, for this second person."""
    return [sentence for source in _sources for sentence in source(contract, viewer)]
