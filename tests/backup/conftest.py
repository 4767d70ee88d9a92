"""An installation whose database may be dropped, renamed and put back: on PostgreSQL one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import Engine, NullPool, create_engine, text
from sqlalchemy.engine import make_url

from tests.violence.conftest import say
from tocongnghe import clock
from tocongnghe.extensions import db, migrate, open_engine
from tocongnghe.services.backups import Backup, Tools, make_backup, verify_backup

if TYPE_CHECKING:
    from tests.backup.installation import Drill
    from tests.cast import World

__all__ = ["say"]
TOOLS = Tools(open_engine, migrate)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Return the address of an empty database that is this test's alone."""
    if request.param == "sqlite":
        yield None
        return
    url = make_url(request.getfixturevalue("postgres_url"))
    name = f"drill_{token_hex(4)}"
    server = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        names = text("SELECT datname FROM pg_database WHERE datname LIKE :name || '%'")
        for left in list(connection.scalars(names, {"name": name})):
            connection.execute(text(f'DROP DATABASE "{left}" WITH (FORCE)'))


@pytest.fixture
def instance(any_app: Flask) -> Path:
    return Path(any_app.instance_path)


class Keeper:
    """Makes and verifies backups of the installation under test."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance

    @property
    def engine(self) -> Engine:
        return db.engine

    def make(self) -> Backup:
        return make_backup(self.engine, self.instance)

    def verify(self, name: str | None = None) -> Backup:
        return verify_backup(self.engine, self.instance, name, TOOLS)


@pytest.fixture
def keeper(any_world: object, instance: Path) -> Keeper:
    return Keeper(instance)


@pytest.fixture
def drill(any_app: Flask, any_world: World, keeper: Keeper) -> Iterator[Drill]:
    """Return an installation with phones, in the morning of its first day."""
    from tests.backup.installation import MORNING, Drill  # it needs the keeper of this page

    with clock.frozen(MORNING):
        drill = Drill(any_app, any_world, keeper)
    yield drill
    db.engine.dispose()
