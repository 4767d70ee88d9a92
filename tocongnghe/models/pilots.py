"""Pilots: topics and indicators that some communes have, or go without, for a while, and why."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class Pilot(Base):
    """What is tried where, from when to when, and what one wants to know."""

    __tablename__ = "pilot"
    __table_args__ = (
        UniqueConstraint("province_id", "code"),
        CheckConstraint("to_on >= from_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    code: Mapped[str] = mapped_column(String(40))
    """Told apart by it when a pilot travels to another installation."""
    name: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(500))
    switches_off: Mapped[bool] = mapped_column(default=False)
    """False: offered in these communes only; True: offered everywhere but here."""
    topics: Mapped[list[str]] = mapped_column(JSON)
    """Codes of the catalogue."""
    indicators: Mapped[list[str]] = mapped_column(JSON)
    from_on: Mapped[date]
    to_on: Mapped[date]
    """The last day, included."""
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]


class PilotPlace(Base):
    """A commune of a pilot."""

    __tablename__ = "pilot_place"

    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)
