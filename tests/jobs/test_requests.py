"""Runs that somebody asks for, and runs that were missed: each happens once, also after a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.cast import World
from tests.jobs.test_schedule import JOBS_PROCESS, PATIENCE, until
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.jobs import process, schedule
from tocongnghe.jobs.job import OK, Job, Progress, Result, RunProgress, nightly
from tocongnghe.models import JobRequest, JobRun
from tocongnghe.services.job_requests import (
    SILENT_AFTER,
    is_at_work,
    list_open_requests,
    planned,
    request_run,
)
from tocongnghe.services.job_runs import get_last_success, list_last_runs, start_run

NIGHT = datetime(2026, 11, 21, 19, 10, tzinfo=UTC)
"""02:10 of 22 November in Vietnam."""


@contextmanager
def at_work(app: Flask) -> Iterator[None]:
    stop = Event()
    jobs = Thread(target=process.run, args=(app, stop), daemon=True)
    jobs.start()
    try:
        yield
    finally:
        stop.set()
        jobs.join(PATIENCE)
        assert not jobs.is_alive()


def ask(world: World, job: str) -> None:
    with writing(world.engine) as session:
        request_run(session, job, world.an)


def open_requests(world: World) -> list[str]:
    with Session(world.engine) as session:
        return [request.job for request in list_open_requests(session)]


def runs_of(world: World, job: str) -> list[str | None]:
    with Session(world.engine) as session:
        return list(session.scalars(select(JobRun.outcome).where(JobRun.job == job).order_by(JobRun.id)))


def test_a_request_is_met_within_seconds_and_the_process_says_that_it_lives(
    any_app: Flask, any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "LOOK_SECONDS", 0.05)
    with at_work(any_app):
        assert until(lambda: runs_of(any_world, "spot-checks") == ["ok"])
        ask(any_world, "spot-checks")

        assert until(lambda: runs_of(any_world, "spot-checks") == ["ok", "ok"])
        assert until(lambda: not open_requests(any_world))
        with Session(any_world.engine) as session:
            assert is_at_work(session)
            assert until(lambda: planned(session).keys() == schedule.JOBS.keys())
            assert all(at and at > clock.now() for at in planned(session).values())

    with Session(any_world.engine) as session:
        assert not is_at_work(session)


def test_a_request_whose_run_could_not_begin_is_taken_up_again(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was locked for longer than anybody waits; only the open request tells of it."""
    begin, tries = schedule.start_run, []

    def locked_once(session: Session, job: str) -> int:
        tries.append(job)
        if tries.count("spot-checks") == 1 and job == "spot-checks":
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return begin(session, job)

    monkeypatch.setattr(schedule, "start_run", locked_once)
    monkeypatch.setattr(process, "due_at_start", lambda _app: set())
    monkeypatch.setattr(process, "LOOK_SECONDS", 0.05)
    ask(world, "spot-checks")
    with at_work(app):
        until(lambda: not open_requests(world))
    assert tries.count("spot-checks") == 2


def test_asking_twice_before_it_begins_is_one_run(world: World) -> None:
    for _ in range(2):
        ask(world, "backup")

    assert open_requests(world) == ["backup"]


def test_asking_again_while_it_runs_is_another_run(app: Flask, world: World) -> None:
    ask(world, "rollups")
    with writing(world.engine) as session:
        session.get_one(JobRequest, 1).run_id = start_run(session, "rollups")

    ask(world, "rollups")

    assert open_requests(world) == ["rollups", "rollups"]


def test_a_process_of_which_nothing_is_heard_is_not_at_work(world: World) -> None:
    from tocongnghe.services.job_requests import beat

    with clock.frozen(NIGHT), writing(world.engine) as session:
        beat(session, 1, clock.now())

    with Session(world.engine) as session:
        with clock.frozen(NIGHT + SILENT_AFTER - timedelta(seconds=1)):
            assert is_at_work(session)
        with clock.frozen(NIGHT + SILENT_AFTER):
            assert not is_at_work(session)


