"""Reports: what waits as a draft, what was archived version by version, and the files that go with it.

Archived versions and files are only ever added to. As with closings, no foreign
key leads to a record or to the log. A file's bytes lie under their hash among
the instance's recordings, and go with every backup as those do.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, word_enum


class ReportFileKind(StrEnum):
    """What a kept file is."""

    DOCX = "docx"
    """As it was archived."""
    SIGNED = "signed"
    """The scan of the signed paper."""


class ReportDraft(Base):
    """The newest content of a report that made itself; it is made anew until somebody archives it."""

    __tablename__ = "report_draft"
    __table_args__ = (CheckConstraint("closed_count <= commune_count", name="closed_within_all"),)

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    """The period's code in the catalogue."""
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""
    basis: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what its figures stand on: the same basis gives the same figures."""
    closed_count: Mapped[int]
    commune_count: Mapped[int]
    made_at: Mapped[datetime]


class ReportArchive(Base):
    """One archived version of a report: the content, frozen, and why there was a version after the first."""

    __tablename__ = "report_archive"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_from_one"),
        CheckConstraint("version = 1 OR reason IS NOT NULL", name="reason_after_the_first"),
        CheckConstraint("to_on >= from_on", name="dates_in_order"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    """The last day, included."""
    layout: Mapped[str] = mapped_column(String(32))
    catalogue_version: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[str] = mapped_column(Text)
    """Canonical JSON; `sha256` is of exactly these characters."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    basis: Mapped[str] = mapped_column(String(64))
    closed_count: Mapped[int]
    commune_count: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Text)
    archived_at: Mapped[datetime]
    archived_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class ReportFile(Base):
    """A file of an archived version, kept under its hash."""

    __tablename__ = "report_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["place_id", "period", "version"],
            ["report_archive.place_id", "report_archive.period", "report_archive.version"],
        ),
        CheckConstraint("byte_count > 0", name="not_empty"),
    )

    place_id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    kind: Mapped[ReportFileKind] = mapped_column(word_enum(ReportFileKind))
    byte_count: Mapped[int]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


def _refuse(_mapper: Any, _connection: Any, row: Base) -> None:
    raise TypeError(f"rows of {row.__tablename__} are only ever added")


for _model in (ReportArchive, ReportFile):
    for _change in ("before_update", "before_delete"):
        event.listen(_model, _change, _refuse)
