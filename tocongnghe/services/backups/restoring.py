"""Puts a backup in the place of the database, with all that happened since and need not be lost.

The new database is complete (migrated, in a new epoch, without what was erased,
the journal replayed) before it takes the old one's place in one step. Until
then nothing has changed, and the old one is kept.
"""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from tocongnghe.models import Blob, DeskSession
from tocongnghe.operations.erasures import read_erased
from tocongnghe.operations.journal import (
    FOLDER,
    WRITING,
    identity,
    journal_folder,
    read_entries,
    strike_phantoms,
)
from tocongnghe.operations.recovery import Fork, begin_new_epochs, erase_the_rest, replay, restore_erased
from tocongnghe.services.backups.catalogue import Backup, backup_folder, changing, read_catalogue
from tocongnghe.services.backups.engines import Tools, way_of
from tocongnghe.services.backups.interrupted import DONE, UNDER_WAY, begin, end, mark
from tocongnghe.services.backups.making import stamp_now
from tocongnghe.services.backups.recordings import bring_back, read_list
from tocongnghe.services.backups.refusals import BackupFailed, RestoreFailed, Unsound, reason_of
from tocongnghe.services.backups.running import require_stopped
from tocongnghe.services.backups.verifying import verify_held
from tocongnghe.services.backups.working import working
from tocongnghe.services.blobs import blob_folder, whole_path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    backup: str
    replayed: int
    """Journal entries done again."""
    erased: int
    kept_as: str
    """Name of the database that was replaced; empty when there was none."""
    recordings: int = 0
    """How many were copied back."""
    without_sound: int = 0
    """Recordings that are nowhere here; their phones are told so and send them again."""


@dataclass(frozen=True, slots=True)
class _Recovered:
    """What was done to the restored database."""

    forks: list[Fork]
    erased: int
    replayed: int
    without_sound: int


def restore_backup(engine: Engine, instance: Path, name: str | None, tools: Tools) -> Restored:
    """Restore the backup *name* (None: the newest) over the database of *engine*.

    Raises:
        NotFound: No such backup.
        InUse: A server, a jobs process or anybody else has the database open.
        Unsound: The backup does not stand up to its verification.
        RestoreFailed: The database or the disk refused; nothing was changed.
    """
    require_stopped(engine, instance)  # or we would wait in silence for a server's nightly backup
    with working(instance) as folder:
        backup = read_catalogue(folder).find(name)
        require_stopped(engine, instance)
        if backup.verified_at is None:
            problems = verify_held(engine, folder, backup.file, tools).problems
            if problems:
                raise Unsound(f"{backup.name}: {'; '.join(problems)}")
        stamp = f"{stamp_now()}-{token_hex(2)}"
        try:
            way_of(engine).clear(engine, folder)
            begin(instance, backup.name, stamp)
            restored = _restore(engine, instance, backup, tools, stamp)
        except (OSError, sqlite3.Error, SQLAlchemyError, BackupFailed) as error:
            end(instance)
            raise RestoreFailed(f"nothing was changed: {reason_of(error, folder)}") from error
        except BaseException:
            end(instance)
            raise
        end(instance)
    return restored


def give_up(engine: Engine, instance: Path) -> None:
    """Go on with the database as it is, after a restore that was interrupted; wait for one that is not."""
    with working(instance) as folder:
        way_of(engine).clear(engine, folder)
        end(instance)


def _restore(engine: Engine, instance: Path, backup: Backup, tools: Tools, stamp: str) -> Restored:
    """Build the new database beside the present one, and put it in its place as the last thing."""
    folder, way = backup_folder(instance), way_of(engine)
    named = read_list(folder, backup)
    if named is None:
        raise Unsound(f"{backup.name}: the list of its recordings is missing or damaged")
    brought = bring_back(instance, folder, named)
    _strike(engine, instance)
    url = way.load_beside(engine, folder / backup.file, stamp)
    try:
        fresh = tools.open_engine(url)
        mark(fresh, UNDER_WAY, stamp)
        tools.migrate(fresh)
        recovered = _recover(fresh, instance, backup)
        mark(fresh, DONE, stamp)
        fresh.dispose()
        require_stopped(engine, instance)
        with changing(folder) as catalogue:
            catalogue.forks += recovered.forks
        kept_as = way.swap(engine, url, stamp)
    except BaseException:
        way.drop(engine, url)
        raise
    return Restored(
        backup.name, recovered.replayed, recovered.erased, kept_as, brought, recovered.without_sound
    )


def _recover(fresh: Engine, instance: Path, backup: Backup) -> _Recovered:
    """Bring the restored database up to what must not be forgotten."""
    forks = begin_new_epochs(fresh)
    of_erasures = read_erased(backup_folder(instance))
    erased = restore_erased(fresh, of_erasures)
    with fresh.connect() as connection:
        of = identity(connection)
    replayed = replay(fresh, read_entries(journal_folder(instance), of, backup.journal))
    restore_erased(fresh, of_erasures)  # the journal also tells what was noted beside the records
    rest = erase_the_rest(fresh.execution_options(**{FOLDER: instance}), of_erasures)
    for sha256 in {sha256 for reach in rest for sha256 in reach.recordings}:
        whole_path(blob_folder(instance), sha256).unlink(missing_ok=True)
    _end_logins(fresh)
    erased += sum(reach.kept for reach in rest)
    return _Recovered(forks, erased, replayed, _forget_silent(fresh, instance))


def _end_logins(fresh: Engine) -> None:
    """End every desk session: one that was ended since the backup must not come to life again."""
    with fresh.execution_options(**WRITING).begin() as connection:
        connection.execute(delete(DeskSession))


def _forget_silent(fresh: Engine, instance: Path) -> int:
    """Drop the rows of recordings that are not here, so that phones that have them send them again."""
    with fresh.execution_options(**WRITING).begin() as connection:
        names = connection.scalars(select(Blob.sha256)).all()
        silent = [name for name in names if not whole_path(blob_folder(instance), name).exists()]
        for name in silent:
            connection.execute(delete(Blob).where(Blob.sha256 == name))
    return len(silent)


def _strike(engine: Engine, instance: Path) -> None:
    """Strike out phantoms as long as there is a database that knows them."""
    try:
        strike_phantoms(engine, instance)
    except DBAPIError as error:
        log.warning(
            "the present database cannot be read (%s); its journal is taken as it is", type(error).__name__
        )
    finally:
        engine.dispose()
