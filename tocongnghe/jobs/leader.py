"""One leader: of two jobs processes started by mistake, one works and the other stands by.

PostgreSQL: an advisory lock on a connection of its own, so processes on several
hosts agree and a lost connection gives it up. SQLite: a locked file beside the
database; the system gives it up when the process dies, however it dies.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import DBAPIError

ADVISORY_KEY = 0x746F6A6F  # any number of ours, apart from the one of the migrations


class LeaderLock(Protocol):
    """A lock that at most one process holds."""

    def acquire(self) -> bool:
        """Take the lock if it is free; never wait."""
        ...

    def is_held(self) -> bool:
        """Tell whether the lock is still ours."""
        ...

    def release(self) -> None: ...


def leader_lock(engine: Engine, instance: Path) -> LeaderLock:
    """Return the lock that fits the database."""
    if engine.dialect.name == "postgresql":
        return AdvisoryLock(engine)
    return FileLock(instance / "jobs.lock")


class FileLock:
    """A file that is locked, not merely there: a crash leaves nothing to clean up."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        file = self._path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def is_held(self) -> bool:
        return self._file is not None

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class AdvisoryLock:
    """A PostgreSQL session lock; it lives exactly as long as its connection."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        if connection.scalar(select(func.pg_try_advisory_lock(ADVISORY_KEY))):
            self._connection = connection
            return True
        connection.close()
        return False

    def is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(select(1))
        except DBAPIError:
            return False
        return True

    def release(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
