"""Words of the province's speakers: what they proposed, and what holds over the shipped catalogues."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from tocongnghe.models.base import Base, word_enum


class ProposalState(StrEnum):
    """What became of a text that a speaker proposed."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """Another text was proposed before anybody reviewed this one."""


class WordProposal(Base):
    """A text that a speaker wrote for one message id in one language, and what another made of it."""

    __tablename__ = "word_proposal"
    __table_args__ = (
        Index("ix_word_proposal_language_key", "language", "key"),
        Index(
            "uq_word_proposal_open",
            "language",
            "key",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(16))
    """The first 16 hexadecimal digits of the message id's SHA-256."""
    msgid: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    vietnamese: Mapped[str] = mapped_column(Text)
    """What stood beside it when it was written; "" for Vietnamese itself."""
    evidence: Mapped[str] = mapped_column(Text, default="")
    """Where the words come from, in the proposer's own: no names of people."""
    state: Mapped[ProposalState] = mapped_column(word_enum(ProposalState))
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str | None] = mapped_column(String(300))
    """Why it was returned."""


class WordChange(Base):
    """From here on this text holds for a message id in a language; append-only, the newest holds."""

    __tablename__ = "word_change"
    __table_args__ = (Index("ix_word_change_language_key_number", "language", "key", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … over all languages; no change is 0."""
    language: Mapped[str] = mapped_column(String(8))
    key: Mapped[str] = mapped_column(String(16))
    msgid: Mapped[str] = mapped_column(Text)
    text: Mapped[str | None] = mapped_column(Text)
    """None: what the program brings holds again."""
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("word_proposal.id"))
    """Where the text was proposed; None with no text."""
    undoes: Mapped[int | None] = mapped_column(ForeignKey("word_change.number"))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str | None] = mapped_column(String(300))
    """Why it was undone."""
