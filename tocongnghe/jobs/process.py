"""The jobs process: one leader, one job at a time, requests taken up within seconds, an orderly end.

What was missed while the machine slept runs late, and once; what was missed
while nothing ran at all runs at the start, and once (`Job.is_due_at_start`).
"""

from __future__ import annotations

import logging
import os
import signal
from datetime import datetime
from pathlib import Path
from threading import Event, Thread, current_thread, main_thread

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import OperationalError

from tocongnghe import clock
from tocongnghe.extensions import db, writing
from tocongnghe.jobs.job import BESIDE, MAIN
from tocongnghe.jobs.leader import LeaderLock, leader_lock
from tocongnghe.jobs.schedule import JOBS, due_at_start, run_once
from tocongnghe.services.job_requests import BEAT, beat, fall_silent, list_open_requests, plan

STANDBY_SECONDS = 10  # between two attempts to become the leader
REQUEST = "request"
LOOK_SECONDS = 2  # between two looks at requests, and at whether we still lead

log = logging.getLogger(__name__)


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


def _stop_on_signals(stop: Event) -> None:
    """Set *stop* on SIGTERM and SIGINT.

    From a thread: the handler interrupts our own `stop.wait()`, which may just
    hold the lock that `stop.set()` needs, and would wait for itself for ever.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: Thread(target=stop.set).start())


def _lead(app: Flask, lock: LeaderLock, stop: Event) -> None:
    """Keep the schedule for as long as the lock is ours."""
    due = due_at_start(app)
    leader = Leader(app, stop)
    leader.start(due)
    log.info("the jobs run: %s", ", ".join(JOBS))
    leader.look()
    while not stop.wait(LOOK_SECONDS) and lock.is_held():
        leader.look()
    leader.end()
    log.info("the jobs stopped")


class Leader:
    """The schedule, and what passes between it and the pages through the database."""

    def __init__(self, app: Flask, stop: Event) -> None:
        self._app, self._stop = app, stop
        self._began_at = clock.now()
        self._beat_at: datetime | None = None
        self._planned: dict[str, datetime | None] = {}
        self._taken: set[int] = set()
        self._scheduler = BackgroundScheduler(
            timezone=clock.VIETNAM,
            executors={MAIN: ThreadPoolExecutor(1), BESIDE: ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self, due: set[str]) -> None:
        """Let the schedule begin; what is *due* runs at once."""
        for job in JOBS.values():
            at_once = {"next_run_time": clock.now()} if job.name in due else {}
            self._scheduler.add_job(
                run_once,
                job.trigger(self._app),
                [self._app, job.name, self._stop],
                id=job.name,
                executor=job.lane,
                **at_once,
            )
        self._scheduler.add_listener(self._not_run, EVENT_JOB_ERROR)
        self._scheduler.start()

    def look(self) -> None:
        """Give a sign of life, take up requests, say when what runs next.

        A database that is locked or away for a moment is asked again at the next look.
        """
        self._scheduler.wakeup()  # a machine that slept has missed its alarm
        try:
            with self._app.app_context():
                self._beat()
                self._take_requests()
                self._tell_plan()
        except OperationalError:
            log.warning("the database could not be asked for requests; trying again")

    def end(self) -> None:
        """Let the job under way finish its piece, and say that nothing runs any more."""
        self._scheduler.shutdown(wait=True)
        try:
            with self._app.app_context(), writing() as session:
                fall_silent(session, os.getpid())
        except OperationalError:
            log.warning("the database could not be told that the jobs stopped")

    def _beat(self) -> None:
        now = clock.now()
        if self._beat_at is not None and now - self._beat_at < BEAT:
            return
        with writing() as session:
            beat(session, os.getpid(), self._began_at)
        self._beat_at = now

    def _take_requests(self) -> None:
        requests = list_open_requests(db.session())
        db.session.remove()
        for request in requests:
            if request.id in self._taken or request.job not in JOBS:
                continue
            self._taken.add(request.id)
            self._scheduler.add_job(
                run_once,
                args=[self._app, request.job, self._stop, request.id],
                id=f"{REQUEST}-{request.id}",
                executor=JOBS[request.job].lane,
            )

    def _not_run(self, event: JobExecutionEvent) -> None:
        """Take a request up anew whose run could not even be noted; how a job fails is in the diary."""
        kind, _dash, number = event.job_id.partition("-")
        if kind == REQUEST and number.isdecimal():
            self._taken.discard(int(number))

    def _tell_plan(self) -> None:
        jobs = {name: self._scheduler.get_job(name) for name in JOBS}
        next_runs = {name: job.next_run_time if job else None for name, job in jobs.items()}
        news = {name: at for name, at in next_runs.items() if self._planned.get(name, at) != at}
        news |= {name: at for name, at in next_runs.items() if name not in self._planned}
        if news:
            with writing() as session:
                plan(session, news)
            self._planned |= news
