"""Extensions, made once and bound in `create_app`: the database, sign-in, forms, mail, languages.

`Base` is what models inherit from. Column types here give both databases the same exact answers: SQLite has
no decimal and no time zone of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
from flask_compress import Compress
from flask_login import LoginManager
from flask_mailman import Mail
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from marketplace.prepared import keep_prepared

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BULK_CHANGES = "tables changed by statements over many rows"
"""Key of a session's `info`: names of such tables, for those who follow changes row by row."""


READS_ONLY = "this transaction reads alone"
"""An execution option of a connection, said before its transaction begins."""

MAPPED = "mmap_size=268435456"
"""SQLite reads so much of its file where the system already holds it, instead of copying page by page."""


class Base(DeclarativeBase):
    """The mother of every model; its metadata names each constraint."""

    metadata = sa.MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
login = LoginManager()
csrf = CSRFProtect()
mail = Mail()
migrate = Migrate(db=db, compare_type=True, render_as_batch=True)
compress = Compress()


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An instant: aware datetimes in, aware UTC datetimes out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Milli(sa.TypeDecorator[Decimal]):
    """An exact decimal with at most three places, stored as whole thousandths on both databases.

    Kilograms are kept to the gram, hectares to ten square metres, percentages to a thousandth. More places,
    or a number beyond 10^15, raise ValueError: nothing is rounded on the way in.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002
        if value is None:
            return None
        if not Decimal(value).is_finite():
            raise ValueError(f"{value} is no number")
        numerator, denominator = Decimal(value).as_integer_ratio()  # exact, whatever the decimal context
        thousandths, rest = divmod(numerator * 1000, denominator)
        if rest or abs(thousandths) > 10**18:
            raise ValueError(f"{value} does not fit three decimal places")
        return thousandths

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:  # noqa: ARG002
        return None if value is None else Decimal(value) / 1000

    def process_literal_param(self, value: Decimal | int | None, dialect: sa.Dialect) -> str:
        return str(self.process_bind_param(value, dialect))


def enum_column(kind: type[StrEnum], **arguments: Any) -> Any:
    """A column of an enum's values, with a CHECK named after the enum."""
    return mapped_column(enum_type(kind), **arguments)


def enum_type(kind: type[StrEnum]) -> sa.Enum:
    """The SQL type behind `enum_column`."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def new_public_id() -> str:
    """128 random bits for an address: cannot be guessed or counted."""
    return secrets.token_hex(16)


class PublicId:
    """Mixin: the id that stands in addresses; the integer stays inside."""

    public_id: Mapped[str] = mapped_column(sa.String(32), unique=True, default=new_public_id)


class Versioned:
    """Mixin: optimistic locking of what people edit; the form carries `version`."""

    version: Mapped[int] = mapped_column(default=1)

    @sa.orm.declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def _open_sqlite(connection: Any, _record: object) -> None:
    """WAL, foreign keys, patience, and transactions that we open ourselves (pysqlite would open them late)."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", MAPPED):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writing transaction takes the lock first; otherwise two readers turned writers lose updates."""
    reads_only = has_request_context() and request.method in {"GET", "HEAD", "OPTIONS"}
    reads_only = reads_only or connection.get_execution_options().get(READS_ONLY, False)
    if reads_only:
        connection.connection.execute("BEGIN")  # waits for nobody and cannot fail: none of the care of a statement
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def only_reading() -> None:
    """Begin a transaction of the session that reads alone: on SQLite nobody waits for it. None may be open yet."""
    db.session.connection(execution_options={READS_ONLY: True})


@contextmanager
def glance() -> Iterator[sa.Connection]:
    """A connection for one question: the session's where its transaction is open, else one that opens none.

    PostgreSQL is then asked without BEGIN and ROLLBACK, each of which costs as much as a small question. Nothing is
    lost: its transactions see what others commit meanwhile, one way or the other.
    """
    if db.engine.dialect.name == "sqlite" or db.session().in_transaction():
        yield db.session.connection()
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def _open_postgresql(connection: Any, _record: object) -> None:
    """No machine code for a statement: making it takes longer than any of our questions may."""
    with connection.cursor() as cursor:
        cursor.execute("SET jit = off")
    connection.commit()


def prepare_engine(engine: sa.Engine) -> None:
    """Give the connections of an engine the habits above."""
    if engine.dialect.name == "postgresql":
        sa.event.listen(engine, "connect", _open_postgresql)
        keep_prepared(engine)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _open_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)


__all__ = [
    "BULK_CHANGES",
    "Base",
    "Mapped",
    "Milli",
    "PublicId",
    "UtcDateTime",
    "Versioned",
    "compress",
    "csrf",
    "db",
    "enum_column",
    "enum_type",
    "glance",
    "login",
    "mail",
    "mapped_column",
    "migrate",
    "new_public_id",
    "only_reading",
    "prepare_engine",
]
