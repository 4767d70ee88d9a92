"""Who is logged in at the desk, and one-time codes with which somebody chooses a password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base


class DeskSession(Base):
    """One browser that is logged in; the session is over when the row is gone. A restore ends them all."""

    __tablename__ = "desk_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    """Of what the cookie carries."""
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    stamp: Mapped[str] = mapped_column(String(16))
    """Of the password that it began with: another password ends it."""
    browser: Mapped[str | None] = mapped_column(String(60))
    """Coarse: “Chrome, Android”. Nothing that tells two such phones apart."""
    began_at: Mapped[datetime]
    used_at: Mapped[datetime]
    """Within ten minutes."""


class PasswordCode(Base):
    """A one-time code with which somebody chooses a new password; only its hash is kept."""

    __tablename__ = "password_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: the operator at the shell."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
