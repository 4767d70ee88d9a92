"""A real server process on a fresh instance, and the commands of the shell beside it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, text

START_SECONDS = 60
COMMAND = (sys.executable, "-m", "tocongnghe.cli")


@dataclass
class Station:
    """The server of one test: its folder, its address, its demo."""

    folder: Path
    database_url: str | None = None
    port: int = 0
    demo: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)
    """More for the server's environment."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def database_file(self) -> Path:
        """Where the records are when no PostgreSQL was named."""
        return self.folder / "instance" / "tocongnghe.sqlite3"

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the server's database beside it, whichever it is."""
        engine = create_engine(self.database_url or f"sqlite:///{self.database_file}", poolclass=NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    @property
    def environment(self) -> dict[str, str]:
        own = {"TOCONGNGHE_INSTANCE": str(self.folder / "instance")} | self.settings
        if self.database_url:
            own["TOCONGNGHE_DATABASE_URL"] = self.database_url
        return os.environ | own

    def run(self, *arguments: str) -> str:
        """Run a command of the shell and return its standard output."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *options: str) -> None:
        """Start the web server and wait until it is ready."""
        self.port = self.port or free_port()
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tocongnghe.cli",
                    "serve",
                    "--port",
                    str(self.port),
                    "--no-jobs",
                    *options,
                ],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, (self.folder / "server.log").read_text()
            try:
                with urllib.request.urlopen(f"{self.base}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text())

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise

    def coverage(self, *arguments: str) -> dict[tuple[str, str], dict[str, str]]:
        """Export coverage of Lạng Sơn as CSV; return its rows by (place code, indicator)."""
        import csv
        import io

        text = self.run("export", "coverage", "--place", "20", "--format", "csv", *arguments)
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        return {(row["place_code"], row["indicator"]): row for row in rows}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def open_station(folder: Path, database_url: str | None = None) -> Station:
    """Return a running server whose only content is the small demo."""
    station = Station(folder, database_url)
    station.demo = json.loads(station.run("demo", "load", "--scale", "small", "--json"))
    try:
        station.start()
    except BaseException:
        station.stop()
        raise
    return station
