"""One moment of the database, however long the reading takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """Open a session all of whose reads see one moment, as SQLite's do anyway."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with Session(engine) as session:
        yield session
