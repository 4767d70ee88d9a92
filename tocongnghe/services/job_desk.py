"""The jobs as their page shows them, and the one thing it may ask for: a run now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import JobRequest, JobRun, User
from tocongnghe.services.access import Actor
from tocongnghe.services.job_requests import is_at_work, last_beat, planned, request_run
from tocongnghe.services.job_runs import SUCCESSES, LastRun, list_last_runs
from tocongnghe.services.job_words import JOB_WORDS, JobWords
from tocongnghe.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked for a run; `name` is None when the program did."""

    name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job, its newest run, and what comes next."""

    words: JobWords
    last: LastRun | None
    succeeded_at: datetime | None
    """When its last good run began."""
    next_run_at: datetime | None
    asked: Asked | None
    """A run that was asked for and has not begun."""

    @property
    def is_running(self) -> bool:
        return self.last is not None and self.last.outcome is None

    @property
    def is_overdue(self) -> bool:
        return self.next_run_at is not None and self.next_run_at < clock.now()


@dataclass(frozen=True, slots=True)
class JobDesk:
    """All jobs, and whether anything runs them."""

    lines: tuple[JobLine, ...]
    is_at_work: bool
    heard_at: datetime | None
    """The last sign of life; None: none ever came, or the process ended in good order."""

    @property
    def is_busy(self) -> bool:
        """Tell whether the page is worth looking at again in a moment."""
        return self.is_at_work and any(line.is_running or line.asked for line in self.lines)


def find_jobs(session: Session, actor: Actor) -> JobDesk:
    """Return every job with its last and its next run.

    Raises:
        Forbidden: Not of the province.
    """
    actor.require(Role.PROVINCE, Role.ADMIN)
    last = {run.job: run for run in list_last_runs(session)}
    good = select(JobRun.job, func.max(JobRun.started_at)).where(JobRun.outcome.in_(SUCCESSES))
    succeeded = {job: at for job, at in session.execute(good.group_by(JobRun.job))}  # noqa: C416 - a Result has keys
    next_runs, asked = planned(session), _asked(session)
    at_work = is_at_work(session)
    lines = tuple(
        JobLine(
            words,
            last.get(name),
            succeeded.get(name),
            next_runs.get(name) if at_work else None,
            asked.get(name),
        )
        for name, words in JOB_WORDS.items()
    )
    return JobDesk(lines, at_work, last_beat(session))


def ask_for_run(session: Session, actor: Actor, job: str) -> None:
    """Ask the jobs process to run *job* now.

    Raises:
        Forbidden: No administrator.
        NotFound: No job of that name.
    """
    actor.require(Role.ADMIN)
    if job not in JOB_WORDS:
        raise NotFound
    request_run(session, job, actor.user_id)


def _asked(session: Session) -> dict[str, Asked]:
    rows = session.execute(
        select(JobRequest.job, User.name, JobRequest.requested_at)
        .outerjoin(User, User.id == JobRequest.requested_by_id)
        .where(JobRequest.finished_at.is_(None), JobRequest.run_id.is_(None))
        .order_by(JobRequest.id.desc())
    )
    return {job: Asked(name, at) for job, name, at in rows}