@pytest.mark.parametrize(
    ("last", "now", "is_due"),
    [
        (NIGHT, NIGHT + timedelta(hours=23, minutes=59), False),
        (NIGHT, NIGHT + timedelta(hours=24), True),
        (NIGHT - timedelta(minutes=20), NIGHT + timedelta(minutes=20), True),
        (NIGHT + timedelta(hours=6), NIGHT + timedelta(hours=17), False),
        (NIGHT - timedelta(days=40), NIGHT - timedelta(minutes=1), True),
    ],
    ids=["not yet", "to the minute", "off for half an hour at night", "by hand in the morning", "for weeks"],
)
def test_what_was_missed_while_the_machine_was_off_is_due_at_the_start(
    app: Flask, last: datetime, now: datetime, is_due: bool
) -> None:
    job = Job("rollups-verify", nightly(2, 10), lambda *_: Result(OK, ""))

    with clock.frozen(now):
        assert job.is_due_at_start(app, last) is is_due


def test_a_job_missed_for_weeks_runs_once(app: Flask, world: World) -> None:
    with writing(world.engine) as session:
        long_ago = clock.now() - timedelta(days=21)
        for name in schedule.JOBS:
            session.add(JobRun(job=name, started_at=long_ago, finished_at=long_ago, outcome="ok"))

    with at_work(app):
        assert until(lambda: all(len(runs_of(world, name)) == 2 for name in schedule.JOBS))

    assert {name: len(runs_of(world, name)) for name in schedule.JOBS} == dict.fromkeys(schedule.JOBS, 2)


def test_a_run_tells_how_far_it_is_to_whoever_reads_beside_it(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def task(engine: object, _stop: Event, progress: Progress) -> Result:
        for done in (1, 2, 3):
            progress(done, 3, "counting what changed")
        with Session(world.engine) as session:
            seen.extend((run.done, run.steps, run.note, run.outcome) for run in list_last_runs(session))
        return Result(OK, "")

    monkeypatch.setitem(schedule.JOBS, "rollups", Job("rollups", nightly(1, 1), task))
    schedule.run_once(app, "rollups")

    assert seen == [(1, 3, "counting what changed", None)]


def test_progress_is_written_once_a_second_and_whenever_something_else_begins(world: World) -> None:
    with writing(world.engine) as session:
        run_id = start_run(session, "backup")
    progress = RunProgress(world.engine, run_id)
    told = []

    for milliseconds, note in ((0, "a"), (400, "a"), (500, "b"), (900, "b"), (1600, "b")):
        with clock.frozen(NIGHT + timedelta(milliseconds=milliseconds)):
            progress(milliseconds, 2000, note)
        with Session(world.engine) as session:
            told.append(session.get_one(JobRun, run_id).done)

    assert told == [0, 0, 500, 500, 1600]


def test_a_run_that_had_to_stop_half_way_is_no_success_and_its_request_stays(
    app: Flask, world: World
) -> None:
    ask(world, "rollups-verify")
    stop = Event()
    stop.set()

    assert schedule.run_once(app, "rollups-verify", stop, request_id=1).outcome == "stopped"

    assert open_requests(world) == ["rollups-verify"]
    with Session(world.engine) as session:
        assert get_last_success(session, "rollups-verify") is None


def test_killed_in_the_middle_of_a_run_the_next_process_begins_it_again(app: Flask, world: World) -> None:
    """The real process, SIGKILL: the diary says that it was cut off, the request is met all the same."""
    world.log_assist(world.add_household())
    command = [sys.executable, "-c", JOBS_PROCESS, app.instance_path, app.config["SQLALCHEMY_DATABASE_URI"]]
    ask(world, "backup")
    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as first:
        begun = until(lambda: None in runs_of(world, "backup"))
        os.kill(first.pid, signal.SIGKILL)
    assert begun
    assert open_requests(world) == ["backup"]

    with subprocess.Popen(command, cwd=Path(__file__).parents[2]) as second:
        try:
            met = until(lambda: not open_requests(world) and "ok" in runs_of(world, "backup"))
            second.send_signal(signal.SIGTERM)
            code = second.wait(PATIENCE)
        finally:
            second.kill()

    assert (met, code) == (True, 0)
    assert runs_of(world, "backup")[0] == "failed"
    assert schedule.run_once(app, "rollups-verify").outcome == "ok"
