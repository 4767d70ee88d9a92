"""`kill -9` of the real server under load, at any moment: what was acknowledged is there, once (I1–I3, I5).

The processes are stopped first (SIGSTOP), so that one can see whether a write
transaction is open at that very moment, and killed as they stand.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from sqlalchemy import Engine, func, select

from benchmarks.caller import Caller, ThroughHttp
from tests.cast import World, make_world
from tests.conftest import make_app
from tests.e2e.station import Station
from tests.operations.audit import audit
from tocongnghe.extensions import db, writing
from tocongnghe.models import Assist, Household, Operation, Quarantined
from tocongnghe.services.enrolment import new_enrol_code

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(1200)]

KILLS = int(os.environ.get("KILLS", "8"))
PHONES = 5
BATCH = 40
PATIENCE = 90  # seconds until the server must answer again


@dataclass
class Field:
    """The server, what is in its database, and the phones that push to it."""

    station: Station
    engine: Engine
    world: World
    callers: list[Caller] = field(default_factory=list)
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Operation id -> outcome, as the phones were told."""
    answers: int = 0
    repeats: int = 0
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def load(self, caller: Caller) -> None:
        """Push batch after batch; one that got no answer is pushed again as it was, until it does."""
        while not self.stop.is_set():
            card = caller.household()
            ops = [card, *[caller.assist(card[0]) for _ in range(BATCH - 1)]]
            while not (self.push(caller, ops) or self.stop.is_set()):
                self.repeats += 1
                time.sleep(0.05)

    def settle(self) -> None:
        """Let every phone finish what it is about."""
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def push(self, caller: Caller, ops: list[Any]) -> bool:
        try:
            answer = caller.send_packed(caller.document(*ops))
        except (OSError, http.client.HTTPException):
            return False
        if answer.status == 503:
            return False
        document = answer.json
        if answer.status != 200 or document.get("processed") != len(ops):
            self.faults.append(f"{answer.status} {answer.body[:200]!r}")
            return True
        caller.keep(document, [op[0] for op in ops])
        self.acknowledged |= {op[0]: caller.told[op[0]] for op in ops}
        self.answers += 1
        return True

    def wait_for_answers(self, count: int) -> None:
        until, goal = time.monotonic() + PATIENCE, self.answers + count
        while self.answers < goal:
            assert time.monotonic() < until, (self.station.folder / "server.log").read_text()[-2000:]
            time.sleep(0.01)


@pytest.fixture
def under_load(tmp_path: Path, database_url: str | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Field]:
    monkeypatch.setenv("TOCONGNGHE_RATELIMIT_ENABLED", "false")
    app = make_app(tmp_path, database_url)
    with app.app_context():
        ours = Field(Station(tmp_path, database_url), db.engine, make_world(db.engine))
        ours.station.start()
        for _ in range(PHONES):
            with writing() as session:
                code = new_enrol_code(session, ours.world.lan, secret=app.config["SECRET_KEY"], days=7)
            ours.callers.append(Caller(ThroughHttp(ours.station.port, timeout=15), code))
        ours.threads = [threading.Thread(target=ours.load, args=[caller]) for caller in ours.callers]
        for thread in ours.threads:
            thread.start()
        try:
            yield ours
        finally:
            ours.settle()
            for caller in ours.callers:
                cast("ThroughHttp", caller.post).connection.close()
            for pid in processes(ours.station):
                os.kill(pid, signal.SIGCONT)
            ours.station.stop()
            db.session.remove()
            db.engine.dispose()


def processes(station: Station) -> list[int]:
    """Return the workers of the server that we started, then the server itself."""
    server = station.process
    if server is None or server.poll() is not None:
        return []
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [*map(int, children), server.pid]


def has_open_transaction(url: str | None, folder: Path) -> bool:
    """Tell whether somebody holds the lock of those who write."""
    if url is None:
        connection = sqlite3.connect(
            folder / "instance" / "tocongnghe.sqlite3", timeout=0, isolation_level=None
        )
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
        return False
    with psycopg.connect(url.replace("+psycopg", "")) as connected:
        try:
            connected.execute("SELECT 1 FROM feed FOR UPDATE NOWAIT")
        except psycopg.errors.LockNotAvailable:
            return True
    return False


def kill(ours: Field, *, all_of_it: bool, url: str | None) -> bool:
    """Kill the workers, or workers and server, wherever they are; return whether a transaction was open."""
    pids = processes(ours.station)
    victims = pids if all_of_it else pids[:-1]
    for pid in victims:
        os.kill(pid, signal.SIGSTOP)
    was_open = has_open_transaction(url, ours.station.folder)
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    if all_of_it and ours.station.process is not None:
        ours.station.process.wait()
        ours.station.start()
    return was_open


def test_what_was_acknowledged_survives_kill_9_at_any_moment(
    under_load: Field, database_url: str | None, say: Callable[[str], None]
):
    ours = under_load
    seed = time.time_ns() % 1_000_000
    chance = random.Random(seed)
    hits = 0
    ours.wait_for_answers(PHONES)

    for number in range(KILLS):
        time.sleep(chance.uniform(0, 0.3))
        hits += kill(ours, all_of_it=number % 4 == 0, url=database_url)
        ours.wait_for_answers(2)
    ours.settle()
    assert_nothing_lost_or_doubled(ours)

    say(
        f"{ours.engine.dialect.name}, seed {seed}: {KILLS} kills, {hits} ({100 * hits // KILLS} %) in an open"
        f" transaction; {len(ours.acknowledged)} operations acknowledged, {ours.repeats} repeats"
    )
    assert hits * 2 > KILLS, "most kills should hit an open transaction"


def assert_nothing_lost_or_doubled(ours: Field) -> None:
    assert ours.faults == []
    with ours.engine.connect() as connection:
        stored = {row.id: row.outcome for row in connection.execute(select(Operation.id, Operation.outcome))}
        records = connection.scalar(select(func.count()).select_from(Household)) or 0
        records += connection.scalar(select(func.count()).select_from(Assist)) or 0
        set_aside = connection.scalar(select(func.count()).select_from(Quarantined))
    lost = {id for id, outcome in ours.acknowledged.items() if stored.get(id) != outcome}
    assert lost == set()
    assert set(ours.acknowledged.values()) == {"applied"}
    assert (records, set_aside) == (len(stored), 0)
    audit(ours.engine, ours.world.province)
