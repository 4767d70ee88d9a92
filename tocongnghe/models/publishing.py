"""What leaves the house for others: tokens of other systems, and what was published for everybody."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class ApiToken(Base):
    """What lets one other system read aggregates of a province or of one of its communes."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="lives_a_while"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """The token itself was shown once and is nowhere."""
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    """The province itself, or the one commune that it reads."""
    name: Mapped[str] = mapped_column(String(120))
    """Which system, and who answers for it."""
    scopes: Mapped[str] = mapped_column(String(120))
    """`ApiScope` words, a space between them."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    used_at: Mapped[datetime | None]
    """Within the hour."""


class Edition(Base):
    """The figures of one ended period as they were published: masked, and never changed again."""

    __tablename__ = "edition"
    __table_args__ = (CheckConstraint("to_on >= from_on", name="dates_in_order"),)

    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    """The period's code in the catalogue."""
    from_on: Mapped[date]
    to_on: Mapped[date]
    """The day up to which everything is counted, included."""
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON without any masked figure; `sha256` is of exactly these characters."""
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
