"""The cast at their desks: browsers that are logged in, and a count of the statements a page needs.

No application context stays open around a request, as none does in a server:
what a request leaves behind must not help the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.cast import World, make_world
from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.i18n import gettext, use_locale
from tocongnghe.models import Assist

HTML = "text/html,application/xhtml+xml"
NOW = clock.now()
"""When the run began; see `the_day`."""


def say(msgid: str, **values: object) -> str:
    """Return what a Vietnamese reader sees for *msgid*."""
    with use_locale("vi"):
        return gettext(msgid, **values)


class Browser:
    """A test client that asks for pages, as a browser does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs: object) -> TestResponse:
        return self.client.get(path, headers={"Accept": HTML} | kwargs.pop("headers", {}), **kwargs)  # type: ignore[arg-type, operator]

    def post(self, path: str, data: object = None, **kwargs: object) -> TestResponse:
        return self.client.post(path, data=data, headers={"Accept": HTML}, **kwargs)  # type: ignore[arg-type]

    def log_in(self, login: str, password: str | None = None, **kwargs: object) -> TestResponse:
        form = {"login": login, "password": password or f"mat-khau-{login}"}
        return self.post("/login", form, **kwargs)


@pytest.fixture
def the_day() -> Iterator[None]:
    """Hold the clock at `NOW`, for files whose days are counted from it: midnight may pass."""
    with clock.frozen(NOW):
        yield


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def world(app: Flask, engine: Engine) -> World:
    with app.app_context():
        return make_world(engine)


@pytest.fixture
def stranger(app: Flask, world: World) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def at_desk(app: Flask, world: World) -> Callable[[str], Browser]:
    """Return a function that logs somebody in."""

    def log_in(login: str) -> Browser:
        browser = Browser(app.test_client())
        assert browser.log_in(login).status_code == 303
        return browser

    return log_in


@pytest.fixture
def as_minh(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("minh")


@pytest.fixture
def as_hoa(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("hoa")


@pytest.fixture
def as_quang(at_desk: Callable[[str], Browser]) -> Browser:
    return at_desk("quang")


@pytest.fixture
def as_thu(at_desk: Callable[[str], Browser]) -> Browser:
    """Return the browser of a leader of commune A, who reads and decides nothing."""
    return at_desk("thu")


@pytest.fixture
def as_an(at_desk: Callable[[str], Browser]) -> Browser:
    """Return the browser of the province's administrator."""
    return at_desk("an")


@pytest.fixture
def shown(engine: Engine) -> Callable[[str], str]:
    """Return a function that gives `id:version` of an assist, as a page shows it now."""

    def version(assist_id: str) -> str:
        with Session(engine) as session:
            return f"{assist_id}:{session.scalar(select(Assist.head_op).where(Assist.id == assist_id))}"

    return version


@pytest.fixture
def state_of(engine: Engine) -> Callable[[str], str | None]:
    """Return a function that gives the state of an assist."""

    def state(assist_id: str) -> str | None:
        with Session(engine) as session:
            return session.scalar(select(Assist.state).where(Assist.id == assist_id))

    return state


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are executed inside the block."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
