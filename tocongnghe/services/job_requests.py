"""Between the pages and the jobs process: requests to run a job, its sign of life, when what runs next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.models import JobPlan, JobRequest, JobsBeat

BEAT = timedelta(seconds=10)
"""Between two signs of life."""
SILENT_AFTER = timedelta(seconds=60)
"""Longer without one: no jobs process is at work. A long write of another process may hold one back."""
KEPT = timedelta(days=30)
THE_ONE = 1


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that has not been met; it may have been begun and cut off."""

    id: int
    job: str


def request_run(session: Session, job: str, user_id: int | None) -> None:
    """Ask for a run of *job* soon; one that waits already is enough."""
    waiting = select(JobRequest.id).where(
        JobRequest.job == job, JobRequest.finished_at.is_(None), JobRequest.run_id.is_(None)
    )
    if session.scalars(waiting.limit(1)).first() is None:
        session.add(JobRequest(job=job, requested_at=clock.now(), requested_by_id=user_id))


def list_open_requests(session: Session) -> list[OpenRequest]:
    """Return the requests that are to be met, oldest first."""
    rows = session.execute(
        select(JobRequest.id, JobRequest.job).where(JobRequest.finished_at.is_(None)).order_by(JobRequest.id)
    )
    return [OpenRequest(id, job) for id, job in rows]


def begin_request(session: Session, request_id: int, run_id: int) -> None:
    """Note which run the request led to."""
    request = session.get(JobRequest, request_id)
    if request is not None:
        request.run_id = run_id


def finish_request(session: Session, request_id: int) -> None:
    """Note that the request was met, well or not."""
    session.execute(delete(JobRequest).where(JobRequest.finished_at < clock.now() - KEPT))
    request = session.get(JobRequest, request_id)
    if request is not None:
        request.finished_at = clock.now()


def beat(session: Session, pid: int, began_at: datetime) -> None:
    """Leave a sign of life of the process that leads."""
    row = session.get(JobsBeat, THE_ONE) or JobsBeat(id=THE_ONE)
    row.pid, row.began_at, row.beat_at = pid, began_at, clock.now()
    session.add(row)


def fall_silent(session: Session, pid: int) -> None:
    """Note that the process has ended in good order."""
    row = session.get(JobsBeat, THE_ONE)
    if row is not None and row.pid == pid:
        session.delete(row)


def last_beat(session: Session) -> datetime | None:
    """Return the last sign of life; None: no jobs process has run here, or it ended in good order."""
    return session.scalar(select(JobsBeat.beat_at).where(JobsBeat.id == THE_ONE))


def is_at_work(session: Session) -> bool:
    """Tell whether a jobs process has given a sign of life lately."""
    at = last_beat(session)
    return at is not None and clock.now() - at < SILENT_AFTER


def plan(session: Session, next_runs: Mapping[str, datetime | None]) -> None:
    """Note when each job runs next."""
    for job, at in next_runs.items():
        row = session.get(JobPlan, job) or JobPlan(job=job)
        row.next_run_at = at
        session.add(row)


def planned(session: Session) -> dict[str, datetime | None]:
    """Return when each job runs next, as the jobs process last said."""
    return {row.job: row.next_run_at for row in session.scalars(select(JobPlan))}
