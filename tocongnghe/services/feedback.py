"""What people say (góp ý) at the desk: read, heard, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from tocongnghe.errors import NotFound
from tocongnghe.models import Assist, Blob, Feedback, Household, Place, User
from tocongnghe.operations import Draft
from tocongnghe.services.access import Actor
from tocongnghe.services.blobs import whole_path
from tocongnghe.services.desk_drafts import Shown, Tried, find_village_id, submit_drafts
from tocongnghe.vocabulary import FeedbackCategory, FeedbackState, Role

PAGE_ROWS = 30


@dataclass(frozen=True, slots=True)
class FeedbackFilter:
    """What the reader asked to see; None means all."""

    state: FeedbackState = FeedbackState.OPEN
    village: str | None = None
    category: FeedbackCategory | None = None


@dataclass(frozen=True, slots=True)
class FeedbackRow:
    id: str
    version: str
    state: FeedbackState
    village: str
    household: str | None
    category: FeedbackCategory
    text: str | None
    has_voice: bool
    is_voice_here: bool
    """The recording has arrived; it travels after the words."""
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    author: str | None
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    """One page; those that wait longest come first, answered ones newest first."""

    rows: tuple[FeedbackRow, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_ROWS))


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole recording in its file."""

    path: Path
    media_type: str


def list_feedback(session: Session, actor: Actor, wanted: FeedbackFilter, page: int = 1) -> FeedbackPage:
    """Return page *page* (from 1; beyond the last one: the last) of what *wanted* describes.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
        NotFound: A village outside the actor's places.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    terms = [Feedback.village_id.in_(actor.village_ids), Feedback.state == wanted.state]
    if wanted.village is not None:
        terms.append(Feedback.village_id == find_village_id(session, actor, wanted.village))
    if wanted.category is not None:
        terms.append(Feedback.category == wanted.category)
    total = session.scalar(select(func.count()).select_from(Feedback).where(*terms)) or 0
    page = min(max(page, 1), max(1, -(-total // PAGE_ROWS)))
    waits = wanted.state is FeedbackState.OPEN
    rows = session.execute(
        select(Feedback, Place.name, Household.head_name, User.name, Blob.sha256)
        .join(Place, Place.id == Feedback.village_id)
        .outerjoin(Household, Household.id == Feedback.household_id)
        .outerjoin(User, User.id == Feedback.author_id)
        .outerjoin(Blob, (Blob.sha256 == Feedback.voice) & (Blob.province_id == actor.province_id))
        .where(*terms)
        .order_by(Feedback.raised_at if waits else Feedback.raised_at.desc(), Feedback.id)
        .limit(PAGE_ROWS)
        .offset((page - 1) * PAGE_ROWS)
    ).all()
    answerers = {row.answered_by_id for row, *_ in rows} - {None}
    names = session.execute(select(User.id, User.name).where(User.id.in_(answerers)))
    answered_by = {row.id: row.name for row in names}
    return FeedbackPage(
        tuple(
            FeedbackRow(
                id=row.id,
                version=row.head_op,
                state=row.state,
                village=village,
                household=household,
                category=row.category,
                text=row.text,
                has_voice=row.voice is not None,
                is_voice_here=blob is not None,
                answer=row.answer,
                answered_by=answered_by.get(row.answered_by_id),
                answered_at=row.answered_at,
                author=author,
                raised_at=row.raised_at,
            )
            for row, village, household, author, blob in rows
        ),
        total,
        page,
    )


def count_open_feedback(session: Session, actor: Actor) -> int:
    """Return how many wait for an answer in the actor's villages."""
    query = select(func.count()).where(
        Feedback.village_id.in_(actor.village_ids), Feedback.state == FeedbackState.OPEN
    )
    return session.scalar(query) or 0


def answer_feedback(session: Session, actor: Actor, shown: Shown, text: str) -> Tried:
    """Answer the version that was shown; the answer goes back to the phones of the village.

    Raises:
        Forbidden: No supervisor.
        NotFound: Unknown, or outside the actor's places.
    """
    actor.require(Role.SUPERVISOR)
    query = select(Feedback.id).where(Feedback.id == shown.id, Feedback.village_id.in_(actor.village_ids))
    if session.scalar(query) is None:
        raise NotFound
    return submit_drafts(session, actor, [Draft("feedback.answer", shown.id, shown.version, {"text": text})])


def find_feedback_voice(session: Session, actor: Actor, id: str, folder: Path) -> Recording:
    """Return the voice that came as a feedback of the actor's villages.

    Raises:
        Forbidden: Neither a supervisor nor a leader of the commune.
        NotFound: No such feedback there, no voice with it, or it has not arrived.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER)
    query = select(Feedback.voice).where(Feedback.id == id, Feedback.village_id.in_(actor.village_ids))
    return _recording(session, actor, query, folder)


def find_assist_voice(session: Session, actor: Actor, id: str, folder: Path) -> Recording:
    """Return the spoken note of an assist of the actor's villages.

    Raises:
        Forbidden: No supervisor.
        NotFound: No such assist there, no voice with it, or it has not arrived.
    """
    actor.require(Role.SUPERVISOR)
    query = select(Assist.voice).where(Assist.id == id, Assist.village_id.in_(actor.village_ids))
    return _recording(session, actor, query, folder)


def _recording(session: Session, actor: Actor, query: Select[str | None], folder: Path) -> Recording:
    sha256 = session.scalar(query)
    if sha256 is None:
        raise NotFound
    return find_recording(session, actor, sha256, folder)


def find_recording(session: Session, actor: Actor, sha256: str, folder: Path) -> Recording:
    """Return the recording *sha256*; whether *actor* may hear it is the caller's to know.

    Raises:
        NotFound: It has not arrived, or is of another province.
    """
    blob = session.get(Blob, sha256)
    if blob is None or blob.completed_at is None or blob.province_id != actor.province_id:
        raise NotFound
    path = whole_path(folder, blob.sha256)
    if not path.exists():
        raise NotFound
    return Recording(path, blob.media_type)
