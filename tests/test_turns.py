"""Threads of one process write into SQLite one after the other, without asking SQLite to find out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from tocongnghe import extensions
from tocongnghe.extensions import WRITING, tune_engine


class Watched:
    """A lock that tells when somebody asks for it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.asked = threading.Semaphore(0)

    def acquire(self, timeout: float) -> bool:
        self.asked.release()
        return self.lock.acquire(timeout=timeout)

    def release(self) -> None:
        self.lock.release()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    lock = Watched()
    monkeypatch.setattr(extensions, "Lock", lambda: lock)
    return lock


@pytest.fixture
def engine(tmp_path: Path, watched: Watched) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'turns.sqlite3'}")
    tune_engine(engine)
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE word (text TEXT)"))
    assert watched.asked.acquire(blocking=False)
    yield engine
    engine.dispose()


def write(engine: Engine, word: str) -> None:
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})


def test_a_thread_waits_for_its_turn_and_writes_when_the_other_is_done(engine: Engine, watched: Watched):
    second = threading.Thread(target=write, args=(engine, "second"))

    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        assert watched.asked.acquire(timeout=5)
        second.start()
        assert watched.asked.acquire(timeout=5)
        connection.execute(text("INSERT INTO word VALUES ('first')"))
    second.join(timeout=5)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT text FROM word ORDER BY rowid")).all() == [
            ("first",),
            ("second",),
        ]


def test_a_turn_ends_however_the_transaction_did(engine: Engine, watched: Watched):
    writer = engine.execution_options(**WRITING)
    with pytest.raises(ZeroDivisionError), writer.connect() as connection, connection.begin():
        raise ZeroDivisionError

    assert not watched.lock.locked()
    write(engine, "later")
    assert not watched.lock.locked()


def test_a_connection_that_begins_again_keeps_its_turn(engine: Engine, watched: Watched):
    with engine.execution_options(**WRITING).connect() as connection:
        for word in ("one", "two"):
            with connection.begin():
                connection.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})
        assert watched.lock.locked()

    assert not watched.lock.locked()


def test_who_waited_as_long_as_sqlite_would_goes_on_and_hears_from_sqlite(
    engine: Engine, watched: Watched, monkeypatch: pytest.MonkeyPatch
):
    watched.lock.acquire()
    monkeypatch.setattr(extensions, "BUSY_TIMEOUT_MS", 0)

    write(engine, "all the same")

    assert watched.lock.locked()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM word")) == 1
