"""Where the templates are."""

from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent / "templates"
