"""One installation for a whole file of bad input: it must stay up, say nothing, and stay true to the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from benchmarks.caller import Caller, through_client
from tests.cast import World, make_world
from tests.conftest import make_app
from tests.operations.audit import audit
from tocongnghe.extensions import db, writing
from tocongnghe.models import Feed
from tocongnghe.services.enrolment import new_enrol_code

SECRET_WORDS = ("Nông Văn Thử", "BíMật", "SELECT ", "INSERT ", "sqlalchemy", "psycopg", "sqlite3")
"""What no answer and no line of the log may hold."""


@dataclass
class Fort:
    """The installation under attack."""

    app: Flask
    engine: Engine
    world: World

    def enrol(self, user_id: int) -> Caller:
        """Return a new phone of *user_id*."""
        with writing() as session:
            code = new_enrol_code(session, user_id, secret=self.app.config["SECRET_KEY"], days=7)
        return Caller(through_client(self.app.test_client()), code)

    def all(self, query: Any) -> list[Any]:
        """Return what a query of one column finds."""
        with self.engine.connect() as connection:
            return list(connection.scalars(query))


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fort(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fort]:
    with ExitStack() as lent:
        is_lent = request.param == "postgresql"
        url = lent.enter_context(request.getfixturevalue("postgres").lend()) if is_lent else None
        app = make_app(tmp_path_factory.mktemp("fort"), url)
        with app.app_context():
            fort = Fort(app, db.engine, make_world(db.engine))
            yield fort
            if fort.all(select(Feed.seq)):
                audit(fort.engine, fort.world.province)
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def enrol(fort: Fort) -> Callable[[int], Caller]:
    return fort.enrol


@pytest.fixture
def lan(fort: Fort) -> Caller:
    return fort.enrol(fort.world.lan)


@pytest.fixture(autouse=True)
def nothing_leaks(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """After every test: the log names nobody and shows no statement."""
    caplog.set_level(logging.DEBUG)
    yield
    written = "\n".join(logging.Formatter().format(record) for record in caplog.get_records("call"))
    assert not [word for word in SECRET_WORDS if word in written], written[-3000:]
