"""Pages of the indicators; importing the modules attaches their views."""

from marketplace.indicators.routes import comparison, dashboard, exports, figures, rows, snapshots, targets
from marketplace.indicators.routes.blueprint import bp

__all__ = ["bp", "comparison", "dashboard", "exports", "figures", "rows", "snapshots", "targets"]
