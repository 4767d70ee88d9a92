"""The real server as the machine uses it: asked, killed around a commit, rolled back to a copy."""

from __future__ import annotations

import logging
import os
import random
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, delete, insert, select, text

from tests.cast import World, _make_member, make_world
from tests.conftest import make_app
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import Base, Grant, Membership, Place, Team
from tocongnghe.operations.recovery import begin_new_epochs
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.enrolment import new_enrol_code
from tocongnghe.services.grants import hash_token
from tocongnghe.services.held import decide_all_held_again
from tocongnghe.vocabulary import Role

DAWN = datetime(2026, 11, 21, 1, tzinfo=UTC)
A1, A2, B1 = "20-00001-001", "20-00001-002", "20-00002-001"
LIVE_SECRET = "machine"
NOT_RECORDS = (
    "setting",
    "place",
    "place_parent",
    "user",
    "team",
    "membership",
    "assignment",
    "device",
    "grant",
)
"""What an installation's journal of ordinary rows would bring back after a restore."""


class Crash(BaseException):
    """The server's process is gone, at this very instruction."""


@contextmanager
def no_chance(seed: int) -> Iterator[None]:
    """Make every random value of the server follow from *seed*."""
    import secrets

    rng = random.Random(seed)
    kept = secrets.token_bytes, secrets.choice, uuid.uuid4, os.fsync
    os.fsync = lambda _fd: None  # processes die here, machines never do
    secrets.token_bytes = lambda nbytes=32: rng.randbytes(nbytes or 32)
    secrets.choice = rng.choice
    uuid.uuid4 = lambda: uuid.UUID(bytes=rng.randbytes(16), version=4)
    try:
        yield
    finally:
        secrets.token_bytes, secrets.choice, uuid.uuid4, os.fsync = kept


