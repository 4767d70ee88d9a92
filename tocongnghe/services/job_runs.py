"""The diary of the jobs: when each ran, how it ended, what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import JobRun

KEPT = timedelta(days=30)
MAX_DETAIL = 2000  # characters


@dataclass(frozen=True)
class LastRun:
    """The newest run of a job; `outcome` is ok, healed or failed, None while it runs."""

    job: str
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    detail: str | None


def start_run(session: Session, job: str) -> int:
    """Note that *job* starts now; return the number of its run."""
    session.execute(delete(JobRun).where(JobRun.job == job, JobRun.started_at < clock.now() - KEPT))
    run = JobRun(job=job, started_at=clock.now())
    session.add(run)
    session.flush()
    return run.id


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
        select(func.max(JobRun.started_at)).where(JobRun.job == job, JobRun.outcome.in_(("ok", "healed")))
    )


def list_last_runs(session: Session) -> Sequence[LastRun]:
    """Return the newest run of each job that ever ran, by name."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    rows = session.scalars(select(JobRun).where(JobRun.id.in_(newest)).order_by(JobRun.job))
    return [LastRun(row.job, row.started_at, row.finished_at, row.outcome, row.detail) for row in rows]
