"""Who took what out of the house, when, and why: kept as it was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.models import ExportNote, Place, User
from tocongnghe.services.access import Actor
from tocongnghe.services.exports.order import Asked
from tocongnghe.vocabulary import ExportKind, Role


@dataclass(frozen=True, slots=True)
class Taken:
    """An export as it was noted."""

    kind: ExportKind
    format: str
    place: str
    filters: dict[str, Any]
    is_identified: bool
    reason: str | None
    who: str | None
    """None: the operator at the shell."""
    at: datetime


def note_export(session: Session, asked: Asked) -> ExportNote:
    """Note what goes out, before it does."""
    order = asked.order
    note = ExportNote(
        kind=order.kind,
        format=order.format,
        place_id=asked.place.id,
        province_id=asked.actor.province_id,
        filters=order.filters(),
        is_identified=order.is_identified,
        reason=order.reason,
        asked_by_id=None if asked.is_operator else asked.actor.user_id,
        asked_at=asked.at,
    )
    session.add(note)
    session.flush()
    return note


def list_notes(session: Session, actor: Actor, count: int) -> list[Taken]:
    """Return the newest *count* exports of the province, who asked for each; for its administrator.

    Raises:
        Forbidden: No administrator.
    """
    actor.require(Role.ADMIN)
    rows = session.execute(
        select(ExportNote, Place.name, User.name)
        .join(Place, Place.id == ExportNote.place_id)
        .outerjoin(User, User.id == ExportNote.asked_by_id)
        .where(ExportNote.province_id == actor.province_id)
        .order_by(ExportNote.id.desc())
        .limit(count)
    )
    return [
        Taken(
            *(note.kind, note.format, place, note.filters),
            is_identified=note.is_identified,
            reason=note.reason,
            who=who,
            at=note.asked_at,
        )
        for note, place, who in rows
    ]
