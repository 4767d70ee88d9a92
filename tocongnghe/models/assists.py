"""Assists and the reviews of them: folds of their operations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import AssistOutcome, AssistStage, AssistState, LastUsed, NotPossibleReason


class Assist(Base):
    """One recorded act of help; without a household it is a visit to the village only."""

    __tablename__ = "assist"
    __table_args__ = (
        CheckConstraint("people_count BETWEEN 0 AND 50", name="people_in_a_household"),
        CheckConstraint("reason IS NULL OR outcome = 'not_possible'", name="reason_when_not_possible"),
        Index(None, "village_id", "seq"),
        Index(None, "village_id", "state", "happened_on"),
        Index(None, "household_id", "happened_on"),
        Index(
            None,
            "village_id",
            "paper_number",
            sqlite_where=text("paper_number IS NOT NULL"),
            postgresql_where=text("paper_number IS NOT NULL"),
        ),
    )

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    household_id: Mapped[OperationId | None] = mapped_column(ForeignKey("household.id"))
    head_op: Mapped[OperationId]
    state: Mapped[AssistState] = mapped_column(word_enum(AssistState))
    seq: Mapped[int] = mapped_column(BigInteger)
    slot: Mapped[int | None]
    topic: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[AssistOutcome] = mapped_column(word_enum(AssistOutcome))
    reason: Mapped[NotPossibleReason | None] = mapped_column(word_enum(NotPossibleReason))
    stage: Mapped[AssistStage | None] = mapped_column(word_enum(AssistStage))
    last_used: Mapped[LastUsed | None] = mapped_column(word_enum(LastUsed))
    happened_on: Mapped[date]
    people_count: Mapped[int | None]
    details: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    follow_up_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)
    voice: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of a spoken note, hexadecimal."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who gave the help."""
    paper_number: Mapped[str | None] = mapped_column(String(20))
    """Of the paper form on which it was first written down; numbered within the village."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who entered it at the desk for its author; None when the author did."""
    logged_at: Mapped[datetime]
    review_reason: Mapped[str | None] = mapped_column(String(32))
    """Reason and text of the latest return; cleared by an approval."""
    review_text: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    """It came, was corrected or withdrawn after its period was closed, and counts in the next version."""
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)
    is_possible_duplicate: Mapped[bool] = mapped_column(default=False)


class Review(Base):
    """A supervisor's verdict on exactly the version of an assist that was shown."""

    __tablename__ = "review"

    id: Mapped[OperationId] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    assist_id: Mapped[OperationId] = mapped_column(ForeignKey("assist.id"), index=True)
    version: Mapped[OperationId]
    """The head operation that the verdict covers."""
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(String(32))
    text: Mapped[str | None] = mapped_column(Text)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reviewed_at: Mapped[datetime]
