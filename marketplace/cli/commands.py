"""Every command, attached to the group."""

from marketplace.cli.main import lienket

__all__ = ["lienket"]