class Site:
    """One installation, its people and its clock."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        self.app: Flask = make_app(folder, database_url, SECRET_KEY=LIVE_SECRET)
        self._context = self.app.app_context()
        self._context.push()
        self._token = clock._frozen.set(DAWN)
        self.engine: Engine = db.engine
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            self._forget_the_disk()
        self.world: World = make_world(self.engine)
        self.people = {"lan": self.world.lan, "huy": self.world.huy}
        with writing(self.engine) as session:
            self.people["mai"] = _make_member(session, "Mai", self.world.villages[A1])
            self.people["tam"] = _make_member(
                session, "Tâm", self.world.villages[A2], self.world.villages[B1]
            )
        self.poison: set[str] = set()
        """Operations at which this version of the program fails."""
        self.crash: tuple[str, int] | None = None
        """("before" or "at", how many commits go well first)."""
        self.copies: list[Path] = []
        self.has_backups = not self.is_sqlite
        """Backups and restores as operators make them, with the journal; else plain copies of the file."""
        self.is_old_program = False
        self._watch_commits()
        self._log = logging.getLogger("tocongnghe")
        self._log_level = self._log.level
        self._log.setLevel(logging.ERROR)  # resets are what a machine is made of

    def close(self) -> None:
        self._log.setLevel(self._log_level)
        db.session.remove()
        self.engine.dispose()
        clock._frozen.reset(self._token)
        self._context.pop()

    def _forget_the_disk(self) -> None:
        """Crashes here are of the process, never of the machine: the file need not be flushed."""
        from sqlalchemy import event

        @event.listens_for(self.engine, "connect")
        def _relax(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous = OFF")

    @property
    def now(self) -> datetime:
        return clock.now()

    def advance(self, seconds: float) -> None:
        clock._frozen.set(self.now + timedelta(seconds=seconds))

    def _watch_commits(self) -> None:
        commit = self.engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            if self.crash is None:
                return commit(connection)
            how, left = self.crash
            if left > 0:
                self.crash = (how, left - 1)
                return commit(connection)
            self.crash = None
            if how == "at":
                commit(connection)
            raise Crash

        self.engine.dialect.do_commit = do_commit  # type: ignore[method-assign]

    def handle(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Return (status, headers, body) of the real application.

        Raises:
            Crash: The process died; what was committed stays.
        """
        kept = {name: value for name, value in headers.items() if name != "content-length"}
        try:
            response = self.app.test_client().open(path, method=method, headers=kept, data=body)
        except Crash:
            db.session.remove()
            self.engine.dispose()
            raise
        finally:
            self.crash = None
        names = ("Content-Type", "ETag", "Retry-After", "Content-Encoding")
        told = {name: response.headers[name] for name in names if name in response.headers}
        return response.status_code, told, response.get_data()

    def new_code(self, person: str) -> str:
        with writing(self.engine) as session:
            return new_enrol_code(session, self.people[person], secret=LIVE_SECRET, days=7)

    def scope(self, person: str) -> set[str]:
        """Return the codes of the villages that are *person*'s today, asked of the plain tables."""
        today = clock.local_date()
        query = (
            select(Place.code)
            .join(Team, Team.place_id == Place.id)
            .join(Membership, Membership.team_id == Team.id)
            .where(
                Membership.user_id == self.people[person],
                Membership.valid_from <= today,
                (Membership.valid_to.is_(None)) | (Membership.valid_to > today),
            )
        )
        with self.engine.connect() as connection:
            return set(connection.scalars(query))

    def bearer(self, authorization: str) -> str:
        """Return whose token a request came with."""
        hashed = hash_token(authorization.removeprefix("Bearer "))
        query = select(Grant.user_id).where((Grant.token_hash == hashed) | (Grant.next_token_hash == hashed))
        with self.engine.connect() as connection:
            user = connection.scalar(query)
        return next(name for name, id in self.people.items() if id == user)

    def take_village(self, person: str, village: str) -> None:
        today = clock.local_date()
        teams = select(Team.id).where(Team.place_id == self.world.villages[village])
        query = select(Membership).where(
            Membership.user_id == self.people[person],
            Membership.team_id.in_(teams),
            (Membership.valid_to.is_(None)) | (Membership.valid_to > today),
        )
        with writing(self.engine) as session:
            for membership in session.scalars(query):
                if membership.valid_from >= today:
                    session.delete(membership)
                else:
                    membership.valid_to = today

    def give_village(self, person: str, village: str) -> None:
        with writing(self.engine) as session:
            team = session.scalars(
                select(Team.id)
                .where(Team.place_id == self.world.villages[village])
                .order_by(Team.id)
                .limit(1)
            ).one()
            session.add(
                Membership(
                    team_id=team, user_id=self.people[person], role=Role.MEMBER, valid_from=clock.local_date()
                )
            )

    def expire(self, grant_id: str) -> None:
        """Let the grant's time be over, unless it is already: none holds again but by its phone's renewal."""
        with writing(self.engine) as session:
            grant = session.get(Grant, grant_id)
            if grant is not None and grant.revoked_at is None:
                grant.expires_at = min(grant.expires_at, self.now - timedelta(minutes=1))

    def revoke(self, grant_id: str) -> None:
        with writing(self.engine) as session:
            grant = session.get(Grant, grant_id)
            if grant is not None and grant.revoked_at is None:
                grant.revoked_at = self.now

    def copy(self) -> None:
        """Keep a copy of the database as it is now, as a virtual machine's snapshot would."""
        kept = self.folder / f"copy-{len(self.copies)}.sqlite3"
        with closing(sqlite3.connect(self._file())) as now, closing(sqlite3.connect(kept)) as then:
            now.backup(then)
        self.copies.append(kept)

    def roll_back(self, which: int, *, new_epoch: bool) -> None:
        """Put an old copy in place of the database; people, phones and grants come from the journal."""
        with self.engine.connect() as connection:
            rows = {
                name: [dict(row) for row in connection.execute(select(Base.metadata.tables[name])).mappings()]
                for name in NOT_RECORDS
            }
        db.session.remove()
        self.engine.dispose()
        with (
            closing(sqlite3.connect(self.copies[which])) as then,
            closing(sqlite3.connect(self._file())) as now,
        ):
            then.backup(now)
        with self.engine.execution_options(begin_immediate=True).connect() as connection, connection.begin():
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for name in reversed(NOT_RECORDS):
                connection.execute(delete(Base.metadata.tables[name]))
            for name in NOT_RECORDS:
                if rows[name]:
                    connection.execute(insert(Base.metadata.tables[name]), rows[name])
        if new_epoch:
            begin_new_epochs(self.engine)
        decide_all_held_again(self.engine, complaint_about)  # as every start does

    def _file(self) -> Path:
        assert self.engine.url.database is not None
        return Path(self.engine.url.database)
