"""What the records add up to: first days, day cells, and how far the job has read.

Nothing here refers to a record by a foreign key: a million of them would be
looked up whenever all is counted anew, and every night compares these rows
with the records anyway.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import AssistOutcome, AssistStage, Poverty

IN_ORDER_OF_KEY = {"sqlite_with_rowid": False}
"""Rows lie as their keys sort: what was counted anew is compared by walking both in one order."""


class CountedAssist(Base):
    """An assist as the roll-ups last saw it: where its counts lie if it moves or stops counting.

    Withdrawn assists have no row. `household_id` is who was reached: the
    winner of its household's mergers, None when that one was withdrawn or the
    assist never had one.
    """

    __tablename__ = "counted_assist"
    __table_args__ = (Index(None, "village_id", "happened_on"), IN_ORDER_OF_KEY)

    assist_id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    household_id: Mapped[OperationId | None] = mapped_column(index=True)
    topic: Mapped[str] = mapped_column(String(32))
    outcome: Mapped[AssistOutcome] = mapped_column(word_enum(AssistOutcome))
    stage: Mapped[AssistStage | None] = mapped_column(word_enum(AssistStage))
    slot: Mapped[int | None]
    """The person of the household whom it was for."""
    shop: Mapped[str | None] = mapped_column(String(10))
    """The platform on which the household sells, of those that the catalogue tells apart."""
    poverty: Mapped[Poverty | None] = mapped_column(word_enum(Poverty))
    """What the newest list says of who was reached."""
    happened_on: Mapped[date]
    is_provisional: Mapped[bool]
    """It waits for review or was approved; False while it is returned."""
    is_official: Mapped[bool]


class CountedEvent(Base):
    """A class or a survey as the roll-ups last saw it; nobody reviews those, so they are official at once.

    Withdrawn ones have no row.
    """

    __tablename__ = "counted_event"
    __table_args__ = (
        CheckConstraint("records IN ('classes', 'surveys')", name="known_records"),
        CheckConstraint("attendee_count >= 0", name="not_negative"),
        Index(None, "village_id", "happened_on"),
    )

    record_id: Mapped[OperationId] = mapped_column(primary_key=True)
    records: Mapped[str] = mapped_column(String(16))
    """classes, surveys: as the catalogue has them."""
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    topic: Mapped[str | None] = mapped_column(String(32))
    happened_on: Mapped[date]
    attendee_count: Mapped[int]


class Achievement(Base):
    """The first day on which an indicator holds for a household, or a part of it, and in which village.

    A household reached twice is reached once. `official_*` looks at approved
    assists alone, `provisional_*` also at those that wait for review.
    """

    __tablename__ = "achievement"
    __table_args__ = (
        CheckConstraint("(official_on IS NULL) = (official_village_id IS NULL)", name="official_day_place"),
        Index(None, "provisional_village_id", "provisional_on"),
        Index(None, "official_village_id", "official_on"),
        IN_ORDER_OF_KEY,
    )

    household_id: Mapped[OperationId] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    part: Mapped[str] = mapped_column(String(10), primary_key=True)
    """Which person (slot) or shop (platform) of it; empty for the household itself, and for one not named."""
    provisional_on: Mapped[date]
    provisional_village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    official_on: Mapped[date | None]
    official_village_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))


class VillageAchievement(Base):
    """The first day on which an indicator holds for a village; None where it holds officially on none."""

    __tablename__ = "village_achievement"

    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    provisional_on: Mapped[date]
    official_on: Mapped[date | None]


class Cell(Base):
    """Counts of one village, indicator and day; places and periods are sums of cells."""

    __tablename__ = "cell"
    __table_args__ = (
        CheckConstraint("provisional_count >= 0 AND official_count >= 0", name="not_negative"),
        Index(None, "indicator", "day"),
        IN_ORDER_OF_KEY,
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
    __table_args__ = (Index(None, "village_id", "span"), IN_ORDER_OF_KEY)

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
