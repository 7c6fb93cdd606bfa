"""The catalogue's pages: everybody reads, staff keep the seasons."""

from marketplace.catalogue.routes import public, seasons
from marketplace.catalogue.routes.blueprint import bp

__all__ = ["bp", "public", "seasons"]
