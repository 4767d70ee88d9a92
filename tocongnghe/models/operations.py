"""The append-only truth: operations, the log of their outcomes, and the feed's head.

Source: protocol §3.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, DeviceId, GrantId, OperationId, word_enum
from tocongnghe.vocabulary import OperationOutcome


class Operation(Base):
    """What somebody said happened; immutable but for outcome and reason."""

    __tablename__ = "operation"
    __table_args__ = (
        Index(None, "device_id", "device_n"),
        # What waits and what was in conflict is a handful among millions; ask for it with `literal_execute`.
        *(
            Index(f"ix_operation_{outcome}", "province_id", sqlite_where=where, postgresql_where=where)
            for outcome in ("held", "conflict")
            for where in (text(f"outcome = '{outcome}'"),)
        ),
    )

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    record_id: Mapped[OperationId] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    prev_id: Mapped[OperationId | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    grant_id: Mapped[GrantId | None]
    is_guest: Mapped[bool] = mapped_column(default=False)
    """It came in another person's session, where its author works and does not review."""
    device_id: Mapped[DeviceId]
    device_n: Mapped[int] = mapped_column(BigInteger)
    wall_at: Mapped[int] = mapped_column(BigInteger)
    """Milliseconds since 1970 by the phone's own clock, as sent."""
    est_from: Mapped[datetime]
    est_to: Mapped[datetime]
    """The server's bounds of when it was really made (protocol §10)."""
    schema: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    """Canonical JSON."""
    outcome: Mapped[OperationOutcome] = mapped_column(word_enum(OperationOutcome))
    reason: Mapped[str | None] = mapped_column(String(40))
    extra: Mapped[str | None] = mapped_column(Text)
    """JSON that goes with the reason: the head it met, the rule it broke."""
    waits_for: Mapped[OperationId | None] = mapped_column(index=True)
    """The unknown operation, or the rejected household, that a held one waits for."""
    replaces_id: Mapped[OperationId | None] = mapped_column(index=True)
    """The rejected household.add that this one mends; what named that one follows this one."""
    received_at: Mapped[datetime]


class LogEntry(Base):
    """One line for each outcome an operation had; `seq` has no gaps within a province."""

    __tablename__ = "log"
    __table_args__ = (CheckConstraint("seq > 0", name="seq_from_one"),)

    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    operation_id: Mapped[OperationId] = mapped_column(ForeignKey("operation.id"), index=True)
    outcome: Mapped[OperationOutcome] = mapped_column(word_enum(OperationOutcome))
    reason: Mapped[str | None] = mapped_column(String(40))
    chain: Mapped[bytes] = mapped_column(LargeBinary(16))
    is_change: Mapped[bool] = mapped_column(default=False)
    """True for every line of an operation but its first."""


class Feed(Base):
    """The head of one province's log; the row that its writers lock."""

    __tablename__ = "feed"

    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    chain: Mapped[bytes] = mapped_column(LargeBinary(16))
    genesis: Mapped[bytes] = mapped_column(LargeBinary(16))
    epoch: Mapped[str] = mapped_column(String(16))


class Departed(Base):
    """A record that left a village at `seq`; phones of that village drop it."""

    __tablename__ = "departed"
    __table_args__ = (Index(None, "village_id", "seq"),)

    record_id: Mapped[OperationId] = mapped_column(primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Quarantined(Base):
    """Bytes that could not be taken in, kept for the operator."""

    __tablename__ = "quarantine"

    id: Mapped[int] = mapped_column(primary_key=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    device_id: Mapped[DeviceId | None]
    error: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime]


class JournalEntry(Base):
    """An entry of the journal beside the database whose transaction was committed."""

    __tablename__ = "journal_entry"

    id: Mapped[OperationId] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]


class Setting(Base):
    """A fact about this installation: its own device id, whether its data is synthetic."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
