"""Pages of oversight; importing the modules attaches their views."""

from marketplace.oversight import checking
from marketplace.oversight.routes import pages, tables
from marketplace.oversight.routes.blueprint import bp

__all__ = ["bp", "checking", "pages", "tables"]
