"""Real databases and the fixed cast for every test: Lan, Minh, Hoa and Quang."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from tests.cast import World, make_world
from tests.databases import Postgres, lay_sqlite, postgres_from_the_wheel
from tests.guards import watch_the_journal
from tocongnghe import create_app
from tocongnghe.extensions import db, upgrade_database


def pytest_configure() -> None:
    """Let a run that is told to end also end the servers that it started."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Keep what was imported out of the collector's sight: each full round looked through all of it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Return a real PostgreSQL: the one of `TEST_DATABASE_URL`, or one started from a wheel."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        postgres = Postgres(given)
        yield postgres
        postgres.close()
        return
    with postgres_from_the_wheel() as url:
        yield Postgres(url, is_ours=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Return the address of a migrated, empty database that is this test's alone, of each kind."""
    if request.param == "sqlite":
        yield None
        return
    with request.getfixturevalue("postgres").lend() as url:
        yield url


def make_app(folder: Path, database_url: str | None = None, **overrides: object) -> Flask:
    """Return a migrated application of its own in *folder*."""
    settings = {"TESTING": True, "RATELIMIT_ENABLED": False, "WTF_CSRF_ENABLED": False} | overrides
    if database_url:
        settings["DATABASE_URL"] = database_url
    else:
        lay_sqlite(folder / "instance")
    app = create_app(settings, instance=folder / "instance")
    if database_url:
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
