"""Denominators: counts of households, people … of a place at a date, with their source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class PlaceStatistic(Base):
    """One published (or derived, and then so marked) number about a place."""

    __tablename__ = "place_statistic"
    __table_args__ = (
        UniqueConstraint("place_id", "statistic", "as_of"),
        CheckConstraint("value >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    statistic: Mapped[str] = mapped_column(String(40))
    """households, population_14_plus, …: the name that indicators use."""
    value: Mapped[int]
    as_of: Mapped[date]
    source: Mapped[str] = mapped_column(String(300))
    is_derived: Mapped[bool] = mapped_column(default=False)
