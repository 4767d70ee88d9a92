"""Spot checks: which assists of a team and month somebody looks into, and what they found.

No foreign key leads to an assist: after a restore its check may be there before its phone has sent it again.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import SpotFinding


class SpotDraw(Base):
    """The random sample of one team's work in one month, drawn once and kept."""

    __tablename__ = "spot_draw"
    __table_args__ = (
        UniqueConstraint("team_id", "from_on"),
        CheckConstraint("to_on >= from_on", name="dates_in_order"),
        CheckConstraint("population_count >= 0", name="not_negative"),
        Index(None, "from_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    period: Mapped[str] = mapped_column(String(20))
    """The month's code in the catalogue."""
    from_on: Mapped[date]
    to_on: Mapped[date]
    """The last day, included."""
    seed: Mapped[str] = mapped_column(String(32))
    """With it anybody can draw the same sample from the same assists again."""
    population_count: Mapped[int]
    """How many assists it was drawn from."""
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    drawn_at: Mapped[datetime]


class SpotCheck(Base):
    """One assist of a sample, and what a call or a visit found; no finding: nobody has looked yet."""

    __tablename__ = "spot_check"
    __table_args__ = (
        UniqueConstraint("draw_id", "assist_id"),
        CheckConstraint("(finding IS NULL) = (checked_at IS NULL)", name="finding_has_its_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("spot_draw.id"))
    assist_id: Mapped[OperationId]
    position: Mapped[int]
    """From 1, as drawn."""
    finding: Mapped[SpotFinding | None] = mapped_column(word_enum(SpotFinding))
    note: Mapped[str | None] = mapped_column(Text)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime | None]
