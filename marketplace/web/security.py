"""Headers on every answer and the limits of every request."""

from __future__ import annotations

from urllib.parse import unquote

from flask import Flask, Response, request, session
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
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint == "static":
            return response
        if SIGNED_IN_KEY in session:  # the cookie's word is enough, the database may be what failed
            response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
        return response
