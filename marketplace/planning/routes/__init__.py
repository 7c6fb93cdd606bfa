"""Pages of planning; importing the modules attaches their views."""

from marketplace.planning.routes import acceptance, asking, files, lists, pages, sites
from marketplace.planning.routes.blueprint import bp

__all__ = ["acceptance", "asking", "bp", "files", "lists", "pages", "sites"]
