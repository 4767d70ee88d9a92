"""Makes backups, keeps the newest ones, and closes the journal's files in step with them."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tocongnghe import clock
from tocongnghe.operations.journal import begin_next_file, flush_folder, forget_before
from tocongnghe.services.backups.catalogue import Backup, Catalogue, changing
from tocongnghe.services.backups.engines import way_of
from tocongnghe.services.backups.recordings import forget, take, write_list
from tocongnghe.services.backups.refusals import BackupFailed, reason_of
from tocongnghe.services.backups.working import remove_unfinished, working

KEEP = 14


def make_backup(engine: Engine, instance: Path) -> Backup:
    """Back the database and its recordings up while others read and write them.

    Raises:
        BackupFailed: The database or the disk refused; nothing is listed.
        ConfigurationError: A tool of PostgreSQL is missing.
    """
    with working(instance) as folder:
        stamp = _free_stamp(folder)
        try:
            with changing(folder) as catalogue:
                catalogue.unfinished.append(stamp)
            backup = _make(engine, instance, folder, stamp)
            with changing(folder) as catalogue:
                catalogue.backups.append(backup)
                catalogue.unfinished.remove(stamp)
        except (OSError, sqlite3.Error, SQLAlchemyError, BackupFailed) as error:
            _give_up(folder)
            raise BackupFailed(f"the backup could not be made: {reason_of(error, folder)}") from error
        except BaseException:
            _give_up(folder)
            raise
    return backup


def _make(engine: Engine, instance: Path, folder: Path, stamp: str) -> Backup:
    way = way_of(engine)
    journal = begin_next_file(engine, instance)
    path = folder / f"{stamp}{way.SUFFIX}"
    part = folder / f".{path.name}.part"
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    contents = way.dump(engine, part)
    recordings = write_list(folder, stamp, take(instance, folder, contents.recordings))
    sha256, size = _settle(part, path)
    return Backup(
        file=path.name,
        made_at=clock.now().isoformat(),
        sha256=sha256,
        bytes=size,
        journal=journal,
        revision=contents.revision,
        tables=contents.tables,
        marks=contents.marks,
        recordings=recordings,
    )


def _give_up(folder: Path) -> None:
    """Remove what was begun; on a full disk its name may have to wait for the next piece of work."""
    with suppress(OSError), changing(folder) as catalogue:
        remove_unfinished(folder, catalogue)


def stamp_now() -> str:
    """Return this instant as it stands in names, in UTC."""
    return clock.now().strftime("%Y%m%d-%H%M%S")


def _free_stamp(folder: Path) -> str:
    stamp = stamp_now()
    taken = {path.name.partition(".")[0] for path in folder.iterdir()}
    return next(name for n in range(100) if (name := f"{stamp}-{n}" if n else stamp) not in taken)


def _settle(part: Path, path: Path) -> tuple[str, int]:
    """Flush the file, give it its name and return hash and size."""
    with part.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    part.replace(path)
    flush_folder(path.parent)
    return sha256, path.stat().st_size


def prune(engine: Engine, instance: Path, keep: int = KEEP) -> list[str]:
    """Remove all but the newest *keep* backups, but never the last verified one; return the names."""
    with working(instance) as folder:
        with changing(folder) as catalogue:
            going = _too_many(catalogue, max(keep, 1))
            catalogue.backups = [backup for backup in catalogue.backups if backup not in going]
            catalogue.unfinished += [backup.name for backup in going]
        with changing(folder) as catalogue:
            remove_unfinished(folder, catalogue)
        forget(folder, catalogue.backups)
        if any(backup.verified_at for backup in catalogue.backups):
            oldest = catalogue.backups[0]
            number = min(backup.journal for backup in catalogue.backups)
            forget_before(engine, instance, number, datetime.fromisoformat(oldest.made_at))
    return [backup.name for backup in going]


def _too_many(catalogue: Catalogue, keep: int) -> list[Backup]:
    verified = [backup for backup in catalogue.backups if backup.verified_at]
    last = verified[-1:]
    return [backup for backup in catalogue.backups[:-keep] if backup not in last]
