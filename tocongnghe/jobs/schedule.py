"""What runs by itself, when, and why; one process, one job at a time."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import Engine

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.jobs.leader import LeaderLock, leader_lock
from tocongnghe.jobs.tasks import FAILED, Result, back_up, draw_spot_checks, release_held, roll_up, verify
from tocongnghe.services.job_runs import close_interrupted_runs, finish_run, get_last_success, start_run

STANDBY_SECONDS = 10  # between two attempts to become the leader
CHECK_SECONDS = 5  # between two looks at whether we still lead

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A job: `what` it does, `when` and `why`, in words for the operator.

    At the start it runs at once if its last good run is older than `max_age`.
    """

    name: str
    what: str
    when: str
    why: str
    max_age: timedelta
    trigger: Callable[[Flask], BaseTrigger]
    task: Callable[[Engine, Event], Result]


def _every(setting: str) -> Callable[[Flask], BaseTrigger]:
    return lambda app: IntervalTrigger(seconds=int(app.config[setting]), timezone=clock.VIETNAM)


def _hourly(minute: int) -> Callable[[Flask], BaseTrigger]:
    return lambda _app: CronTrigger(minute=minute, timezone=clock.VIETNAM)


def _nightly(hour: int, minute: int) -> Callable[[Flask], BaseTrigger]:
    return lambda _app: CronTrigger(hour=hour, minute=minute, timezone=clock.VIETNAM)


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job(
            name="rollups",
            what="counts what changed since the last time",
            when="every ROLLUP_EVERY_SECONDS seconds, and at the start",
            why="figures follow the records; a push or a review never waits for them",
            max_age=timedelta(0),
            trigger=_every("ROLLUP_EVERY_SECONDS"),
            task=roll_up,
        ),
        Job(
            name="held-work",
            what="decides work that waits once more, removes recordings whose rest did not come for a week",
            when="every hour, and at the start",
            why="nothing stays waiting once what it waits for is there, also after an update of the program",
            max_age=timedelta(0),
            trigger=_hourly(35),
            task=release_held,
        ),
        Job(
            name="rollups-verify",
            what="counts everything anew, compares, heals what differs",
            when="every night at 02:10 (Vietnam), or at the start if last night's was missed",
            why="a province signs these figures: a mistake of the counting must not live longer than a day",
            max_age=timedelta(hours=25),
            trigger=_nightly(2, 10),
            task=verify,
        ),
        Job(
            name="spot-checks",
            what="draws the spot checks of a month that is over, of each team of which nobody drew them",
            when="every night at 02:40 (Vietnam), SPOT_CHECK_AFTER_DAYS after a month, or at the start",
            why="what somebody must remember to draw is not drawn; what is drawn is never drawn again",
            max_age=timedelta(hours=25),
            trigger=_nightly(2, 40),
            task=draw_spot_checks,
        ),
        Job(
            name="backup",
            what="makes a backup, restores it once to see that it is sound, removes the oldest",
            when="every night at 01:10 (Vietnam), or at the start if last night's was missed",
            why="what phones may forget rests on a backup that was verified",
            max_age=timedelta(hours=25),
            trigger=_nightly(1, 10),
            task=back_up,
        ),
    )
}


def run(app: Flask, stop: Event | None = None) -> None:
    """Run the jobs until SIGTERM, SIGINT or *stop*; a job under way finishes its piece first.

    A second process waits until the first is gone, then takes over.
    """
    stop = stop or Event()
    if current_thread() is main_thread():
        _stop_on_signals(stop)
    with app.app_context():
        lock = leader_lock(db.engine, Path(app.instance_path))
    is_told = False
    while not stop.is_set():
        if lock.acquire():
            try:
                _lead(app, lock, stop)
            finally:
                lock.release()
        else:
            if not is_told:
                log.warning("another jobs process leads; standing by")
            is_told = True
            stop.wait(STANDBY_SECONDS)


def run_once(app: Flask, name: str, stop: Event | None = None) -> Result:
    """Run the job *name* now, in this process, and note it in the diary.

    Needs no leader's lock: roll-ups of one province wait for one another piece by piece.

    Raises:
        NotFound: No job of that name.
    """
    if name not in JOBS:
        raise NotFound(f"no job {name}; there are {', '.join(JOBS)}")
    with app.app_context():
        with writing() as session:
            run_id = start_run(session, name)
        try:
            result = JOBS[name].task(db.engine, stop or Event())
        except Exception as error:  # the outermost handler: the diary says so, and the next run is due
            log.exception("the job %s failed", name)
            result = Result(FAILED, type(error).__name__)
        with writing() as session:
            finish_run(session, run_id, result.outcome, result.detail)
        db.session.remove()
    return result


def _stop_on_signals(stop: Event) -> None:
    """Set *stop* on SIGTERM and SIGINT.

    From a thread: the handler interrupts our own `stop.wait()`, which may just
    hold the lock that `stop.set()` needs, and would wait for itself for ever.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: Thread(target=stop.set).start())


def _lead(app: Flask, lock: LeaderLock, stop: Event) -> None:
    """Keep the schedule for as long as the lock is ours."""
    scheduler = BackgroundScheduler(
        timezone=clock.VIETNAM,
        executors={"default": ThreadPoolExecutor(1)},
        # What was missed (a machine asleep, a long job) runs late, and once.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    due = _due_at_start(app)
    for job in JOBS.values():
        at_once = {"next_run_time": clock.now()} if job.name in due else {}
        scheduler.add_job(run_once, job.trigger(app), [app, job.name, stop], id=job.name, **at_once)
    log.info("the jobs run: %s", ", ".join(JOBS))
    scheduler.start()
    while not stop.wait(CHECK_SECONDS) and lock.is_held():
        pass
    scheduler.shutdown(wait=True)
    log.info("the jobs stopped")


def _due_at_start(app: Flask) -> set[str]:
    with app.app_context(), writing() as session:
        close_interrupted_runs(session)
        last = {name: get_last_success(session, name) for name in JOBS}
    now = clock.now()
    return {name for name, job in JOBS.items() if (at := last[name]) is None or now - at >= job.max_age}
