"""Exports that take longer than a page may: asked for, watched, fetched and thrown away by whoever asked.

Nobody else's is there for anybody: an address that was guessed is as good as
one that leads nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import Forbidden, LoginRequired, NotFound
from tocongnghe.i18n import N_
from tocongnghe.models import ExportJob, ExportNote, ExportState, Place
from tocongnghe.services.access import Actor
from tocongnghe.services.exports.assists import count_assists
from tocongnghe.services.exports.notes import note_export
from tocongnghe.services.exports.order import Asked, Order, allow_again
from tocongnghe.services.exports.spool import Made
from tocongnghe.services.exports.table import Format
from tocongnghe.services.exports.writers import file_name
from tocongnghe.services.job_requests import request_run
from tocongnghe.vocabulary import ExportKind, PlaceKind

JOB = "exports"
AT_ONCE = 5_000
"""Rows that are sent while a page waits; more are made by the jobs process."""
MAX_TRIES = 3
MAX_OPEN = 5
"""Exports of one person that are not made yet."""
OPEN = (ExportState.WAITING, ExportState.READING, ExportState.WRITING)
SPOOL = "rows"
"""Ending of the rows of an export that is being made."""

TOO_MANY = N_("Five exports of yours are still being made. Wait for them, or delete one.")
FAILURES = {
    "too_often": N_("It broke off three times. Ask for fewer days, or tell the operator."),
    "not_allowed": N_("When its turn came, this was no longer yours to read."),
    "disk": N_("The server's disk is full or does not answer. Tell the operator, then ask again."),
}


@dataclass(frozen=True, slots=True)
class Mine:
    """An export as whoever asked for it sees it."""

    id: str
    kind: ExportKind
    format: Format
    place: str
    filters: dict[str, Any]
    is_identified: bool
    reason: str | None
    state: ExportState
    done: int
    steps: int | None
    failure: str | None
    byte_count: int | None
    row_count: int | None
    sha256: str | None
    asked_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_ready(self) -> bool:
        return (
            self.state is ExportState.DONE and self.expires_at is not None and clock.now() < self.expires_at
        )

    @property
    def why(self) -> str | None:
        """Return what went wrong and what to do, a message id."""
        return FAILURES.get(self.failure or "", self.failure)


@dataclass(frozen=True, slots=True)
class Turn:
    """An export whose turn it is; `asked` is None when whoever asked may not have it any more."""

    id: str
    format: Format
    asked: Asked | None


def is_long(session: Session, asked: Asked) -> bool:
    """Tell whether the export takes longer than a page should."""
    if asked.order.kind is ExportKind.ASSISTS:
        return count_assists(session, asked) > AT_ONCE
    if asked.order.kind is ExportKind.COVERAGE:
        return False
    return asked.place.kind is PlaceKind.PROVINCE


def ask(session: Session, asked: Asked) -> str | None:
    """Note a long export and let the jobs process know; return its id, None when too many wait."""
    mine = select(ExportJob.id).join(ExportNote).where(ExportNote.asked_by_id == asked.actor.user_id)
    if len(session.scalars(mine.where(ExportJob.state.in_(OPEN))).all()) >= MAX_OPEN:
        return None
    note = note_export(session, asked)
    job = ExportJob(id=secrets.token_urlsafe(18), note_id=note.id, state=ExportState.WAITING)
    session.add(job)
    request_run(session, JOB, asked.actor.user_id)
    return job.id


def list_mine(session: Session, actor: Actor) -> list[Mine]:
    """Return the exports that *actor* asked for and that are not gone yet, newest first."""
    rows = session.execute(_mine(actor).order_by(ExportNote.id.desc()))
    return [_told(job, note, place) for job, note, place in rows]


def find_mine(session: Session, actor: Actor, export_id: str) -> Mine:
    """Return one of the actor's own exports.

    Raises:
        NotFound: Unknown, or somebody else's; the two are indistinguishable on purpose.
    """
    row = session.execute(_mine(actor).where(ExportJob.id == export_id)).one_or_none()
    if row is None:
        raise NotFound
    return _told(*row)


def find_file(session: Session, actor: Actor, export_id: str, folder: Path) -> tuple[Path, str, Mine]:
    """Return where the file lies, what it is to be called, and whose it is.

    Raises:
        NotFound: Not the actor's, not made, gone, or no longer theirs to read.
    """
    mine = find_mine(session, actor, export_id)
    path = file_path(folder, mine.id, mine.format)
    if not mine.is_ready or not path.exists():
        raise NotFound
    order = _order(mine.kind, mine.format, mine.filters, names=mine.is_identified, reason=mine.reason)
    try:
        allow_again(session, actor.user_id, order, mine.asked_at)
    except (Forbidden, LoginRequired) as error:
        raise NotFound from error
    name = f"{mine.kind.value}-names" if mine.is_identified else mine.kind.value
    return path, file_name(order.place_code, name, order.to_day, mine.format), mine


def throw_away(session: Session, actor: Actor, export_id: str, folder: Path) -> None:
    """Delete an export of the actor's and its file; that it was asked for stays noted.

    Raises:
        NotFound: Not the actor's.
    """
    mine = find_mine(session, actor, export_id)
    session.delete(session.get_one(ExportJob, mine.id))
    _remove(folder, [mine.id])


def take_turn(session: Session) -> Turn | None:
    """Return the export that has waited longest, begun once more; None when none waits.

    One that broke off too often is given up.
    """
    query = select(ExportJob).where(ExportJob.state.in_(OPEN)).order_by(ExportJob.note_id)
    for job in session.scalars(query):
        if job.tries >= MAX_TRIES:
            job.state, job.failure, job.finished_at = ExportState.FAILED, "too_often", clock.now()
            continue
        job.tries += 1
        note = session.get_one(ExportNote, job.note_id)
        order = _order(note.kind, note.format, note.filters, names=note.is_identified, reason=note.reason)
        try:
            asked = allow_again(session, note.asked_by_id, order, note.asked_at)
        except (Forbidden, LoginRequired, NotFound):
            asked = None
        return Turn(job.id, order.format, asked)
    return None


def note_state(session: Session, export_id: str, state: ExportState, done: int, steps: int | None) -> bool:
    """Note how far an export is; False when it was thrown away meanwhile."""
    job = session.get(ExportJob, export_id)
    if job is None:
        return False
    job.state, job.done, job.steps = state, done, steps
    return True


def note_made(session: Session, export_id: str, made: Made, kept_for: timedelta) -> None:
    """Note that the file is there, complete."""
    job = session.get(ExportJob, export_id)
    if job is not None:
        job.state, job.sha256, job.byte_count = ExportState.DONE, made.sha256, made.byte_count
        job.row_count = job.done = job.steps = made.row_count
        job.finished_at, job.expires_at = clock.now(), clock.now() + kept_for


def note_failed(session: Session, export_id: str, why: str) -> None:
    """Note that it did not succeed; *why* is one of `FAILURES`."""
    job = session.get(ExportJob, export_id)
    if job is not None:
        job.state, job.failure, job.finished_at = ExportState.FAILED, why, clock.now()


def sweep(session: Session, folder: Path, kept_for: timedelta) -> int:
    """Remove what has expired or lost its file (a restore brings none back), and files of nobody's.

    Returns how many exports went.
    """
    now = clock.now()
    there = {path.name.partition(".")[0] for path in folder.iterdir()}
    old = [
        job
        for job in session.scalars(select(ExportJob).where(ExportJob.state.not_in(OPEN)))
        if (job.expires_at or (job.finished_at or now) + kept_for) <= now
        or (job.state is ExportState.DONE and job.id not in there)
    ]
    for job in old:
        session.delete(job)
    session.flush()
    known = set(session.scalars(select(ExportJob.id)))
    open_ones = set(session.scalars(select(ExportJob.id).where(ExportJob.state.in_(OPEN))))
    for path in folder.iterdir():
        name = path.name.partition(".")[0]
        is_spool = path.suffix == f".{SPOOL}"
        if name and (name not in known or (is_spool and name not in open_ones)):
            path.unlink(missing_ok=True)
    return len(old)


def export_folder(instance: Path) -> Path:
    """Return where the files lie, made when it is not there; nobody else on the machine may look."""
    folder = instance / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def file_path(folder: Path, export_id: str, format_: Format) -> Path:
    return folder / f"{export_id}.{format_}"


def spool_path(folder: Path, export_id: str) -> Path:
    return folder / f"{export_id}.{SPOOL}"


def _remove(folder: Path, ids: Collection[str]) -> None:
    for path in folder.iterdir():
        if path.name.partition(".")[0] in ids:
            path.unlink(missing_ok=True)


def _mine(actor: Actor) -> Select[ExportJob, ExportNote, str]:
    return (
        select(ExportJob, ExportNote, Place.name)
        .join(ExportNote, ExportNote.id == ExportJob.note_id)
        .join(Place, Place.id == ExportNote.place_id)
        .where(ExportNote.asked_by_id == actor.user_id)
    )


def _told(job: ExportJob, note: ExportNote, place: str) -> Mine:
    return Mine(
        id=job.id,
        kind=note.kind,
        format=note.format,  # type: ignore[arg-type]
        place=place,
        filters=note.filters,
        is_identified=note.is_identified,
        reason=note.reason,
        state=job.state,
        done=job.done,
        steps=job.steps,
        failure=job.failure,
        byte_count=job.byte_count,
        row_count=job.row_count,
        sha256=job.sha256,
        asked_at=note.asked_at,
        finished_at=job.finished_at,
        expires_at=job.expires_at,
    )


def _order(
    kind: ExportKind, format_: Any, filters: dict[str, Any], *, names: bool, reason: str | None
) -> Order:
    return Order.from_kept(kind, format_, filters, names=names, reason=reason)
