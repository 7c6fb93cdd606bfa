"""Headers on every answer and the limits of every request."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_login import current_user
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
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace.config import Settings


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

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static" and current_user and current_user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
        return response
