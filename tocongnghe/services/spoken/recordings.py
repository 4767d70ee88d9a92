"""Recordings of phrases: taken in, listened to by somebody else, approved or returned, with their history."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue.spoken import Phrase, load_phrases
from tocongnghe.errors import InvalidInput, NotFound
from tocongnghe.i18n.catalogs import find_text
from tocongnghe.i18n.locales import BASE
from tocongnghe.models import Speaker, SpokenAct, SpokenNote, SpokenRecording, SpokenState, User
from tocongnghe.operations.erasures import BACKUPS, erased_recordings
from tocongnghe.services.access import Actor
from tocongnghe.services.blobs import whole_path
from tocongnghe.services.reports.files import keep_file
from tocongnghe.services.spoken.opus_file import MEDIA_TYPE, BadSound, look_at
from tocongnghe.services.spoken.rights import check_may_read, check_may_work
from tocongnghe.services.spoken.speakers import find_speaker

__all__ = [
    "Recorded",
    "SpokenAct",
    "SpokenState",
    "Step",
    "decide",
    "find_phrase",
    "find_recorded",
    "find_sound",
    "history_of",
    "keep_recording",
    "list_of_phrase",
    "list_waiting",
    "may_decide",
    "words_of",
]
WAITING_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording as pages show it."""

    id: int
    phrase: str
    language: str
    said: str
    speaker_id: int
    speaker: str
    """Empty once they withdrew."""
    dialect: str
    state: SpokenState
    duration_ms: int
    byte_count: int
    sha256: str
    recorded_at: datetime
    recorded_by: str
    recorded_by_id: int
    is_outdated: bool
    """The phrase has other words by now, or is no longer on the sheet."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a recording's history."""

    act: SpokenAct
    by: str
    at: datetime
    reason: str | None


def find_phrase(code: str) -> Phrase:
    """Return a phrase of the sheet.

    Raises:
        NotFound: No such phrase.
    """
    found = next((each for each in load_phrases() if each.code == code), None)
    if found is None:
        raise NotFound
    return found


def words_of(phrase: Phrase, language: str) -> tuple[str, str]:
    """Return what is shown for *phrase* in *language*, and which language that is: it falls back."""
    text, words_in = find_text(language, phrase.msgid)
    return text, words_in or BASE


