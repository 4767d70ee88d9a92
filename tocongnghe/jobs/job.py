"""What a job is: its words, when it is due, what it does, and how it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Protocol

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from flask import Flask
from sqlalchemy import Engine

from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.services.job_runs import note_progress
from tocongnghe.services.job_words import JOB_WORDS

OK, HEALED, FAILED, STOPPED = "ok", "healed", "failed", "stopped"
TELL_EVERY = timedelta(seconds=1)
"""Between two notes of how far a run is: each is a transaction."""
MAIN, BESIDE = "default", "beside"
"""One job at a time in each lane; those beside only read what the others write."""


@dataclass(frozen=True)
class Result:
    """How a task ended (`ok`, `healed`, `failed`) and what it did, in a line for the operator."""

    outcome: str
    detail: str


class Progress(Protocol):
    """Tells how far a task is; to be called between two transactions, never inside one."""

    def __call__(self, done: int, steps: int | None = None, note: str | None = None) -> None: ...


def quiet(done: int, steps: int | None = None, note: str | None = None) -> None:
    """Tell nobody."""


class RunProgress:
    """Writes into the run's row how far it is, at most once a second and whenever the note is another."""

    def __init__(self, engine: Engine, run_id: int) -> None:
        self._engine, self._run_id = engine, run_id
        self._told_at: datetime | None = None
        self._note: str | None = None

    def __call__(self, done: int, steps: int | None = None, note: str | None = None) -> None:
        now = clock.now()
        is_news = note is not None and note != self._note
        if not is_news and self._told_at is not None and now - self._told_at < TELL_EVERY:
            return
        self._told_at, self._note = now, note or self._note
        with writing(self._engine) as session:
            note_progress(session, self._run_id, done, steps, note)


Trigger = Callable[[Flask], BaseTrigger]
Task = Callable[[Engine, Event, Progress], Result]


@dataclass(frozen=True)
class Job:
    """A job; what it is called and says of itself stands in `services/job_words.py`."""

    name: str
    trigger: Trigger
    task: Task
    always_at_start: bool = False
    """Runs whenever the process starts; else only if it was due since its last good run."""
    lane: str = MAIN

    @property
    def what(self) -> str:
        return JOB_WORDS[self.name].what

    @property
    def when(self) -> str:
        return JOB_WORDS[self.name].when

    @property
    def why(self) -> str:
        return JOB_WORDS[self.name].why

    def is_due_at_start(self, app: Flask, last_success: datetime | None) -> bool:
        """Tell whether it should have run since *last_success*: once, however often it was missed."""
        if self.always_at_start or last_success is None:
            return True
        missed = self.trigger(app).get_next_fire_time(last_success, last_success)
        return missed is not None and missed <= clock.now()


def every(setting: str) -> Trigger:
    """Return a trigger that fires every so many seconds as *setting* says."""
    return lambda app: IntervalTrigger(seconds=int(app.config[setting]), timezone=clock.VIETNAM)


def hourly(minute: int) -> Trigger:
    """Return a trigger that fires every hour at *minute*."""
    return lambda _app: CronTrigger(minute=minute, timezone=clock.VIETNAM)


def nightly(hour: int, minute: int) -> Trigger:
    """Return a trigger that fires every day at that time in Vietnam."""
    return lambda _app: CronTrigger(hour=hour, minute=minute, timezone=clock.VIETNAM)
