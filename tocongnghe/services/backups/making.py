"""Makes backups, keeps the newest ones, and closes the journal's files in step with them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tocongnghe import clock
from tocongnghe.operations.journal import begin_next_file, file_numbers, flush_folder, journal_folder, path_of
from tocongnghe.services.backups.catalogue import (
    Backup,
    Catalogue,
    backup_folder,
    changing,
)
from tocongnghe.services.backups.engines import way_of
from tocongnghe.services.backups.refusals import BackupFailed

KEEP = 14


def make_backup(engine: Engine, instance: Path) -> Backup:
    """Back the database up while others read and write it.

    Raises:
        BackupFailed: The database or the disk refused.
        ConfigurationError: A tool of PostgreSQL is missing.
    """
    folder = backup_folder(instance)
    with changing(folder) as catalogue:
        way = way_of(engine)
        journal = begin_next_file(engine, instance)
        path = folder / f"{_free_stamp(folder)}{way.SUFFIX}"
        part = folder / f".{path.name}.part"
        try:
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            contents = way.dump(engine, part)
            sha256, size = _settle(part, path)
        except (OSError, DBAPIError) as error:
            raise BackupFailed(f"the backup could not be made: {type(error).__name__}") from error
        finally:
            part.unlink(missing_ok=True)
        backup = Backup(
            file=path.name,
            made_at=clock.now().isoformat(),
            sha256=sha256,
            bytes=size,
            journal=journal,
            revision=contents.revision,
            tables=contents.tables,
            marks=contents.marks,
        )
        catalogue.backups.append(backup)
    return backup


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


def prune(instance: Path, keep: int = KEEP) -> list[str]:
    """Remove all but the newest *keep* backups, but never the last verified one; return the names."""
    folder = backup_folder(instance)
    with changing(folder) as catalogue:
        going = _too_many(catalogue, max(keep, 1))
        catalogue.backups = [backup for backup in catalogue.backups if backup not in going]
        first = min((backup.journal for backup in catalogue.backups), default=0)
    for backup in going:
        (folder / backup.file).unlink(missing_ok=True)
    _forget_journal(instance, first)
    return [backup.name for backup in going]


def _too_many(catalogue: Catalogue, keep: int) -> list[Backup]:
    verified = [backup for backup in catalogue.backups if backup.verified_at]
    last = verified[-1:]
    return [backup for backup in catalogue.backups[:-keep] if backup not in last]


def _forget_journal(instance: Path, first: int) -> None:
    """Remove the journal's files that every kept backup already knows."""
    folder = journal_folder(instance)
    for number in file_numbers(folder)[:-1]:
        if number < first:
            path_of(folder, number).unlink()
