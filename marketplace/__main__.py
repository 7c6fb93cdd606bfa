"""`python3 -m marketplace …`: makes the environment if it is missing, then hands over to the commands."""

from __future__ import annotations

import sys

from marketplace.bootstrap import ensure_environment


def main() -> None:
    """The `lienket` command."""
    from marketplace.cli.commands import lienket

    sys.exit(lienket(prog_name="lienket"))


if __name__ == "__main__":
    ensure_environment("requirements.txt")
    main()