def keep_recording(
    session: Session, actor: Actor, speaker_id: int, code: str, content: bytes, folder: Path
) -> SpokenRecording:
    """Take in how a speaker says a phrase; it waits until somebody else has listened.

    Raises:
        Forbidden: Neither of the province nor appointed for that language.
        NotFound: No such speaker or phrase, or the speaker has withdrawn.
        BadSound: A file that is not taken, and why.
    """
    speaker, phrase = find_speaker(session, actor, speaker_id), find_phrase(code)
    check_may_work(actor, speaker.language)
    if speaker.withdrawn_at is not None:
        raise NotFound
    sound = look_at(content)
    if hashlib.sha256(content).hexdigest() in erased_recordings(folder.parent / BACKUPS):
        raise BadSound("gone")
    now = clock.now()
    recording = SpokenRecording(
        province_id=actor.province_id,
        speaker_id=speaker.id,
        phrase=phrase.code,
        language=speaker.language,
        msgid=phrase.msgid,
        said=words_of(phrase, speaker.language)[0],
        sha256=keep_file(folder, content),
        media_type=MEDIA_TYPE,
        byte_count=sound.byte_count,
        duration_ms=sound.duration_ms,
        state=SpokenState.WAITING,
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    session.add(recording)
    session.flush()
    _note(session, actor, recording, SpokenAct.RECORDED, now)
    return recording


def find_recorded(session: Session, actor: Actor, id: int) -> Recorded:
    """Return one recording of the actor's province.

    Raises:
        Forbidden: Neither of the province nor a speaker's desk.
        NotFound: No such recording there.
    """
    rows = _recorded(session, actor, SpokenRecording.id == id)
    if not rows:
        raise NotFound
    return rows[0]


def list_waiting(session: Session, actor: Actor, language: str | None = None) -> list[Recorded]:
    """Return what waits for somebody else's ear, the oldest first, at most WAITING_SHOWN.

    Raises:
        Forbidden: Neither of the province nor a speaker's desk.
    """
    terms = [SpokenRecording.state == SpokenState.WAITING]
    if language is not None:
        terms.append(SpokenRecording.language == language)
    return _recorded(session, actor, *terms, most=WAITING_SHOWN)


def list_of_phrase(session: Session, actor: Actor, language: str, code: str) -> list[Recorded]:
    """Return all recordings of a phrase in *language*, the newest first."""
    terms = (SpokenRecording.language == language, SpokenRecording.phrase == code)
    return _recorded(session, actor, *terms)[::-1]


def history_of(session: Session, actor: Actor, id: int) -> list[Step]:
    """Return what happened to a recording, the newest first.

    Raises:
        Forbidden, NotFound: As in `find_recorded`.
    """
    find_recorded(session, actor, id)
    rows = session.execute(
        select(SpokenNote, User.name)
        .join(User, User.id == SpokenNote.by_id)
        .where(SpokenNote.recording_id == id)
        .order_by(SpokenNote.id.desc())
    )
    return [Step(note.act, by, note.at, note.reason) for note, by in rows]


def find_sound(session: Session, actor: Actor, id: int, folder: Path) -> Path:
    """Return the file of a recording.

    Raises:
        Forbidden: Neither of the province nor a speaker's desk.
        NotFound: No such recording there, or its sound is gone.
    """
    recorded = find_recorded(session, actor, id)
    path = whole_path(folder, recorded.sha256)
    if recorded.state is SpokenState.GONE or not path.exists():
        raise NotFound
    return path


def may_decide(actor: Actor, recorded: Recorded) -> bool:
    """Tell whether *actor* is somebody else than whoever recorded it."""
    return recorded.recorded_by_id != actor.user_id


def decide(session: Session, actor: Actor, id: int, act: SpokenAct, reason: str | None) -> bool:
    """Approve, return with a *reason*, or undo either; False when it does not stand so any more.

    Raises:
        Forbidden: Not appointed for the language, or the same person who recorded it.
        NotFound: No such recording in the province.
        InvalidInput: Returned without a reason.
    """
    recorded = find_recorded(session, actor, id)
    check_may_work(actor, recorded.language)
    if act is SpokenAct.RETURNED and not reason:
        raise InvalidInput(extra={"errors": {"reason": ["missing"]}})
    is_open = recorded.state is SpokenState.WAITING
    is_decided = recorded.state in (SpokenState.APPROVED, SpokenState.RETURNED)
    if not (is_decided if act is SpokenAct.UNDONE else is_open and may_decide(actor, recorded)):
        return False
    recording = session.get_one(SpokenRecording, id)
    states = {
        SpokenAct.APPROVED: SpokenState.APPROVED,
        SpokenAct.RETURNED: SpokenState.RETURNED,
        SpokenAct.UNDONE: SpokenState.WAITING,
    }
    recording.state = states[act]
    _note(session, actor, recording, act, clock.now(), reason)
    return True


def _note(
    session: Session,
    actor: Actor,
    recording: SpokenRecording,
    act: SpokenAct,
    at: datetime,
    reason: str | None = None,
) -> None:
    session.add(SpokenNote(recording_id=recording.id, act=act, reason=reason, at=at, by_id=actor.user_id))
    session.flush()


def _recorded(session: Session, actor: Actor, *terms: object, most: int | None = None) -> list[Recorded]:
    check_may_read(actor)
    rows = session.execute(
        select(SpokenRecording, Speaker, User.name)
        .join(Speaker, Speaker.id == SpokenRecording.speaker_id)
        .join(User, User.id == SpokenRecording.recorded_by_id)
        .where(SpokenRecording.province_id == actor.province_id, *terms)  # type: ignore[arg-type]
        .order_by(SpokenRecording.id)
        .limit(most)
    )
    now_said = {each.code: each.msgid for each in load_phrases()}
    return [
        Recorded(
            id=one.id,
            phrase=one.phrase,
            language=one.language,
            said=one.said,
            speaker_id=speaker.id,
            speaker=speaker.name,
            dialect=speaker.dialect,
            state=one.state,
            duration_ms=one.duration_ms,
            byte_count=one.byte_count,
            sha256=one.sha256,
            recorded_at=one.recorded_at,
            recorded_by=by,
            recorded_by_id=one.recorded_by_id,
            is_outdated=now_said.get(one.phrase) != one.msgid,
        )
        for one, speaker, by in rows
    ]
