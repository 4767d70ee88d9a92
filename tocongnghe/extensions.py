"""The libraries that hang on the app, and how a database connection behaves.

SQLite here is WAL, synchronous=FULL, foreign keys on, and begins its own
transactions: readers with BEGIN, writers with BEGIN IMMEDIATE, so that no
reader turns into a writer half-way and meets "database is locked". Threads of
one process take turns to write by a lock of their own: SQLite would have them
sleep, longer each time, and find the file locked again by whoever came later.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
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
from sqlalchemy.pool import ConnectionPoolEntry

from tocongnghe.models import Base
from tocongnghe.operations.driver import GLANCE, begin_by
from tocongnghe.operations.journal import FOLDER
from tocongnghe.operations.journal_session import JournaledSession

BUSY_TIMEOUT_MS = 10_000
MIGRATIONS = Path(__file__).resolve().parent / "migrations"
MIGRATION_LOCK = 0x746F636F  # any number of ours; two starting processes migrate one after the other
WRITING = {"begin_immediate": True}
TURN = "turn"
"""In a pooled connection's own facts: it holds the turn to write."""

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
    turn = Turn()
    event.listen(engine, "connect", _on_sqlite_connect)
    event.listen(engine, "begin", turn.begins)
    event.listen(engine.pool, "checkin", turn.ends)


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


class Turn:
    """Whose turn it is, of this process's connections, to write into one SQLite file.

    It ends when the connection goes back to its pool: then, at the latest, the
    transaction is over, however it ended. Whoever waits longer than SQLite
    itself would goes on without a turn, and hears from SQLite.
    """

    def __init__(self) -> None:
        self._lock = Lock()

    def begins(self, connection: Connection) -> None:
        """Begin the transaction of *connection*, as a reader or, when it is its turn, as a writer."""
        options = connection.get_execution_options()
        if options.get(GLANCE):
            return
        if not options.get("begin_immediate"):
            begin_by(connection, "BEGIN")
            return
        info = connection.connection.record_info
        if info is not None and not info.get(TURN):
            info[TURN] = self._lock.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
        begin_by(connection, "BEGIN IMMEDIATE")

    def ends(self, _connection: object, record: ConnectionPoolEntry) -> None:
        """Let the next one write, if it was this one's turn."""
        if (record.record_info or {}).pop(TURN, False):
            self._lock.release()


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
