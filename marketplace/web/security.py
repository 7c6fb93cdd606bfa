"""Headers on every answer and the limits of every request."""

from __future__ import annotations

from urllib.parse import unquote

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.exceptions import BadRequest, MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace.config import Settings

SIGNED_IN_KEY = "_user_id"  # where Flask-Login keeps the token


class BoundedRequest(Request):
    """Only uploads may be large: Werkzeug reads the whole of any other form into memory at once."""

    @property
    def max_content_length(self) -> int | None:
        most: int | None = super().max_content_length
        if self.mimetype == "multipart/form-data":
            return most
        text: int | None = self.max_form_memory_size
        return most if text is None else text

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value


class QuietSessions(SecureCookieSessionInterface):
    """Static files neither set the session's cookie nor vary by it, so that a copy serves everybody.

    What signs the cookie is made once for each secret of the application, not twice in every request.
    """

    def __init__(self) -> None:
        self._signing: tuple[object, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        secrets = app.secret_key, app.config["SECRET_KEY_FALLBACKS"]
        if self._signing[0] != secrets:
            self._signing = secrets, super().get_signing_serializer(app)
        return self._signing[1]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint != "static":
            super().save_session(app, session, response)


def _headers(https: bool) -> dict[str, str]:
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .font_src("'self'")
        .connect_src("'self'")
        .manifest_src("'self'")
        .worker_src("'self'")
        .object_src("'none'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    chosen = Secure(
        csp=policy,
        coop=CrossOriginOpenerPolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(31_536_000).include_subdomains() if https else None,
        permissions=PermissionsPolicy().camera().microphone().geolocation("self"),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )
    return dict(chosen.headers)


def register_security(app: Flask) -> None:
    """Security headers, no caching of signed-in pages, TRACE refused, proxies trusted only as configured."""
    settings: Settings = app.config["SETTINGS"]
    headers = _headers(settings.https)
    app.request_class, app.session_interface = BoundedRequest, QuietSessions()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.before_request
    def refuse_trace() -> None:
        if request.method == "TRACE":
            raise MethodNotAllowed

    @app.before_request
    def refuse_null() -> None:
        """A NUL in an address names nothing, and PostgreSQL cannot even be asked for it."""
        if "\0" in request.path or "\0" in unquote(request.query_string.decode("latin-1")):
            raise BadRequest

    @app.after_request
    def add_headers(response: Response) -> Response:
        told = {name.lower() for name, _value in response.headers}
        for name, value in headers.items():
            if name.lower() not in told:
                response.headers.add(name, value)
        if request.endpoint == "static":
            return response
        if SIGNED_IN_KEY in session:  # the cookie's word is enough, the database may be what failed
            response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
        return response
