"""What the records add up to: first days, day cells, and how far the job has read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import AssistOutcome


class CountedAssist(Base):
    """An assist as the roll-ups last saw it: where its counts lie if it moves or stops counting.

    Withdrawn assists have no row. `household_id` is who was reached: the
    winner of its household's mergers, None when that one was withdrawn or the
    assist never had one.
    """

    __tablename__ = "counted_assist"
    __table_args__ = (Index(None, "village_id", "happened_on"),)

    assist_id: Mapped[OperationId] = mapped_column(ForeignKey("assist.id"), primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    household_id: Mapped[OperationId | None] = mapped_column(ForeignKey("household.id"), index=True)
    topic: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[AssistOutcome] = mapped_column(word_enum(AssistOutcome))
    happened_on: Mapped[date]
    is_provisional: Mapped[bool]
    """It waits for review or was approved; False while it is returned."""
    is_official: Mapped[bool]


class Achievement(Base):
    """The first day on which an indicator holds for a household, and in which village.

    A household reached twice is reached once. `official_*` looks at approved
    assists alone, `provisional_*` also at those that wait for review.
    """

    __tablename__ = "achievement"
    __table_args__ = (
        CheckConstraint("(official_on IS NULL) = (official_village_id IS NULL)", name="official_day_place"),
        Index(None, "provisional_village_id", "provisional_on"),
        Index(None, "official_village_id", "official_on"),
    )

    household_id: Mapped[OperationId] = mapped_column(ForeignKey("household.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    provisional_on: Mapped[date]
    provisional_village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    official_on: Mapped[date | None]
    official_village_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))


class Cell(Base):
    """Counts of one village, indicator and day; places and periods are sums of cells."""

    __tablename__ = "cell"
    __table_args__ = (
        CheckConstraint("provisional_count >= 0 AND official_count >= 0", name="not_negative"),
        Index(None, "indicator", "day"),
    )

    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    provisional_count: Mapped[int]
    official_count: Mapped[int]


class CellSum(Base):
    """The cells of one village and indicator added up over a span of days.

    `span` is a calendar month (`m2026-11`), a year (`y2026`: the sum of its
    months) or `all` (the sum of the years): a figure at a date reads `all` and
    takes away what is later, however long the history.
    """

    __tablename__ = "cell_sum"
    __table_args__ = (Index(None, "village_id", "span"), {"sqlite_with_rowid": False})

    span: Mapped[str] = mapped_column(String(8), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    provisional_count: Mapped[int]
    official_count: Mapped[int]


ALL_DAYS = "all"
LAST_YEAR = "y9999"
"""No span sorts after it."""


def month_span(day: date) -> str:
    """Return the span of the calendar month of *day*."""
    return f"m{day.year:04}-{day.month:02}"


def year_span(day: date) -> str:
    """Return the span of the calendar year of *day*."""
    return f"y{day.year:04}"


class RollUpPosition(Base):
    """How far into a province's log the roll-ups have counted."""

    __tablename__ = "rollup_position"

    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    chain: Mapped[bytes] = mapped_column(LargeBinary(16))
    catalogue_version: Mapped[str] = mapped_column(String(64))
    counted_at: Mapped[datetime]
