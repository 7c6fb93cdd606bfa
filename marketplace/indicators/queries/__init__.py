"""Every SELECT of this room beside the engine's own: choices of a question, rows, targets, snapshots."""

from marketplace.indicators.queries.choices import goods_groups, provinces

__all__ = ["goods_groups", "provinces"]
