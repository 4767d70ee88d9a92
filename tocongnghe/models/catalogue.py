"""Versions of the catalogue that a province opened, on top of the one that is shipped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class CatalogueVersion(Base):
    """The province's own indicators, all of them, as they are from this version on; append-only."""

    __tablename__ = "catalogue_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 …; the shipped catalogue alone is 0."""
    overlay: Mapped[str] = mapped_column(Text)
    """JSON: indicators in the words of indicators.yaml, each for the shipped one of its code, or new."""
    version: Mapped[str] = mapped_column(String(64))
    """Of the catalogue as a whole, as closed periods and exports name it."""
    indicator: Mapped[str] = mapped_column(String(60))
    """The one that changed."""
    reason: Mapped[str] = mapped_column(String(300))
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
