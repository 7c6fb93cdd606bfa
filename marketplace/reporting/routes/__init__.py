"""Pages of reports and open data; importing the modules attaches their views."""

from marketplace.reporting.routes import open_data, reports, schedules
from marketplace.reporting.routes.blueprint import bp

__all__ = ["bp", "open_data", "reports", "schedules"]
