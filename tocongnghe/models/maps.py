"""Boundary files that provinces imported, ready to be drawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class BoundaryFile(Base):
    """The communes' shapes as a province's newest file gives them; no legal boundaries."""

    __tablename__ = "boundary_file"

    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    """Who drew it and of which year, in the province's words."""
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file as it came."""
    shapes: Mapped[str] = mapped_column(Text)
    """JSON: width and height of the drawing, and by commune code a path and where its label stands."""
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: at the shell."""
