"""The libraries that hang on the app, and how a database connection behaves.

SQLite here is WAL, synchronous=FULL, foreign keys on, and begins its own
transactions: readers with BEGIN, writers with BEGIN IMMEDIATE, so that no
reader turns into a writer half-way and meets "database is locked".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, func, select
from sqlalchemy.orm import Session

from tocongnghe.models import Base
from tocongnghe.operations.journal import FOLDER
from tocongnghe.operations.journal_session import JournaledSession

BUSY_TIMEOUT_MS = 10_000
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
MIGRATION_LOCK = 0x746F636F  # any number of ours; two starting processes migrate one after the other
WRITING = {"begin_immediate": True}

db = SQLAlchemy(metadata=Base.metadata)
login_manager = LoginManager()
limiter = Limiter(key_func=get_remote_address)
csrf = CSRFProtect()
api = Api()


def tune_engine(engine: Engine, instance: Path | None = None) -> None:
    """Make connections of *engine* durable and strict; PostgreSQL ones already are.

    With the folder of an instance, server-made writes go into its journal, too.
    """
    if instance is not None:
        engine.update_execution_options(**{FOLDER: instance})
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", _on_sqlite_begin)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _on_sqlite_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("begin_immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def writing(engine: Engine | None = None) -> Iterator[Session]:
    """Open a session that may write, commit it at the end, roll it back on an error.

    Ordinary rows only, and as objects: records are written by `operations.submit()`
    alone, and what a restore must not forget is journaled before COMMIT.
    """
    bind = (engine or db.engine).execution_options(**WRITING)
    with JournaledSession(bind, expire_on_commit=False) as session, session.begin():
        yield session
    db.session.rollback()


def upgrade_database(app: Flask) -> None:
    """Bring the database of *app* to the newest schema; create it when it is empty."""
    with app.app_context():
        migrate(db.engine)


def migrate(engine: Engine) -> None:
    """Bring the database of *engine* to the newest schema."""
    with engine.execution_options(**WRITING).connect() as connection:
        config = _alembic(connection)
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            command.upgrade(config, "head")


def open_engine(url: URL) -> Engine:
    """Return an engine of its own on *url*, journaled nowhere, which keeps no connection open."""
    engine = create_engine(url, poolclass=NullPool)
    tune_engine(engine)
    return engine


def is_at_head(engine: Engine) -> bool:
    """Tell whether the database has every migration of this version."""
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory(str(MIGRATIONS)).get_current_head()


def _alembic(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
