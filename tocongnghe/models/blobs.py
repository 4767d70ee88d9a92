"""Recorded voices that phones send; the sound itself lies in a file beside the database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, DeviceId, GrantId


class Blob(Base):
    """A recording by the hash of its content; whole once `completed_at` is there."""

    __tablename__ = "blob"
    __table_args__ = (CheckConstraint("byte_count > 0", name="not_empty"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Hexadecimal, lower case."""
    media_type: Mapped[str] = mapped_column(String(40))
    byte_count: Mapped[int]
    """Of the whole recording, as announced by the first part."""
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    device_id: Mapped[DeviceId] = mapped_column(ForeignKey("device.id"), index=True)
    grant_id: Mapped[GrantId] = mapped_column(ForeignKey("grant.id"))
    begun_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
