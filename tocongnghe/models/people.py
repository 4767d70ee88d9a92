"""Users, teams, what they may do where, and the phones that speak for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tocongnghe.models.base import Base, DeviceId, GrantId, word_enum
from tocongnghe.vocabulary import Role


class User(Base):
    """A person who logs, reviews or reads."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    login: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Lower case; None for members, who only use phones."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(20))
    """On which the commune reaches them; not what they log in with."""
    language: Mapped[str] = mapped_column(String(8), default="vi")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    assignments: Mapped[list[Assignment]] = relationship(
        back_populates="user", foreign_keys="Assignment.user_id"
    )
    memberships: Mapped[list[Membership]] = relationship(back_populates="user")


class Assignment(Base):
    """A desk role at a place (supervisor of a commune, staff of a province), dated."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),
        CheckConstraint("(role = 'speaker') = (language IS NOT NULL)", name="a_speaker_has_a_language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    role: Mapped[Role] = mapped_column(word_enum(Role))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The first day without; the first day itself when it was ended on that."""
    stands_in_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """The supervisor on leave, when this is a substitute; both may work at the same time."""
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who gave the role; None: the operator at the shell."""
    language: Mapped[str | None] = mapped_column(String(8))
    """Of a speaker: the language whose words they propose and review."""

    user: Mapped[User] = relationship(back_populates="assignments", foreign_keys=[user_id])


class Team(Base):
    """Tổ công nghệ số cộng đồng of a village, or of a commune."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    decision_number: Mapped[str | None] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Membership(Base):
    """A person in a team, dated; history is kept."""

    __tablename__ = "membership"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="dates_in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(word_enum(Role))
    organisation: Mapped[str | None] = mapped_column(String(120))
    decision_number: Mapped[str | None] = mapped_column(String(60))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    user: Mapped[User] = relationship(back_populates="memberships")
    team: Mapped[Team] = relationship()


class Device(Base):
    """A phone (or this installation itself), and what it last told about itself."""

    __tablename__ = "device"

    id: Mapped[DeviceId] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    name: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime]
    split_from_id: Mapped[DeviceId | None] = mapped_column(ForeignKey("device.id"))
    """The phone whose storage this one was copied from; that one's grants speak here too."""
    last_contact_at: Mapped[datetime | None]
    last_empty_at: Mapped[datetime | None]
    """The latest contact at which nothing stayed unsent: whatever comes later was made later."""
    app_version: Mapped[str | None] = mapped_column(String(20))
    unsent_count: Mapped[int | None]
    oldest_unsent_at: Mapped[datetime | None]
    storage: Mapped[str | None] = mapped_column(String(16))
    free_bytes: Mapped[int | None]
    clock_offset_ms: Mapped[int | None]
    evicted_count: Mapped[int | None]
    """Unsent operations that the phone's browser last cleared; the phone reports it once."""
    evicted_at: Mapped[datetime | None]
    """When the server heard of it."""


class Grant(Base):
    """What a login gives one person on one device; a refresh keeps its id."""

    __tablename__ = "grant"

    id: Mapped[GrantId] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    device_id: Mapped[DeviceId] = mapped_column(ForeignKey("device.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    next_token_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    """A refreshed token, not used yet; the old one holds until it is."""
    generation: Mapped[int] = mapped_column(default=0)
    """How often the token was renewed; tokens are derived from it, never stored."""
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    first_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    next_expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    device: Mapped[Device] = relationship()


class EnrolCode(Base):
    """A one-time code that binds a person to a phone; only its hash is kept."""

    __tablename__ = "enrol_code"

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    grant_id: Mapped[GrantId | None] = mapped_column(ForeignKey("grant.id"))
