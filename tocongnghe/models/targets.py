"""What a place is to reach: values of an indicator in a period."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe import clock
from tocongnghe.models.base import Base


class Target(Base):
    """One value of an indicator that a place is to reach from `from_on` to `to_on`, both included."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("place_id", "indicator", "from_on", "to_on"),
        CheckConstraint("value >= 0", name="not_negative"),
        CheckConstraint("to_on >= from_on", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    indicator: Mapped[str] = mapped_column(String(60))
    """Its code in the catalogue."""
    from_on: Mapped[date]
    to_on: Mapped[date]
    value: Mapped[int]
    source: Mapped[str] = mapped_column(String(300))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who set the value that holds; None: at the command line."""
    set_at: Mapped[datetime] = mapped_column(default=clock.now)
