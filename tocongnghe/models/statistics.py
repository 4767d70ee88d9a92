"""Denominators: counts of households, people … of a place at a date, with their source."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
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


class StatisticUpload(Base):
    """Numbers that somebody brought in at one go, and whether that was taken back."""

    __tablename__ = "statistic_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    """Of the file, as its reader will know it again."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: at the command line."""
    at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]


class StatisticChange(Base):
    """What an upload did to one number; append-only, so that it can be told and taken back."""

    __tablename__ = "statistic_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("statistic_upload.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    statistic: Mapped[str] = mapped_column(String(40))
    as_of: Mapped[date]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """value, source, is_derived; None: there was none."""
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
