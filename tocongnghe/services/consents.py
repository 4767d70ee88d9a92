"""What a household answered when it was asked for its consent, and the voice in which it did."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.models import Consent, Household, Operation, Speaker, SpokenRecording, SpokenState, User
from tocongnghe.services.access import Actor
from tocongnghe.services.blobs import whole_path
from tocongnghe.services.feedback import Recording, find_recording
from tocongnghe.services.spoken.opus_file import MEDIA_TYPE as SPOKEN_TYPE
from tocongnghe.vocabulary import ConsentMethod, ConsentState, Role


@dataclass(frozen=True, slots=True)
class HeardRecording:
    """A recording of the province that was played; what is not known any more has no words."""

    sha256: str
    said: str | None
    language: str | None
    dialect: str | None
    is_here: bool
    """Its speaker has not withdrawn, and it can be heard again."""


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
    language: str
    """In which they were asked."""
    heard: tuple[HeardRecording, ...]
    """What was played to them before they answered."""


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
    found = rows.all()
    known = _known_recordings(session, actor, {name for _, _, body in found for name in _heard_in(body)})
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
            language=row.language,
            heard=tuple(known.get(name) or _unknown(name) for name in _heard_in(body)),
        )
        for row, member, body in found
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


def find_heard(session: Session, actor: Actor, id: str, sha256: str, folder: Path) -> Recording:
    """Return a recording that was played to a household of the actor's villages before it answered.

    Raises:
        Forbidden: No supervisor.
        NotFound: No such consent there, it was not played then, or its speaker has withdrawn.
    """
    actor.require(Role.SUPERVISOR)
    body = session.scalar(
        select(Operation.body)
        .join(Consent, Consent.id == Operation.id)
        .join(Household, Household.id == Consent.household_id)
        .where(Consent.id == id, Household.village_id.in_(actor.village_ids))
    )
    known = _known_recordings(session, actor, {sha256} & set(_heard_in(body)))
    path = whole_path(folder, sha256)
    if sha256 not in known or not known[sha256].is_here or not path.exists():
        raise NotFound
    return Recording(path, SPOKEN_TYPE)


def _known_recordings(session: Session, actor: Actor, names: set[str]) -> dict[str, HeardRecording]:
    if not names:
        return {}
    rows = session.execute(
        select(SpokenRecording, Speaker.dialect)
        .join(Speaker, Speaker.id == SpokenRecording.speaker_id)
        .where(SpokenRecording.province_id == actor.province_id, SpokenRecording.sha256.in_(names))
        .order_by(SpokenRecording.id)
    )
    return {
        one.sha256: HeardRecording(
            one.sha256, one.said, one.language, dialect, is_here=one.state is not SpokenState.GONE
        )
        for one, dialect in rows
    }


def _unknown(name: str) -> HeardRecording:
    return HeardRecording(name, None, None, None, is_here=False)


def _heard_in(body: str | None) -> list[str]:
    said = json.loads(body) if body else None
    return list(said.get("heard") or ()) if isinstance(said, dict) else []


def _recording_in(body: str | None) -> str | None:
    said = json.loads(body) if body else None
    return said.get("recording") or None if isinstance(said, dict) else None
