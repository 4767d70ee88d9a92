"""Households and their consents: folds of their operations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import ConsentMethod, ConsentStanding, ConsentState, HouseholdState, Poverty


class Household(Base):
    """Who was helped. No identity numbers, no position, no ethnicity."""

    __tablename__ = "household"
    __table_args__ = (
        CheckConstraint("people_count BETWEEN 0 AND 50", name="people_in_a_household"),
        CheckConstraint("children_under_16_count BETWEEN 0 AND 50", name="children_in_a_household"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_has_winner"),
        Index(None, "village_id", "seq"),
    )

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    head_op: Mapped[OperationId]
    state: Mapped[HouseholdState] = mapped_column(word_enum(HouseholdState))
    seq: Mapped[int] = mapped_column(BigInteger)
    head_name: Mapped[str] = mapped_column(String(120))
    people_count: Mapped[int | None]
    children_under_16_count: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(8))
    phone: Mapped[str | None] = mapped_column(String(20))
    has_smartphone: Mapped[bool | None]
    has_electricity: Mapped[bool | None]
    has_signal: Mapped[bool | None]
    poverty: Mapped[Poverty | None] = mapped_column(word_enum(Poverty))
    poverty_year: Mapped[int | None]
    roster: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    """[{slot, label, birth_year?}]; never identity numbers."""
    note: Mapped[str | None] = mapped_column(Text)
    consent: Mapped[ConsentStanding] = mapped_column(word_enum(ConsentStanding))
    merged_into_id: Mapped[OperationId | None] = mapped_column(ForeignKey("household.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    moved_on: Mapped[date | None]
    """Since when it lies in its village, if a change of places put it there; before, in `moved_from_id`."""
    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    moved_at: Mapped[datetime | None]
    """When the server moved it: a phone that was in touch since may know."""
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """An answer to the consent text, for a household or one person slot in it."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "village_id", "seq"),)

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    household_id: Mapped[OperationId] = mapped_column(ForeignKey("household.id"), index=True)
    head_op: Mapped[OperationId]
    state: Mapped[ConsentState] = mapped_column(word_enum(ConsentState))
    seq: Mapped[int] = mapped_column(BigInteger)
    slot: Mapped[int | None]
    text_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    method: Mapped[ConsentMethod] = mapped_column(word_enum(ConsentMethod))
    witness: Mapped[str | None] = mapped_column(String(120))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdraw_reason: Mapped[str | None] = mapped_column(Text)
    is_late_scope: Mapped[bool] = mapped_column(default=False)
    is_clock_suspect: Mapped[bool] = mapped_column(default=False)
