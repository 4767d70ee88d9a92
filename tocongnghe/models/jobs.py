"""What the jobs process tells the pages, and what the pages ask of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class JobRun(Base):
    """One run of a job, for the page and for the doctor."""

    __tablename__ = "job_run"
    __table_args__ = (
        Index(None, "job", "started_at"),
        CheckConstraint("done >= 0 AND (steps IS NULL OR steps >= 0)", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    """ok, healed, failed; None while it runs."""
    detail: Mapped[str | None] = mapped_column(Text)
    done: Mapped[int] = mapped_column(default=0)
    """How much of `steps` is done, in whatever the job counts."""
    steps: Mapped[int | None]
    """How much there is; None: not known."""
    note: Mapped[str | None] = mapped_column(String(200))
    """What it is at, in a few words for the operator."""


class JobRequest(Base):
    """Somebody asked for a job to run now; the jobs process takes it up within seconds."""

    __tablename__ = "job_request"
    __table_args__ = (Index(None, "finished_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: the program itself."""
    run_id: Mapped[int | None] = mapped_column(ForeignKey("job_run.id", ondelete="SET NULL"))
    """The newest run that it led to."""
    finished_at: Mapped[datetime | None]
    """When such a run came to its end; a run that was cut off is begun again."""


class JobPlan(Base):
    """When a job runs next, as the jobs process last planned it."""

    __tablename__ = "job_plan"

    job: Mapped[str] = mapped_column(String(40), primary_key=True)
    next_run_at: Mapped[datetime | None]


class JobsBeat(Base):
    """The sign of life of the jobs process that leads: one row."""

    __tablename__ = "jobs_beat"

    id: Mapped[int] = mapped_column(primary_key=True)
    pid: Mapped[int]
    began_at: Mapped[datetime]
    beat_at: Mapped[datetime]
