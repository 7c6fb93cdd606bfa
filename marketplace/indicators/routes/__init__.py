"""Pages of the indicators; importing the modules attaches their views."""

from marketplace.indicators.routes import exports, figures, rows
from marketplace.indicators.routes.blueprint import bp

__all__ = ["bp", "exports", "figures", "rows"]
