"""`kill -9` of the real commands at any moment: an installation is the old one or the finished new one."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select, text

from tests.backup.conftest import TOOLS, Keeper
from tests.cast import World
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.models import Feed, Operation, User
from tocongnghe.operations.audit import findings
from tocongnghe.operations.journal import file_numbers, journal_folder
from tocongnghe.services.backups import Backup, backup_folder, give_up, read_catalogue, require_whole
from tocongnghe.services.backups.contents import Contents, differences, read_contents
from tocongnghe.services.backups.interrupted import DONE, FILE, UNDER_WAY, mark
from tocongnghe.services.backups.refusals import Interrupted

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(1200)]

KILLS = int(os.environ.get("BACKUP_KILLS", "2"))
COMMAND = (sys.executable, "-m", "tocongnghe.cli", "backup")


@dataclass
class Operator:
    """Whoever types `tocongnghe backup …`, and pulls the plug."""

    app: Flask
    world: World
    chance: random.Random

    @property
    def instance(self) -> Path:
        return Path(self.app.instance_path)

    @property
    def engine(self) -> Engine:
        return db.engine

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        db.session.remove()
        self.engine.dispose()
        own = {"TOCONGNGHE_INSTANCE": str(self.instance)}
        if self.engine.dialect.name == "postgresql":
            own["TOCONGNGHE_DATABASE_URL"] = self.app.config["SQLALCHEMY_DATABASE_URI"]
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=os.environ | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, until: Callable[[], bool] = lambda: True) -> float:
        """Let a command end well; return the seconds that it took since *until* was first true."""
        process = self.start(*arguments)
        wait_for(process, until)
        began = time.monotonic()
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
        return time.monotonic() - began

    def kill(self, *arguments: str, until: Callable[[], bool], within: float) -> bool:
        """Kill a command some time *within* seconds after *until* is true; return whether it was at it."""
        process = self.start(*arguments)
        wait_for(process, until)
        time.sleep(self.chance.uniform(0, within))
        was_at_it = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=120)
        return was_at_it

    def is_restoring(self) -> bool:
        return (self.instance / FILE).exists()

    def is_making(self) -> Callable[[], bool]:
        """Return what becomes true as soon as the next backup is begun."""
        before = file_numbers(journal_folder(self.instance))
        return lambda: file_numbers(journal_folder(self.instance)) != before

    def contents(self) -> Contents:
        with self.engine.connect() as connection:
            return read_contents(connection)

    def epoch(self) -> str:
        with self.engine.connect() as connection:
            return str(connection.scalar(select(Feed.epoch)))

    def operations(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.scalars(select(Operation.id)))


def wait_for(process: subprocess.Popen[str], until: Callable[[], bool]) -> None:
    while process.poll() is None and not until():
        time.sleep(0.002)


@pytest.fixture
def operator(any_app: Flask, any_world: World, keeper: Keeper) -> Operator:
    seed = time.time_ns() % 1_000_000
    return Operator(any_app, any_world, random.Random(seed))


def listed(operator: Operator) -> list[Backup]:
    return read_catalogue(backup_folder(operator.instance)).backups


def test_a_restore_that_is_killed_leaves_the_old_one_or_the_finished_new_one(
    operator: Operator, say: Callable[[str], None]
):
    operator.world.log_assist(operator.world.add_household())
    held = operator.operations()
    operator.run("make")
    with writing() as session:
        session.add(User(name="Sau", created_at=clock.now()))
    took = operator.run("restore", "--yes", until=operator.is_restoring)
    hits = finished = 0

    for _ in range(KILLS):
        operator.world.add_household()
        before, epoch = operator.contents(), operator.epoch()
        hits += operator.kill("restore", "--yes", until=operator.is_restoring, within=1.3 * took)
        if operator.epoch() == epoch:
            assert differences(before, operator.contents()) == []
            if operator.is_restoring():
                refuses_to_serve(operator)
        else:
            finished += 1
            is_restored(operator, held)
    operator.run("restore", "--yes")

    is_restored(operator, held)
    nothing_is_left_over(operator)
    say(
        f"{operator.engine.dialect.name}: {hits} of {KILLS} kills hit a restore, {finished} found it finished"
    )


def refuses_to_serve(operator: Operator) -> None:
    with pytest.raises(Interrupted, match=f"`tocongnghe backup restore {listed(operator)[-1].name}` again"):
        require_whole(operator.engine, operator.instance)


def is_restored(operator: Operator, held: set[str]) -> None:
    require_whole(operator.engine, operator.instance)
    assert not operator.is_restoring()
    assert operator.operations() == held
    with operator.engine.connect() as connection:
        assert list(findings(connection)) == []
        assert connection.scalar(select(User.id).where(User.name == "Sau")) is not None


def nothing_is_left_over(operator: Operator) -> None:
    assert [path.name for path in operator.instance.rglob(".*") if path.name[1:2] in "2rs"] == []
    if operator.engine.dialect.name == "postgresql":
        own = str(operator.engine.url.database)
        with operator.engine.connect() as connection:
            names = connection.scalars(text("SELECT datname FROM pg_database")).all()
        assert [name for name in names if name.startswith((f"{own}_scratch", f"{own}_restoring"))] == []


def test_a_backup_that_is_killed_in_the_making_is_not_listed(operator: Operator, say: Callable[[str], None]):
    operator.world.log_assist(operator.world.add_household())
    took = operator.run("make", until=operator.is_making())
    hits = 0

    for _ in range(KILLS):
        hits += operator.kill("make", until=operator.is_making(), within=took)
        for backup in listed(operator):
            file = backup_folder(operator.instance) / backup.file
            assert hashlib.sha256(file.read_bytes()).hexdigest() == backup.sha256
    operator.run("make")

    nothing_is_left_over(operator)
    names = {path.name.partition(".")[0] for path in backup_folder(operator.instance).glob("2*")}
    assert names == {backup.name for backup in listed(operator)}
    assert listed(operator)[-1].verified_at
    say(f"{operator.engine.dialect.name}: {hits} of {KILLS} kills hit a backup in the making")


def test_killed_between_the_swap_and_its_end_a_restore_is_finished(operator: Operator):
    began = operator.instance / FILE
    mark(TOOLS.open_engine(operator.engine.url), DONE, "20261122-041500-ab12")

    began.write_text('{"backup": "x", "stamp": "20261122-041500-ab12"}')
    require_whole(operator.engine, operator.instance)
    assert not began.exists()

    began.write_text('{"backup": "x", "stamp": "20261122-051500-cd34"}')
    with pytest.raises(Interrupted, match="--give-up"):
        require_whole(operator.engine, operator.instance)
    give_up(operator.engine, operator.instance)
    require_whole(operator.engine, operator.instance)


def test_killed_within_the_swap_the_old_database_is_still_one_file(app: Flask, world: World):
    instance = Path(app.instance_path)
    household = world.add_household()
    db.engine.dispose()
    current, second_name = instance / "tocongnghe.sqlite3", instance / "replaced-x.sqlite3"
    os.link(current, second_name)
    Path(f"{second_name}-wal").write_bytes(b"")
    kept = instance / "replaced-y.sqlite3"
    kept.write_bytes(current.read_bytes())

    give_up(db.engine, instance)

    assert not second_name.exists()
    assert kept.exists()
    assert (instance / "tocongnghe.sqlite3-wal").exists()
    assert world.log_assist(household)


def test_one_half_of_a_restore_is_not_served(operator: Operator):
    mark(TOOLS.open_engine(operator.engine.url), UNDER_WAY, "20261122-041500-ab12")

    with pytest.raises(Interrupted, match="one half of a restore"):
        require_whole(operator.engine, operator.instance)
