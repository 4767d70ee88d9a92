"""Calls that the commune made to a team which is silent, or whose phones are."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, word_enum
from tocongnghe.vocabulary import CallResult


class TeamCall(Base):
    """Somebody at the desk called a team; append-only."""

    __tablename__ = "team_call"
    __table_args__ = (Index(None, "team_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    result: Mapped[CallResult] = mapped_column(word_enum(CallResult))
    text: Mapped[str | None] = mapped_column(String(300))
    quiet_until_on: Mapped[date]
    """The first day on which the desk asks again, if it is still silent then."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
