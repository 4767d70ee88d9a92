"""What the desk remembers of its reviewing that is no record: bulks to undo, doubts that were settled.

No foreign key leads to a record: after a restore these may be there before a phone has sent it again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import DoubtAnswer


class BulkApproval(Base):
    """The assists of one village and day that were approved at one go, to be undone at one go."""

    __tablename__ = "bulk_approval"
    __table_args__ = (Index(None, "village_id", "approved_at"),)

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    day: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime]
    approved: Mapped[list[list[str]]] = mapped_column(JSON)
    """[assist, approval] ids of exactly what it approved."""
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_count: Mapped[int | None]


class SettledDoubt(Base):
    """A supervisor's answer about two things that looked alike or at odds; it is not asked again.

    Two records (the smaller id first), or a record and the operation that came too late for it.
    """

    __tablename__ = "settled_doubt"

    first_id: Mapped[OperationId] = mapped_column(primary_key=True)
    second_id: Mapped[OperationId] = mapped_column(primary_key=True)
    answer: Mapped[DoubtAnswer] = mapped_column(word_enum(DoubtAnswer))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime]
