"""Vietnamese first, English second: the choice is remembered in a cookie, set by POST /preferences."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import Any

from flask import Blueprint, Flask, Response, g, has_request_context, redirect, request, url_for
from flask_babel import Babel, Domain, get_domain
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from marketplace.assets import TRANSLATIONS
from marketplace.web.guards import public, safe_next
from marketplace.web.transaction import commits

COOKIE = "preferences"
CHOICES = {"language": ("vi", "en"), "text_size": ("m", "s", "l"), "contrast": ("normal", "high")}
MOST_LETTERS = 200  # deeper nesting than this would exhaust the reader of JSON
ONE_YEAR = 365 * 24 * 3600

bp = Blueprint("preferences", __name__)
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
    found: Preferences | None = g.get("preferences")
    if found is None:
        found = g.preferences = Preferences(**_known(_cookie()))
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


class Words(Domain):
    """The sentences of the site; a reader's translations are looked up once: a list's page asks for hundreds of words.

    They are kept where Flask-Babel leaves them out while another language is forced.
    """

    def get_translations(self) -> Any:
        """The translations of whoever reads now."""
        found = _kept() if g else None
        if found is None:
            found = super().get_translations()
            if g and "_flask_babel" in g:
                g._flask_babel.babel_translations = found
        return found


def _kept() -> Any:
    """The translations that this request has looked up already."""
    return getattr(g.get("_flask_babel"), "babel_translations", None)


class Languages(Babel):
    """Flask-Babel with the words above."""

    @cached_property
    def domain_instance(self) -> Words:
        """Where every `_` looks, in code and in templates."""
        return Words(domain=self.domain)


@pass_eval_context
def _said(context: EvalContext, text: str, /, **places: Any) -> str:
    """`_` of the templates: the sentence in the reader's language, what is put into its places escaped."""
    translations = _kept() or get_domain().get_translations()
    if not places:
        return _as_it_stands(translations, text, context.autoescape)
    words = translations.ugettext(text)
    return (Markup(words) if context.autoescape else words) % places  # noqa: S704 - our own sentences are HTML


@pass_eval_context
def _counted(context: EvalContext, one: str, many: str, num: int, /, **places: Any) -> str:
    """`ngettext` of the templates; the number stands at the place `num`."""
    words = get_domain().get_translations().ungettext(one, many, num)
    return (Markup(words) if context.autoescape else words) % {"num": num, **places}  # noqa: S704


@lru_cache(maxsize=8192)
def _as_it_stands(translations: Any, text: str, escaped: bool) -> str:
    """A sentence without places: the same in every page of a language."""
    words = translations.ugettext(text)
    return (Markup(words) if escaped else words) % {}  # noqa: S704


babel = Languages()


def register_languages(app: Flask) -> None:
    """Bind Babel and the preferences' page."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    babel.init_app(app, locale_selector=_locale)
    app.jinja_env.globals.update(_=_said, gettext=_said, ngettext=_counted)
    app.register_blueprint(bp)
