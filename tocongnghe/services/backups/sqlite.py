"""Backups of SQLite: an online copy into one file, and that file put in the database's place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, make_url, text

from tocongnghe.operations.journal import flush_folder
from tocongnghe.services.backups.contents import Contents, read_contents
from tocongnghe.services.backups.refusals import InUse

SUFFIX = ".sqlite3"


def dump(engine: Engine, path: Path) -> Contents:
    """Copy one moment of the database into *path* while others read and write; return what it held."""
    with engine.connect() as connection, closing(sqlite3.connect(path)) as copy:
        contents = read_contents(connection)  # begins the reading transaction that the copy is made in
        source = connection.connection.driver_connection
        if not isinstance(source, sqlite3.Connection):
            raise TypeError("not an SQLite connection")
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    return contents


@contextmanager
def scratch(engine: Engine, path: Path) -> Iterator[URL]:
    """Restore *path* into a database of its own, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix=".scratch-", dir=path.parent) as folder:
        copy = Path(folder) / "scratch.sqlite3"
        shutil.copyfile(path, copy)
        yield make_url(f"sqlite:///{copy}")


def load_beside(engine: Engine, path: Path, stamp: str) -> URL:
    """Restore *path* beside the database of *engine*; `swap` puts it in its place."""
    beside = _file(engine.url).with_name(f".restoring-{stamp}.sqlite3")
    try:
        shutil.copyfile(path, beside)
        beside.chmod(0o600)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return make_url(f"sqlite:///{beside}")


def drop(engine: Engine, url: URL) -> None:
    """Remove what `load_beside` made."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)


def clear(engine: Engine, folder: Path) -> None:
    """Remove what an interrupted verification or restore left."""
    for scratch in folder.glob(".scratch-*"):
        shutil.rmtree(scratch)
    current = _file(engine.url)
    for beside in current.parent.glob(".restoring-*.sqlite3*"):
        beside.unlink()
    for kept in current.parent.glob("replaced-*.sqlite3"):
        if current.exists() and kept.samefile(current):
            _take_back(kept, current)


def _take_back(kept: Path, current: Path) -> None:
    """Undo a swap that was interrupted between giving the old database a second name and replacing it."""
    for suffix in ("-wal", "-shm"):
        log = Path(f"{kept}{suffix}")
        if log.exists() and not Path(f"{current}{suffix}").exists():
            log.rename(f"{current}{suffix}")
    kept.unlink()


def require_unused(engine: Engine) -> None:
    """Go on only if nobody has the database open.

    Every open connection of the write-ahead log holds a lock that keeps others
    from leaving that mode.

    Raises:
        InUse: Somebody has.
    """
    path = _file(engine.url)
    if not path.exists():
        return
    engine.dispose()
    try:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            if mode != "delete":
                raise InUse("another process has the database open; stop the server first")
    except sqlite3.OperationalError as error:
        raise InUse("another process has the database open; stop the server first") from error
    except sqlite3.DatabaseError:
        return  # no database any more: that is why somebody restores


def swap(engine: Engine, url: URL, stamp: str) -> str:
    """Put the restored database in the place of the present one, which is kept; return its name."""
    new, current = _file(url), _file(engine.url)
    with closing(sqlite3.connect(new)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    kept = current.with_name(f"replaced-{stamp}.sqlite3")
    if current.exists():
        os.link(current, kept)
    for suffix in ("-wal", "-shm"):
        log = Path(f"{current}{suffix}")
        if log.exists():
            log.rename(f"{kept}{suffix}")
    _flush_file(new)
    new.replace(current)
    flush_folder(current.parent)
    return kept.name if kept.exists() else ""


def check_pages(url: URL, engine: Engine) -> list[str]:
    """Return what SQLite's own check finds in *engine*'s database."""
    with engine.connect() as connection:
        found = list(connection.scalars(text("PRAGMA integrity_check(3)")))
        strays = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
    told = [] if found == ["ok"] else ["the file is damaged: SQLite's integrity check fails"]
    return told + [f"table {table}: rows refer to rows that are not there" for table in sorted(strays)]


def _file(url: URL) -> Path:
    return Path(url.database or "")


def _flush_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
