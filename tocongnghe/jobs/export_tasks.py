"""Makes the exports that take long: rows first, read at one moment, then the file from them.

A kill while rows are read lets them be read anew; a kill while the file is
written lets it be written again from the same rows, to the same bytes. No half
file has the name of a whole one at any time.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from flask import current_app
from sqlalchemy import Engine

from tocongnghe import clock
from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.extensions import writing
from tocongnghe.jobs.job import FAILED, OK, TELL_EVERY, Progress, Result, quiet
from tocongnghe.jobs.snapshot import snapshot
from tocongnghe.services.backups import instance_of
from tocongnghe.services.exports.making import read_rows, write_file
from tocongnghe.services.exports.queue import (
    Turn,
    export_folder,
    file_path,
    note_failed,
    note_made,
    note_state,
    spool_path,
    sweep,
    take_turn,
)
from tocongnghe.services.exports.states import ExportState
from tocongnghe.services.job_words import READING_ROWS, WRITING_FILE
from tocongnghe.services.refused import Refused

log = logging.getLogger(__name__)


class Leave(Exception):
    """The process has to stop, or nobody wants the export any more."""


def make_exports(engine: Engine, stop: Event, progress: Progress = quiet) -> Result:
    """Make every export that waits, one after the other, and remove what has expired."""
    instance = instance_of(engine)
    if instance is None:
        return Result(FAILED, "the engine belongs to no instance folder")
    folder = export_folder(instance)
    kept_for = timedelta(days=current_app.config["EXPORT_KEPT_DAYS"])
    made = failed = 0
    with _alone(folder) as is_alone:
        if not is_alone:
            return Result(OK, "another process makes them")
        with writing(engine) as session:
            swept = sweep(session, folder, kept_for)
        while not stop.is_set():
            with writing(engine) as session:
                turn = take_turn(session)
            if turn is None:
                break
            try:
                _make(engine, folder, turn, kept_for, Watcher(engine, turn.id, stop, progress))
                made += 1
            except Leave:
                continue
            except (Forbidden, NotFound, Refused):
                failed += _give_up(engine, turn, "not_allowed")
            except OSError:
                log.exception("an export could not be written")
                failed += _give_up(engine, turn, "disk")
    return Result(OK, f"{made} files made, {failed} given up, {swept} old ones removed")


class Watcher:
    """Tells how far an export is, once a second, and ends the work when it is in vain."""

    def __init__(self, engine: Engine, export_id: str, stop: Event, progress: Progress) -> None:
        self._engine, self._id, self._stop, self._progress = engine, export_id, stop, progress
        self.state = ExportState.READING
        self._told: tuple[datetime, ExportState] | None = None

    def __call__(self, done: int, steps: int | None) -> None:
        if self._stop.is_set():
            raise Leave
        now = clock.now()
        if self._told and self._told[1] is self.state and now - self._told[0] < TELL_EVERY:
            return
        self._told = (now, self.state)
        with writing(self._engine) as session:
            is_wanted = note_state(session, self._id, self.state, done, steps)
        if not is_wanted:
            raise Leave
        self._progress(done, steps, READING_ROWS if self.state is ExportState.READING else WRITING_FILE)


def _make(engine: Engine, folder: Path, turn: Turn, kept_for: timedelta, watch: Watcher) -> None:
    if turn.asked is None:
        raise NotFound
    rows = spool_path(folder, turn.id)
    if not rows.exists():
        with snapshot(engine) as session:
            read_rows(session, turn.asked, rows, watch)
    watch.state = ExportState.WRITING
    made = write_file(rows, file_path(folder, turn.id, turn.format), turn.format, watch)
    with writing(engine) as session:
        note_made(session, turn.id, made, kept_for)
    rows.unlink(missing_ok=True)


def _give_up(engine: Engine, turn: Turn, why: str) -> int:
    with writing(engine) as session:
        note_failed(session, turn.id, why)
    return 1


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Let one process at a time make exports in *folder*; one that dies is no hindrance."""
    with (folder / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
