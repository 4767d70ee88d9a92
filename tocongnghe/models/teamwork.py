"""What the desk writes down about teams, and the paper forms it printed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, word_enum
from tocongnghe.vocabulary import TeamDeed


class TeamChange(Base):
    """Somebody at the desk changed a team or who is in it; append-only."""

    __tablename__ = "team_change"
    __table_args__ = (Index(None, "team_id", "on_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    deed: Mapped[TeamDeed] = mapped_column(word_enum(TeamDeed))
    on_day: Mapped[date]
    """The first day on which it holds."""
    decision_number: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str | None] = mapped_column(String(200))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """What was changed, by field, where a dated row does not say it."""
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]


class PaperBatch(Base):
    """Paper forms printed for a village at one go, numbered from `first` to `last`; no number comes twice."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("village_id", "first"),
        CheckConstraint("first >= 1 AND last >= first", name="numbers_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    first: Mapped[int]
    last: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
