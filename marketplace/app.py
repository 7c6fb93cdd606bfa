"""`create_app`: the table of contents of the application."""

from __future__ import annotations

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from marketplace.assets import MIGRATIONS, STATIC, TEMPLATES
from marketplace.config import Settings, flask_config
from marketplace.extensions import compress, csrf, db, login, mail, migrate, prepare_engine
from marketplace.web.templating import Templates


def create_app(settings: Settings | None = None) -> Flask:
    """The application for the given settings, by default those of the environment."""
    app = Flask("marketplace", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config.from_mapping(flask_config(settings or Settings()))
    app.jinja_environment = Templates
    register_extensions(app)
    register_web(app)
    register_rooms(app)
    register_jobs()
    register_feed()
    return app


def register_extensions(app: Flask) -> None:
    """The database and its migrations, sign-in, forms, mail, compression."""
    from marketplace import models  # noqa: F401 - metadata is complete from the first query on

    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    migrate.init_app(app, directory=str(MIGRATIONS))
    csrf.init_app(app)
    mail.init_app(app)
    compress.init_app(app)
    login.init_app(app)


def register_web(app: Flask) -> None:
    """What every page needs."""
    from marketplace.web import errors, formats, health, i18n, logs, navigation, security, statics, styleguide

    logs.register_logs(app)
    security.register_security(app)
    i18n.register_languages(app)
    errors.register_errors(app)
    navigation.register_navigation(app)
    statics.register_statics(app)
    statics.guard_static(app)
    app.jinja_env.filters.update(formats.FILTERS)
    if kept := app.config["SETTINGS"].template_cache:
        app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))
    app.register_blueprint(health.bp)
    app.register_blueprint(styleguide.bp)


def register_rooms(app: Flask) -> None:
    """The rooms' pages, in the order of the main line."""
    from marketplace.accounts import routes as accounts
    from marketplace.accounts import sessions
    from marketplace.alerts import routes as alerts
    from marketplace.brokering import routes as brokering
    from marketplace.catalogue import routes as catalogue
    from marketplace.contracts import routes as contracts
    from marketplace.deliveries import routes as deliveries
    from marketplace.home import routes as home
    from marketplace.indicators import routes as indicators
    from marketplace.learning import routes as learning
    from marketplace.needs import routes as needs
    from marketplace.notifications import routes as notifications
    from marketplace.offers import routes as offers
    from marketplace.organisations import routes as organisations
    from marketplace.oversight import routes as oversight
    from marketplace.planning import routes as planning
    from marketplace.pooling import routes as pooling
    from marketplace.reporting import routes as reporting
    from marketplace.suggestions import routes as suggestions

    sessions.register_sessions(app)
    for room in (home, accounts, organisations, catalogue, offers, needs, suggestions, brokering, contracts):
        app.register_blueprint(room.bp)
    for room in (alerts, deliveries, indicators, learning, notifications, oversight, planning, pooling, reporting):
        app.register_blueprint(room.bp)


def register_feed() -> None:
    """Every change of the market is numbered, and every contract's spans follow it, in the same transaction."""
    from marketplace.contracts import span_events
    from marketplace.suggestions import changes

    changes.register_feed()
    span_events.register_spans()


def register_jobs() -> None:
    """Make the rooms' jobs known by importing them; `lienket work` does them."""
    from marketplace.accounts import jobs as accounts  # noqa: F401 - known by being imported
    from marketplace.alerts import jobs as alerts  # noqa: F401
    from marketplace.brokering import jobs as brokering  # noqa: F401
    from marketplace.deliveries import jobs as deliveries  # noqa: F401
    from marketplace.indicators import jobs as indicators  # noqa: F401
    from marketplace.learning import jobs as learning  # noqa: F401
    from marketplace.notifications import jobs as notifications  # noqa: F401
    from marketplace.organisations import jobs as organisations  # noqa: F401
    from marketplace.planning import jobs as planning  # noqa: F401
    from marketplace.reporting import jobs as reporting  # noqa: F401
    from marketplace.suggestions import jobs as suggestions  # noqa: F401
