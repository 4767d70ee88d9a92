"""The server killed with a sync in its hands: read and not committed, or committed and not told."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import psycopg
from playwright.sync_api import Request, Route

from tests.e2e.faults_phone import BatteredPhone
from tests.e2e.station import Station

Moment = Literal["before-commit", "after-commit"]
MOMENTS: tuple[Moment, ...] = ("before-commit", "after-commit")


def kill_at_once(station: Station) -> None:
    """End the server and its workers as a power cut does: a worker outlives its master by a second."""
    assert station.process is not None
    main = station.process.pid
    workers = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    for pid in [*map(int, workers), main]:
        os.kill(pid, signal.SIGKILL)
    station.process.wait(timeout=10)


def lose_the_server(phone: BatteredPhone, station: Station, moment: Moment) -> None:
    """Let the phone send, and kill the server at *moment*; it is down afterwards."""

    def meet(route: Route) -> None:
        if not station.is_up:
            route.abort("connectionrefused")
            return
        with _nobody_commits(station) if moment == "before-commit" else contextlib.nullcontext():
            line = _hand_in(station.port, route.request)
            if moment == "after-commit":  # the answer leaves after COMMIT, so its first byte proves it
                assert line.sock.recv(1)
            kill_at_once(station)
        line.close()
        route.abort("connectionreset")

    with phone.on_sync(meet):
        if not station.is_up:
            station.start()
        phone.page.goto(f"{phone.base}/app/#/sync")
        phone.go_online()
        phone.wait_until(lambda: not station.is_up, sending=True)


def _hand_in(port: int, request: Request) -> http.client.HTTPConnection:
    """Send *request* as it is; return once the server has read the last byte of it."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request(
        request.method, urlsplit(request.url).path, request.post_data_buffer or b"", dict(request.headers)
    )
    ours = f":{line.sock.getsockname()[1]:04X}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for row in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _, local, remote, _, queues, *_ = row.split()
            if local.endswith(f":{port:04X}") and remote.endswith(ours) and queues.endswith(":00000000"):
                return line
        time.sleep(0.01)
    raise AssertionError("the server did not read the request")


@contextlib.contextmanager
def _nobody_commits(station: Station) -> Iterator[None]:
    """Hold what every write of a record needs first, so that the server cannot get to its commit."""
    if station.database_url:
        with psycopg.connect(station.database_url.replace("+psycopg", "")) as connection:
            connection.execute("SELECT 1 FROM feed FOR UPDATE")
            yield
            connection.rollback()
    else:
        with contextlib.closing(sqlite3.connect(station.database_file, isolation_level=None)) as file:
            file.execute("BEGIN IMMEDIATE")
            yield
            file.execute("ROLLBACK")
