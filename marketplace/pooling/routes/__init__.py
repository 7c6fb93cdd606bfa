"""Pages of pooled orders; importing the modules attaches their views."""

from marketplace.pooling.routes import inviting, joining, pools, repairing, tables, wishes
from marketplace.pooling.routes.blueprint import bp

__all__ = ["bp", "inviting", "joining", "pools", "repairing", "tables", "wishes"]
