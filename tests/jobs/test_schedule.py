"""The jobs process: one leader, work at the start, an orderly end."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.rollups.brute import brute, stored
from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.jobs import process, schedule
from tocongnghe.jobs.leader import leader_lock
from tocongnghe.models import JobRun

JOBS_PROCESS = """
import sys
from pathlib import Path
from tocongnghe import create_app
from tocongnghe.jobs.process import run

run(create_app({"DATABASE_URL": sys.argv[2]}, instance=Path(sys.argv[1])))
"""
PATIENCE = 30  # seconds until something that must happen has surely failed to


def until(condition: object, *arguments: object) -> bool:
    """Wait until *condition* holds, looking often; False when it never does."""
    ends = time.monotonic() + PATIENCE
    pause = Event()
    while time.monotonic() < ends:
        if condition(*arguments):  # type: ignore[operator]
            return True
        pause.wait(0.02)
    return False


def outcomes(world: World) -> dict[str, str | None]:
    with Session(world.engine) as session:
        return {run.job: run.outcome for run in session.scalars(select(JobRun).order_by(JobRun.id))}


def has_run(world: World) -> bool:
    return outcomes(world) == dict.fromkeys(schedule.JOBS, "ok")


def test_only_one_of_two_processes_leads(any_app: Flask) -> None:
    with any_app.app_context():
        first, second = (leader_lock(db.engine, Path(any_app.instance_path)) for _ in range(2))

        assert first.acquire()
        assert not second.acquire()
        assert first.is_held()
        assert not second.is_held()

        first.release()
        assert second.acquire()
        second.release()


def test_what_is_due_runs_at_the_start_and_stopping_ends_it(any_app: Flask, any_world: World) -> None:
    any_world.log_assist(any_world.add_household())
    stop = Event()
    jobs = Thread(target=process.run, args=(any_app, stop), daemon=True)
    jobs.start()

    ran = until(has_run, any_world)
    stop.set()
    jobs.join(PATIENCE)

    assert ran
    assert not jobs.is_alive()
    assert stored(any_world.engine) == brute(any_world.engine)


def test_the_second_process_stands_by_and_takes_over(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "STANDBY_SECONDS", 0.05)
    with app.app_context():
        other = leader_lock(db.engine, Path(app.instance_path))
    assert other.acquire()
    stop = Event()
    jobs = Thread(target=process.run, args=(app, stop), daemon=True)
    jobs.start()
    stood_by = not outcomes(world)

    other.release()
    took_over = until(has_run, world)
    stop.set()
    jobs.join(PATIENCE)

    assert stood_by
    assert took_over


def test_sigterm_ends_the_process_in_good_order(app: Flask, world: World) -> None:
    world.log_assist(world.add_household())
    command = [sys.executable, "-c", JOBS_PROCESS, app.instance_path, app.config["SQLALCHEMY_DATABASE_URI"]]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as process:
        try:
            ran = until(has_run, world)
            process.send_signal(signal.SIGTERM)
            code = process.wait(PATIENCE)
        finally:
            process.kill()

    assert ran
    assert code == 0


def test_a_run_that_was_cut_off_is_told_as_failed_by_the_next_leader(app: Flask, world: World) -> None:
    with writing(world.engine) as session:
        session.add(JobRun(job="rollups", started_at=clock.now()))

    schedule.due_at_start(app)

    assert outcomes(world) == {"rollups": "failed"}


def test_last_nights_check_is_not_repeated_at_every_start(app: Flask, world: World) -> None:
    assert schedule.due_at_start(app) == set(schedule.JOBS)

    schedule.run_once(app, "rollups-verify")

    assert schedule.due_at_start(app) == set(schedule.JOBS) - {"rollups-verify"}
