"""Where templates, static files and other carried files are: in a checkout and in an installed package."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_INSTALLED = PACKAGE / "_assets"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else PACKAGE.parent

TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
TRANSLATIONS = PACKAGE / "translations"
MIGRATIONS = PACKAGE / "schema"
SEED_DATA = PACKAGE / "seeds" / "data"
