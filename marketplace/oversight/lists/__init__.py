"""Every table of the oversight pages by its code, with its columns and its rule in a sentence."""

from marketplace.oversight.lists.flow import BALANCE, FUNNEL, STATE_OWNED, WAITING
from marketplace.oversight.lists.review import INTEGRITY, QUALITY
from marketplace.oversight.lists.standing import COUNTS, GRADES, RECOGNISED, UNCOVERED
from marketplace.oversight.tables import Table

TABLES: dict[str, Table] = {
    table.code: table
    for table in [
        *FUNNEL, *WAITING, BALANCE, *STATE_OWNED, *GRADES, *RECOGNISED, *COUNTS, UNCOVERED, *QUALITY, *INTEGRITY,
    ]
}  # fmt: skip

__all__ = [
    "BALANCE", "COUNTS", "FUNNEL", "GRADES", "INTEGRITY", "QUALITY", "RECOGNISED", "STATE_OWNED", "TABLES", "UNCOVERED",
    "WAITING",
]  # fmt: skip
