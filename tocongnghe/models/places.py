"""Administrative places through time.

The key is (code, valid_from): communes of 2025 re-use older communes' codes
under other names. Codes are text with leading zeros, never numbers.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, word_enum
from tocongnghe.vocabulary import PlaceKind


class Place(Base):
    """A province, commune or village as it was from `valid_from` to `valid_to` (exclusive).

    One whose two days are the same never was: the change that made it was taken back.
    """

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16))
    kind: Mapped[PlaceKind] = mapped_column(word_enum(PlaceKind))
    type_name: Mapped[str] = mapped_column(String(40))
    """What the kind is called there: Tỉnh, Xã, Phường, Thôn, Bản, Khối phố …"""
    name: Mapped[str] = mapped_column(String(120))
    """Full name for readers, type included ("Xã Bắc Sơn")."""
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    district: Mapped[str | None] = mapped_column(String(80))
    """The district that a former commune lay in; there have been none since 1 July 2025."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class PlaceParent(Base):
    """Which place a place belonged to, from `valid_from` to `valid_to` (exclusive)."""

    __tablename__ = "place_parent"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        Index(None, "parent_id", "place_id"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
