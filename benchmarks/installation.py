"""An installation of its own in a folder: two communes, people, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine

from tests.cast import World, _make_member, make_place, make_world
from tests.conftest import make_app
from tocongnghe.extensions import db, writing
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.vocabulary import PlaceKind


@dataclass
class Installation:
    """Where a measurement takes place."""

    app: Flask
    engine: Engine
    world: World

    @property
    def lan(self) -> int:
        return self.world.lan

    def code(self, user_id: int) -> str:
        """Return a fresh enrolment code."""
        with writing() as session:
            return new_enrol_code(session, user_id, secret=self.app.config["SECRET_KEY"], days=7)

    def new_village(self, code: str) -> tuple[str, int]:
        """Make a village of commune A and somebody who works there; return its code and them."""
        with writing() as session:
            village = make_place(session, code, PlaceKind.VILLAGE, f"Thôn {code[-3:]}", self.world.commune_a)
            return code, _make_member(session, f"Người ở {code[-3:]}", village)


@contextmanager
def installed(folder: Path, database_url: str | None = None) -> Iterator[Installation]:
    """Open a new installation in *folder*; close it at the end."""
    app = make_app(folder, database_url)
    with app.app_context():
        yield Installation(app, db.engine, make_world(db.engine))
        db.session.remove()
        db.engine.dispose()


@contextmanager
def reopened(folder: Path, world: World, database_url: str | None = None) -> Iterator[Installation]:
    """Open the installation that `installed` once made in *folder*, with its cast."""
    app = make_app(folder, database_url)
    with app.app_context():
        world.engine = db.engine
        yield Installation(app, db.engine, world)
        db.session.remove()
        db.engine.dispose()
