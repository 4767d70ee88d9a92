"""Phrases that local speakers recorded, who they are, who listened; the sound lies in files beside."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, word_enum


class SpokenState(StrEnum):
    """How a recording stands."""

    WAITING = "waiting"
    """Recorded; somebody else is to listen."""
    APPROVED = "approved"
    """Phones fetch it, the newest of each phrase."""
    RETURNED = "returned"
    GONE = "gone"
    """Its speaker took the consent back: its sound is nowhere any more."""


class SpokenAct(StrEnum):
    """What somebody did with a recording."""

    RECORDED = "recorded"
    APPROVED = "approved"
    RETURNED = "returned"
    UNDONE = "undone"
    """It waits again."""
    WITHDRAWN = "withdrawn"


class Speaker(Base):
    """Somebody whose voice is recorded, by their own consent.

    After a withdrawal nothing is left here that says who it was.
    """

    __tablename__ = "speaker"
    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR name = ''", name="nameless_once_withdrawn"),
        CheckConstraint("withdrawn_at IS NOT NULL OR name <> ''", name="named_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(120))
    """What they are in their village, in their own words."""
    language: Mapped[str] = mapped_column(String(8))
    dialect: Mapped[str] = mapped_column(String(120))
    """The place whose speech it is, and what it is called there."""
    consented_on: Mapped[date]
    consent_note: Mapped[str] = mapped_column(String(500))
    """How consent to be recorded was given, and where it is kept."""
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]


class SpokenRecording(Base):
    """One phrase as one speaker said it."""

    __tablename__ = "spoken_recording"
    __table_args__ = (
        CheckConstraint("byte_count > 0", name="not_empty"),
        CheckConstraint("duration_ms > 0", name="has_length"),
        Index("ix_spoken_recording_standing", "province_id", "language", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id"), index=True)
    phrase: Mapped[str] = mapped_column(String(40))
    """Its code on the sheet."""
    language: Mapped[str] = mapped_column(String(8))
    msgid: Mapped[str] = mapped_column(String(300))
    """As the sheet had it then: with other words the recording is of something else."""
    said: Mapped[str] = mapped_column(Text)
    """The words that stood before the speaker."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    byte_count: Mapped[int]
    duration_ms: Mapped[int]
    state: Mapped[SpokenState] = mapped_column(word_enum(SpokenState))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class SpokenNote(Base):
    """A line of the history of a recording; lines are only ever added."""

    __tablename__ = "spoken_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("spoken_recording.id"), index=True)
    act: Mapped[SpokenAct] = mapped_column(word_enum(SpokenAct))
    reason: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
