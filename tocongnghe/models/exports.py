"""What left the house as a file, and the files that are still being made."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, word_enum
from tocongnghe.vocabulary import ExportKind


class ExportState(StrEnum):
    """How far a long export is."""

    WAITING = "waiting"
    READING = "reading"
    """Its rows are being read, as they are at one moment."""
    WRITING = "writing"
    """The rows are read; the file is being written from them."""
    DONE = "done"
    FAILED = "failed"


class ExportNote(Base):
    """Somebody asked for a file: what, of where, in which form, and why; append-only."""

    __tablename__ = "export_note"
    __table_args__ = (
        CheckConstraint("NOT is_identified OR reason IS NOT NULL", name="identified_with_reason"),
        Index(None, "province_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ExportKind] = mapped_column(word_enum(ExportKind))
    format: Mapped[str] = mapped_column(String(8))
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    filters: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Days, topic: as asked for."""
    is_identified: Mapped[bool]
    """Names and what may tell who somebody is are in it."""
    reason: Mapped[str | None] = mapped_column(String(300))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: the operator at the shell."""
    asked_at: Mapped[datetime]


class ExportJob(Base):
    """A file that takes longer than a page may, made by the jobs process; gone after `expires_at`."""

    __tablename__ = "export_job"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (sha256 IS NOT NULL)", name="done_has_a_hash"),
        Index(None, "state", "note_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Random: no address leads from one to the next."""
    note_id: Mapped[int] = mapped_column(ForeignKey("export_note.id"), unique=True)
    state: Mapped[ExportState] = mapped_column(word_enum(ExportState))
    done: Mapped[int] = mapped_column(default=0)
    """Rows read and written so far, of `steps`."""
    steps: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(60))
    """Code of what went wrong."""
    byte_count: Mapped[int | None]
    row_count: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
