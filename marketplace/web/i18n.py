"""Vietnamese first, English second: the choice is remembered in a cookie, set by POST /preferences."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from flask import Blueprint, Flask, Response, g, has_request_context, redirect, request, url_for
from flask_babel import Babel, get_translations

from marketplace.assets import TRANSLATIONS
from marketplace.web.guards import public, safe_next
from marketplace.web.transaction import commits

COOKIE = "preferences"
CHOICES = {"language": ("vi", "en"), "text_size": ("m", "s", "l"), "contrast": ("normal", "high")}
MOST_LETTERS = 200  # deeper nesting than this would exhaust the reader of JSON
ONE_YEAR = 365 * 24 * 3600

bp = Blueprint("preferences", __name__)
babel = Babel()
TellsLanguage = Callable[[str], None]
_told: list[TellsLanguage] = []


def tells_language(listener: TellsLanguage) -> TellsLanguage:
    """Register what a later room, which this one does not know, keeps of a language that somebody chose."""
    _told.append(listener)
    return listener


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a person wants the pages; the first choice of each list is the default."""

    language: str = "vi"
    text_size: str = "m"
    contrast: str = "normal"


def preferences() -> Preferences:
    """The reader's choices; anything unknown in the cookie is the default."""
    if "preferences" not in g:
        g.preferences = Preferences(**_known(_cookie()))
    found: Preferences = g.preferences
    return found


def _cookie() -> dict[str, Any]:
    text = request.cookies.get(COOKIE, "{}")
    try:
        kept = json.loads(text) if len(text) <= MOST_LETTERS else {}
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _known(wanted: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if value in CHOICES.get(name, ())}


@bp.post("/preferences")
@public
@commits
def update() -> Response:
    """Keep what was pressed and go back to the page it was pressed on."""
    back = safe_next(request.form.get("next")) or url_for("home.index")
    response = redirect(back)
    wanted = _known(request.form.to_dict())
    chosen = asdict(preferences()) | wanted
    for listener in _told if "language" in wanted else ():
        listener(wanted["language"])
    response.set_cookie(
        COOKIE, json.dumps(chosen), max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response  # type: ignore[return-value]


def _locale() -> str:
    """The reader's language; commands and jobs speak Vietnamese."""
    return preferences().language if has_request_context() else Preferences().language


def _translations() -> Any:
    """The reader's translations, looked up once: a list's page asks for hundreds of words.

    They are kept where Flask-Babel leaves them out while another language is forced.
    """
    found = getattr(g.get("_flask_babel"), "babel_translations", None)
    if found is None:
        found = get_translations()
        if "_flask_babel" in g:
            g._flask_babel.babel_translations = found
    return found


def register_languages(app: Flask) -> None:
    """Bind Babel and the preferences' page."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app, locale_selector=_locale)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _translations().ugettext(text),
        ngettext=lambda one, many, count: _translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.register_blueprint(bp)
