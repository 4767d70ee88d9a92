"""The diary of the jobs: when each ran, how far it is, how it ended, what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import JobRun

KEPT = timedelta(days=400)
"""A job may run once a year; its last good run tells whether the next was missed."""
KEPT_RUNS = 1000
"""Of one job; one that runs every two minutes keeps a day and a half."""
MAX_DETAIL, MAX_NOTE = 2000, 200  # characters
SUCCESSES = ("ok", "healed")


@dataclass(frozen=True)
class LastRun:
    """The newest run of a job; `outcome` is ok, healed, failed or stopped, None while it runs."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    detail: str | None
    done: int = 0
    steps: int | None = None
    """How much there is to do; None: not known."""
    note: str | None = None
    """A message id, for most."""

    @property
    def seconds(self) -> float | None:
        """How long it took; None while it runs."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else None


def start_run(session: Session, job: str) -> int:
    """Note that *job* starts now; return the number of its run."""
    _forget_old(session, job)
    run = JobRun(job=job, started_at=clock.now())
    session.add(run)
    session.flush()
    return run.id


def note_progress(
    session: Session, run_id: int, done: int, steps: int | None = None, note: str | None = None
) -> None:
    """Note how far the run is; `steps` and `note` stay as they were when they are None."""
    run = session.get(JobRun, run_id)
    if run is None:
        return
    run.done = done
    run.steps = run.steps if steps is None else steps
    run.note = run.note if note is None else note[:MAX_NOTE]


def finish_run(session: Session, run_id: int, outcome: str, detail: str) -> None:
    """Note how the run ended."""
    run = session.get_one(JobRun, run_id)
    run.finished_at, run.outcome, run.detail = clock.now(), outcome, detail[:MAX_DETAIL]


def close_interrupted_runs(session: Session) -> None:
    """Note that runs without an end were cut off; for the one leader, before it starts any."""
    session.execute(
        update(JobRun)
        .where(JobRun.finished_at.is_(None))
        .values(finished_at=clock.now(), outcome="failed", detail="interrupted")
    )


def get_last_success(session: Session, job: str) -> datetime | None:
    """Return when *job* last started a run that ended well."""
    return session.scalar(
        select(func.max(JobRun.started_at)).where(JobRun.job == job, JobRun.outcome.in_(SUCCESSES))
    )


def list_last_runs(session: Session) -> Sequence[LastRun]:
    """Return the newest run of each job that ever ran, by name."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    rows = session.scalars(select(JobRun).where(JobRun.id.in_(newest)).order_by(JobRun.job))
    return [_told(row) for row in rows]


def list_runs(session: Session, job: str, count: int) -> Sequence[LastRun]:
    """Return the last *count* runs of *job*, newest first."""
    rows = session.scalars(select(JobRun).where(JobRun.job == job).order_by(JobRun.id.desc()).limit(count))
    return [_told(row) for row in rows]


def _told(row: JobRun) -> LastRun:
    return LastRun(
        *(row.job, row.started_at, row.finished_at, row.outcome, row.detail),
        done=row.done,
        steps=row.steps,
        note=row.note,
    )


def _forget_old(session: Session, job: str) -> None:
    """Remove what is old or too much; the newest good run stays, however old."""
    good = select(func.max(JobRun.id)).where(JobRun.job == job, JobRun.outcome.in_(SUCCESSES))
    last = session.scalar(good)
    edge = session.scalar(
        select(JobRun.id).where(JobRun.job == job).order_by(JobRun.id.desc()).offset(KEPT_RUNS).limit(1)
    )
    is_old = (JobRun.started_at < clock.now() - KEPT) | (JobRun.id <= (edge or 0))
    session.execute(delete(JobRun).where(JobRun.job == job, is_old, JobRun.id != (last or 0)))
