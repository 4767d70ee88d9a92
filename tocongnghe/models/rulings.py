"""Small folds of one operation each: what was read or done, and what was ruled on waiting work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import Acknowledged, AcknowledgementState, RulingVerdict


class Acknowledgement(Base):
    """Somebody read a notice or did a task; known to the server only."""

    __tablename__ = "acknowledgement"

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    head_op: Mapped[OperationId]
    state: Mapped[AcknowledgementState] = mapped_column(word_enum(AcknowledgementState))
    seq: Mapped[int] = mapped_column(BigInteger)
    of: Mapped[Acknowledged] = mapped_column(word_enum(Acknowledged))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    text: Mapped[str | None] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)


class Ruling(Base):
    """A supervisor's word on an operation that was held: take it as it is, or refuse it."""

    __tablename__ = "ruling"

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    operation_id: Mapped[OperationId] = mapped_column(ForeignKey("operation.id"), index=True)
    head_op: Mapped[OperationId]
    village_code: Mapped[str | None] = mapped_column(String(16))
    """Where it belongs, when the village that it names was divided."""
    state: Mapped[RulingVerdict] = mapped_column(word_enum(RulingVerdict))
    seq: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ruled_at: Mapped[datetime]
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)
