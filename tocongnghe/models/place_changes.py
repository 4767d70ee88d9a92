"""What became of places: successions, names, changes decided by the province and who moved by them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, OperationId, word_enum
from tocongnghe.vocabulary import PlaceChangeKind, PlaceChangeState, SuccessionRelation


class PlaceSuccession(Base):
    """A place that went on in another from `on_day` on.

    Written for all who came before as well: when A went into B and B goes into
    C, then A goes into C, too (`is_direct` False), so that one look is enough.
    """

    __tablename__ = "place_succession"
    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="into_another"),
        Index(None, "to_id", "relation"),
    )

    from_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    on_day: Mapped[date] = mapped_column(primary_key=True)
    relation: Mapped[SuccessionRelation] = mapped_column(word_enum(SuccessionRelation))
    is_direct: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(200))
    """The decree or decision that says so."""
    change_id: Mapped[int | None] = mapped_column(ForeignKey("place_change.id"), index=True)


class PlaceName(Base):
    """What a place that was renamed is called from `valid_from` on; its first name has a row, too."""

    __tablename__ = "place_name"

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    type_name: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("place_change.id"), index=True)


class PlaceChange(Base):
    """A merger, division, renaming or move of places, by decision, from a day on."""

    __tablename__ = "place_change"
    __table_args__ = (Index(None, "province_id", "effective_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    kind: Mapped[PlaceChangeKind] = mapped_column(word_enum(PlaceChangeKind))
    state: Mapped[PlaceChangeState] = mapped_column(word_enum(PlaceChangeState))
    effective_on: Mapped[date]
    decision_number: Mapped[str] = mapped_column(String(60))
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was asked for, as the form said it."""
    trail: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was written and what stood there before, for taking it back."""
    preview: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the preview said when it was decided."""
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When the cards had moved and the names had changed; None before its day."""
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]


class PlaceMove(Base):
    """A household that a change moves from one village to another."""

    __tablename__ = "place_move"
    __table_args__ = (Index(None, "household_id"),)

    change_id: Mapped[int] = mapped_column(ForeignKey("place_change.id"), primary_key=True)
    household_id: Mapped[OperationId] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("place.id"))


class Latecomer(Base):
    """An operation from a phone that did not know of a change: where it named, and where it went."""

    __tablename__ = "latecomer"
    __table_args__ = (Index(None, "change_id"), Index(None, "named_id"))

    operation_id: Mapped[OperationId] = mapped_column(ForeignKey("operation.id"), primary_key=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("place_change.id"))
    named_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """The former village that it names, or that its household lay in."""
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """Where it was recorded: the successor, or the former village if it is of a day before the change."""
    kind: Mapped[str] = mapped_column(String(40))
