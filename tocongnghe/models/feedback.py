"""What people say (feedback), and what a village has (surveys): folds of their operations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import FeedbackCategory, FeedbackState, SurveyedExtent, SurveySource, SurveyState


class Feedback(Base):
    """A wish or complaint (góp ý) that a team passes on, and the commune's answer."""

    __tablename__ = "feedback"
    __table_args__ = (Index(None, "village_id", "seq"),)

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    household_id: Mapped[OperationId | None] = mapped_column(ForeignKey("household.id"), index=True)
    head_op: Mapped[OperationId]
    state: Mapped[FeedbackState] = mapped_column(word_enum(FeedbackState))
    seq: Mapped[int] = mapped_column(BigInteger)
    category: Mapped[FeedbackCategory] = mapped_column(word_enum(FeedbackCategory))
    text: Mapped[str | None] = mapped_column(Text)
    voice: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the recording, hexadecimal."""
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    raised_at: Mapped[datetime]
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)


class VillageSurvey(Base):
    """Power, signal, fibre and cash of a village on a day; a newer survey does not replace an older one."""

    __tablename__ = "village_survey"
    __table_args__ = (Index(None, "village_id", "seq"),)

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    head_op: Mapped[OperationId]
    state: Mapped[SurveyState] = mapped_column(word_enum(SurveyState))
    seq: Mapped[int] = mapped_column(BigInteger)
    surveyed_on: Mapped[date]
    power: Mapped[SurveyedExtent | None] = mapped_column(word_enum(SurveyedExtent, "power_word"))
    mobile_signal: Mapped[SurveyedExtent | None] = mapped_column(word_enum(SurveyedExtent, "signal_word"))
    has_fibre: Mapped[bool | None]
    has_cash_point: Mapped[bool | None]
    source: Mapped[SurveySource | None] = mapped_column(word_enum(SurveySource))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    logged_at: Mapped[datetime]
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)
