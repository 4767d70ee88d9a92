"""What a household answered when it was asked for its consent, and the voice in which it did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.models import Consent, Household, Operation, User
from tocongnghe.services.access import Actor
from tocongnghe.services.feedback import Recording, find_recording
from tocongnghe.vocabulary import ConsentMethod, ConsentState, Role


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One answer of a household, or of a person on its card."""

    id: str
    state: ConsentState
    slot: int | None
    method: ConsentMethod
    witness: str | None
    member: str | None
    given_at: datetime
    withdrawn_at: datetime | None
    has_voice: bool


def list_consents(session: Session, actor: Actor, household_id: str | None) -> list[ConsentRow]:
    """Return what was answered for a card, and for those merged into it, the newest first.

    Raises:
        Forbidden: No supervisor.
    """
    actor.require(Role.SUPERVISOR)
    if household_id is None:
        return []
    rows = session.execute(
        select(Consent, User.name, Operation.body)
        .join(Household, Household.id == Consent.household_id)
        .outerjoin(User, User.id == Consent.author_id)
        .outerjoin(Operation, Operation.id == Consent.id)
        .where(
            or_(Household.id == household_id, Household.merged_into_id == household_id),
            Household.village_id.in_(actor.village_ids),
        )
        .order_by(Consent.given_at.desc(), Consent.id)
    )
    return [
        ConsentRow(
            row.id,
            row.state,
            row.slot,
            row.method,
            row.witness,
            member,
            row.given_at,
            row.withdrawn_at,
            has_voice=_recording_in(body) is not None,
        )
        for row, member, body in rows
    ]


def find_consent_voice(session: Session, actor: Actor, id: str, folder: Path) -> Recording:
    """Return the voice with which a household of the actor's villages agreed.

    Raises:
        Forbidden: No supervisor.
        NotFound: No such consent there, no voice with it, or it has not arrived.
    """
    actor.require(Role.SUPERVISOR)
    body = session.scalar(
        select(Operation.body)
        .join(Consent, Consent.id == Operation.id)
        .join(Household, Household.id == Consent.household_id)
        .where(Consent.id == id, Household.village_id.in_(actor.village_ids))
    )
    name = _recording_in(body)
    if name is None:
        raise NotFound
    return find_recording(session, actor, name, folder)


def _recording_in(body: str | None) -> str | None:
    said = json.loads(body) if body else None
    return said.get("recording") or None if isinstance(said, dict) else None
