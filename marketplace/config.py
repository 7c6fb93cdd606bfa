"""Settings from the environment, checked when the application starts.

Every setting has a default that works on one machine, except the secret, which is given or, for a trial, made
by `lienket demo` in the data folder. Variables are read without a prefix because operators expect
`DATABASE_URL` and `SECRET_KEY`.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from marketplace.assets import PACKAGE

MEGABYTE = 1024 * 1024
MAIL_FOLDER = "mail"
SECRET_FILE = "secret-key"  # noqa: S105 - a name
SHORTEST_SECRET = 32
MOST_STATEMENTS = 3_000
"""How many different statements an engine remembers in compiled form: more than all pages together ask."""


def default_data_dir() -> Path:
    """`.data` in a checkout, the person's data folder for an installed package."""
    if (PACKAGE.parent / "pyproject.toml").is_file():
        return PACKAGE.parent / ".data"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "lienket"


class Settings(BaseSettings):
    """What an operator may set. Unknown variables of the environment are ignored; bad values stop the start."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    secret_key: SecretStr | None = Field(default=None, description="signs cookies; at least 32 characters")
    data_dir: Path = Field(default_factory=default_data_dir, alias="LIENKET_DATA")
    database_url: str | None = None
    redis_url: str | None = Field(default=None, description="where jobs wait when several machines do them")
    storage_dir: Path | None = Field(default=None, alias="STORAGE_DIR")
    template_cache: Path | None = Field(
        default=None, alias="LIENKET_TEMPLATE_CACHE", description="where compiled templates wait for the next process"
    )
    mail_url: str = "console://"
    mail_sender: str = "lien-ket@localhost.localdomain"
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    environment: Literal["production", "test"] = Field(default="production", alias="LIENKET_ENV")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    upload_limit_mb: int = Field(default=20, ge=1, le=100)

    @field_validator("database_url")
    @classmethod
    def _use_psycopg(cls, value: str | None) -> str | None:
        if value and value.startswith(("postgres://", "postgresql://")):
            return "postgresql+psycopg://" + value.split("://", 1)[1]
        return value

    @field_validator("data_dir", "storage_dir", "template_cache")
    @classmethod
    def _from_here(cls, value: Path | None) -> Path | None:
        """A relative folder counts from where the command was given, for the files and the database alike."""
        return None if value is None else value.absolute()

    @field_validator("secret_key")
    @classmethod
    def _secret_is_strong(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"SECRET_KEY needs at least {SHORTEST_SECRET} characters")
        return value

    @property
    def secret(self) -> str:
        """SECRET_KEY, or the one kept by `lienket demo` in the data folder; neither, or a short one: RuntimeError."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.data_dir / SECRET_FILE
        if not path.exists():
            where = "for data in another folder give `lienket --data DIR COMMAND` or set LIENKET_DATA=DIR"
            raise RuntimeError(f"SECRET_KEY is not set and {path} does not exist; `lienket demo` makes one; {where}")
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) < SHORTEST_SECRET:
            raise RuntimeError(f"{path} is too short; delete it and start again")
        return kept

    @property
    def database(self) -> str:
        """The SQLAlchemy address; SQLite in the data folder unless DATABASE_URL says otherwise."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'lienket.sqlite3').as_posix()}"

    @property
    def storage(self) -> Path:
        """The folder of uploaded files, outside everything that is served."""
        return self.storage_dir or self.data_dir / "files"

    @property
    def https(self) -> bool:
        """Whether people reach the site by TLS: decides Secure cookies, their prefix and HSTS."""
        return self.public_url.startswith("https://")


def make_local_secret(folder: Path) -> None:
    """Keep a random secret in `folder`, readable by its owner only, unless there is one already."""
    path = folder / SECRET_FILE
    folder.mkdir(parents=True, exist_ok=True)
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))


def flask_config(settings: Settings) -> dict[str, Any]:
    """Flask's and its extensions' keys, from our settings."""
    prefix = "__Host-" if settings.https else ""
    return {
        "SETTINGS": settings,
        "SECRET_KEY": settings.secret,
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": {"query_cache_size": MOST_STATEMENTS},
        "MAX_CONTENT_LENGTH": (settings.upload_limit_mb + 1) * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 2_000,
        "SESSION_COOKIE_NAME": f"{prefix}lienket",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,  # no session of ours outlives the cookie that it began with
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
        "COMPRESS_ALGORITHM": ["br", "zstd", "gzip"],
        "COMPRESS_MIN_SIZE": 600,
        "TESTING": settings.environment == "test",
        **_mail_config(settings),
    }


def _mail_config(settings: Settings) -> dict[str, Any]:
    """The address of mail as Flask-Mailman's keys: `console://`, `file://` (the folder `mail` of the data), `memory://`
    or `smtp[s]://user:password@host:port`; ValueError for another.
    """
    parts = urlsplit(settings.mail_url)
    backends = {"console": "console", "file": "file", "memory": "locmem", "smtp": "smtp", "smtps": "smtp"}
    if parts.scheme not in backends:
        raise ValueError(f"MAIL_URL: unknown scheme {parts.scheme!r}")
    config: dict[str, Any] = {
        "MAIL_BACKEND": backends[parts.scheme],
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
    }
    if parts.scheme == "file":
        config["MAIL_FILE_PATH"] = str(settings.data_dir / MAIL_FOLDER)
    if backends[parts.scheme] == "smtp":
        config |= {
            "MAIL_SERVER": parts.hostname,
            "MAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "MAIL_USE_SSL": parts.scheme == "smtps",
            "MAIL_USE_TLS": parts.scheme == "smtp" and parts.port != 25,
            "MAIL_USERNAME": unquote(parts.username or "") or None,
            "MAIL_PASSWORD": unquote(parts.password or "") or None,
        }
    return config
