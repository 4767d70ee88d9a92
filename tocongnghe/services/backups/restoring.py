"""Puts a backup in the place of the database, with all that happened since and need not be lost.

The new database is complete (migrated, in a new epoch, without what was erased,
the journal replayed) before it takes the old one's place in one step. Until
then nothing has changed, and the old one is kept.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tocongnghe.operations.journal import identity, journal_folder, read_entries, strike_phantoms
from tocongnghe.operations.recovery import Fork, begin_new_epochs, replay, restore_erased
from tocongnghe.services.backups.catalogue import Backup, backup_folder, changing, read_catalogue, read_erased
from tocongnghe.services.backups.engines import Tools, way_of
from tocongnghe.services.backups.making import stamp_now
from tocongnghe.services.backups.refusals import Unsound
from tocongnghe.services.backups.running import require_stopped
from tocongnghe.services.backups.verifying import verify_backup

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


def restore_backup(engine: Engine, instance: Path, name: str | None, tools: Tools) -> Restored:
    """Restore the backup *name* (None: the newest) over the database of *engine*.

    Raises:
        NotFound: No such backup.
        InUse: A server, a jobs process or anybody else has the database open.
        Unsound: The backup does not stand up to its verification.
    """
    folder = backup_folder(instance)
    backup = read_catalogue(folder).find(name)
    require_stopped(engine, instance)
    if backup.verified_at is None:
        problems = verify_backup(engine, instance, backup.file, tools).problems
        if problems:
            raise Unsound(f"{backup.name}: {'; '.join(problems)}")
    _strike(engine, instance)
    way, stamp = way_of(engine), stamp_now()
    url = way.load_beside(engine, folder / backup.file, stamp)
    try:
        fresh = tools.open_engine(url)
        tools.migrate(fresh)
        forks, erased, replayed = _recover(fresh, instance, backup)
        fresh.dispose()
        require_stopped(engine, instance)
        with changing(folder) as catalogue:
            catalogue.forks += forks
        kept_as = way.swap(engine, url, stamp)
    except BaseException:
        way.drop(engine, url)
        raise
    return Restored(backup.name, replayed, erased, kept_as)


def _recover(fresh: Engine, instance: Path, backup: Backup) -> tuple[list[Fork], int, int]:
    """Bring the restored database up to what must not be forgotten."""
    forks = begin_new_epochs(fresh)
    erased = restore_erased(fresh, read_erased(backup_folder(instance)))
    with fresh.connect() as connection:
        of = identity(connection)
    replayed = replay(fresh, read_entries(journal_folder(instance), of, backup.journal))
    return forks, erased, replayed


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
