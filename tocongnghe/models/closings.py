"""Reporting periods that communes closed: frozen figures, version by version, and why one was opened again.

Both tables are only ever added to. No foreign key leads to a record or to the
log: after a restore a closing may be there before the phones' work is.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Text,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class Closing(Base):
    """One version of a closed period: the figures as they were at one place of the log."""

    __tablename__ = "closing"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_from_one"),
        CheckConstraint("to_on >= from_on", name="dates_in_order"),
    )

    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    """The commune."""
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    """The period's code in the catalogue."""
    version: Mapped[int] = mapped_column(primary_key=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    """The last day, included."""
    counted_on: Mapped[date]
    """The day whose villages were the commune's."""
    closed_with: Mapped[str | None] = mapped_column(String(24))
    """The period with whose closing the last part of this one was closed; none: it was closed by itself."""
    seq: Mapped[int] = mapped_column(BigInteger)
    """Everything up to this line of the province's log is counted, and nothing after it."""
    chain: Mapped[bytes] = mapped_column(LargeBinary(16))
    catalogue_version: Mapped[str] = mapped_column(String(64))
    snapshot: Mapped[str] = mapped_column(Text)
    """Canonical JSON; `sha256` is of exactly these characters."""
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was closed although something was still open."""
    signer: Mapped[str | None] = mapped_column(String(120))
    """Who is to sign the printed figures."""
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Reopening(Base):
    """A version that holds no longer; the next closing of the period is the next version."""

    __tablename__ = "reopening"
    __table_args__ = (
        ForeignKeyConstraint(
            ["place_id", "period", "version"], ["closing.place_id", "closing.period", "closing.version"]
        ),
    )

    place_id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    reopened_at: Mapped[datetime]
    reopened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


def _refuse(_mapper: Any, _connection: Any, row: Base) -> None:
    raise TypeError(f"rows of {row.__tablename__} are only ever added")


for _model in (Closing, Reopening):
    for _change in ("before_update", "before_delete"):
        event.listen(_model, _change, _refuse)
