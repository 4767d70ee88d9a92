"""Local speakers: who lends a voice, that they agreed to it, and what goes when they agree no longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.models import Speaker, SpokenAct, SpokenNote, SpokenRecording, SpokenState
from tocongnghe.operations.erasures import note_withdrawn
from tocongnghe.services.access import Actor
from tocongnghe.services.backups.catalogue import backup_folder
from tocongnghe.services.backups.recordings import store
from tocongnghe.services.blobs import blob_folder, whole_path
from tocongnghe.services.spoken.rights import check_may_read, check_may_work


@dataclass(frozen=True, slots=True)
class NewSpeaker:
    """What is written down of somebody who agreed to be recorded."""

    name: str
    role: str
    language: str
    dialect: str
    consented_on: date
    consent_note: str


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker, and how many of their recordings stand how."""

    id: int
    name: str
    role: str
    language: str
    dialect: str
    consented_on: date
    consent_note: str
    withdrawn_at: datetime | None
    recorded: int
    approved: int


def list_speakers(session: Session, actor: Actor) -> list[SpeakerRow]:
    """Return the province's speakers by language, those who withdrew last.

    Raises:
        Forbidden: Neither of the province nor a speaker's desk.
    """
    check_may_read(actor)
    counts = {
        (speaker_id, state): count
        for speaker_id, state, count in session.execute(
            select(SpokenRecording.speaker_id, SpokenRecording.state, func.count())
            .where(SpokenRecording.province_id == actor.province_id)
            .group_by(SpokenRecording.speaker_id, SpokenRecording.state)
        )
    }
    speakers = session.scalars(
        select(Speaker).where(Speaker.province_id == actor.province_id).order_by(Speaker.language, Speaker.id)
    )
    rows = [
        SpeakerRow(
            one.id,
            one.name,
            one.role,
            one.language,
            one.dialect,
            one.consented_on,
            one.consent_note,
            one.withdrawn_at,
            recorded=sum(counts.get((one.id, state), 0) for state in SpokenState),
            approved=counts.get((one.id, SpokenState.APPROVED), 0),
        )
        for one in speakers
    ]
    return sorted(rows, key=lambda row: row.withdrawn_at is not None)


def find_speaker(session: Session, actor: Actor, id: int) -> Speaker:
    """Return a speaker of the actor's province.

    Raises:
        Forbidden: Neither of the province nor a speaker's desk.
        NotFound: Nobody by that number there.
    """
    check_may_read(actor)
    speaker = session.get(Speaker, id)
    if speaker is None or speaker.province_id != actor.province_id:
        raise NotFound
    return speaker


def add_speaker(session: Session, actor: Actor, new: NewSpeaker) -> Speaker:
    """Write down somebody who agreed to be recorded.

    Raises:
        Forbidden: Neither of the province nor appointed for that language.
    """
    check_may_work(actor, new.language)
    speaker = Speaker(
        province_id=actor.province_id,
        name=new.name,
        role=new.role,
        language=new.language,
        dialect=new.dialect,
        consented_on=new.consented_on,
        consent_note=new.consent_note,
        added_at=clock.now(),
        added_by_id=actor.user_id,
    )
    session.add(speaker)
    session.flush()
    return speaker


def withdraw_speaker(session: Session, actor: Actor, id: int) -> frozenset[str]:
    """Take the speaker's name and all their recordings away; return the sounds that are to be removed.

    Once this is committed `remove_sounds` takes the files. Phones forget the
    sound at their next contact. Doing it again is safe, and names again what an
    interruption may have left.

    Raises:
        Forbidden: Neither of the province nor appointed for that language.
        NotFound: Nobody by that number in the province.
    """
    speaker = find_speaker(session, actor, id)
    check_may_work(actor, speaker.language)
    now = clock.now()
    if speaker.withdrawn_at is None:
        speaker.withdrawn_at = now
        speaker.name = speaker.role = speaker.consent_note = ""
    recordings = list(session.scalars(select(SpokenRecording).where(SpokenRecording.speaker_id == id)))
    for one in recordings:
        if one.state is not SpokenState.GONE:
            one.state = SpokenState.GONE
            session.add(
                SpokenNote(
                    recording_id=one.id, act=SpokenAct.WITHDRAWN, reason=None, at=now, by_id=actor.user_id
                )
            )
    session.flush()
    names = {one.sha256 for one in recordings}
    gone = frozenset(names - _named_by_others(session, names))
    note_withdrawn(session.connection(), gone, now)
    return gone


def remove_sounds(instance: Path, names: Iterable[str]) -> None:
    """Remove the sounds *names*, here and beside the backups."""
    for folder in (blob_folder(instance), store(backup_folder(instance))):
        for sha256 in names:
            whole_path(folder, sha256).unlink(missing_ok=True)


def _named_by_others(session: Session, names: set[str]) -> set[str]:
    """Return those of *names* that a standing recording still has: the same file may have come twice."""
    query = select(SpokenRecording.sha256).where(
        SpokenRecording.sha256.in_(names), SpokenRecording.state != SpokenState.GONE
    )
    return set(session.scalars(query))
