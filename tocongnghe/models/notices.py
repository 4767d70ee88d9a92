"""What the commune tells a village (notices) and asks of its team (tasks): folds of their operations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import NoticeState, TaskState


class Notice(Base):
    """What a commune tells one village's team, and who of them has read it."""

    __tablename__ = "notice"
    __table_args__ = (Index(None, "village_id", "seq"),)

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    head_op: Mapped[OperationId]
    state: Mapped[NoticeState] = mapped_column(word_enum(NoticeState))
    seq: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    until_on: Mapped[date | None]
    """The last day on which it matters."""
    readers: Mapped[list[int]] = mapped_column(JSON)
    """Ids of users, in the order in which their reading arrived."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    posted_at: Mapped[datetime]
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)


class Task(Base):
    """What a supervisor or a team leader asks of one person, or of a village's whole team."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_has_its_moment"),
        Index(None, "village_id", "seq"),
    )

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    household_id: Mapped[OperationId | None] = mapped_column(ForeignKey("household.id"), index=True)
    head_op: Mapped[OperationId]
    state: Mapped[TaskState] = mapped_column(word_enum(TaskState))
    seq: Mapped[int] = mapped_column(BigInteger)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Whose it is; None: the whole team's."""
    text: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None]
    done_text: Mapped[str | None] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime]
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)
