"""Classes held in a village: folds of their operations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import ClassState


class ClassSession(Base):
    """A class (lớp học): on a topic or a lesson, with counts of who came, never their names."""

    __tablename__ = "class_session"
    __table_args__ = (
        CheckConstraint("topic IS NOT NULL OR lesson IS NOT NULL", name="about_something"),
        CheckConstraint("women_count BETWEEN 0 AND 1000", name="women_in_a_class"),
        CheckConstraint("men_count BETWEEN 0 AND 1000", name="men_in_a_class"),
        CheckConstraint("over_60_count BETWEEN 0 AND 1000", name="elders_in_a_class"),
        Index(None, "village_id", "seq"),
    )

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    head_op: Mapped[OperationId]
    state: Mapped[ClassState] = mapped_column(word_enum(ClassState))
    seq: Mapped[int] = mapped_column(BigInteger)
    held_on: Mapped[date]
    topic: Mapped[str | None] = mapped_column(String(32))
    lesson: Mapped[str | None] = mapped_column(String(64))
    steps: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """Which steps of the lesson were done, from 1, each once."""
    women_count: Mapped[int | None]
    men_count: Mapped[int | None]
    over_60_count: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(8))
    note: Mapped[str | None] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    logged_at: Mapped[datetime]
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)
