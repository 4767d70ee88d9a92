"""An installation whose backups are made, verified, broken and restored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.violence.conftest import say
from tocongnghe import clock
from tocongnghe.extensions import db, migrate, open_engine
from tocongnghe.services.backups import Backup, Tools, make_backup, verify_backup

if TYPE_CHECKING:
    from tests.backup.installation import Drill
    from tests.cast import World

__all__ = ["say"]
TOOLS = Tools(open_engine, migrate)


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
