"""How the backups of an installation stand: what the operator must know before the night they are needed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from tocongnghe import clock
from tocongnghe.models import JournalEntry, User
from tocongnghe.operations.journal import holds_entry, journal_folder
from tocongnghe.services.backups.catalogue import Backup, backup_files, backup_folder, read_catalogue
from tocongnghe.services.backups.interrupted import restored_at
from tocongnghe.services.backups.resets import count_resets

MAX_AGE = timedelta(hours=30)  # of the newest verified backup: one night and a long job
COPIES = 3  # the next backup, its scratch copy while it is verified, and one to spare
SPARE_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Health:
    """What there is to tell; times in UTC, sizes in bytes."""

    folder: Path
    is_needed: bool
    """False while nobody works with the installation."""
    verified: Backup | None
    newest: Backup | None
    kept: int
    strays: int
    """Files that look like backups and are in no catalogue."""
    free_bytes: int
    needed_bytes: int
    """What the next night takes, roughly."""
    journaled_at: datetime | None
    """When the newest decision was taken; None before the first."""
    is_journaled: bool
    """Whether that decision is in the journal, and the next one can be."""
    resets: int
    """Phones that were told within the last hour to begin anew."""
    restored_at: datetime | None

    def age(self, now: datetime) -> timedelta | None:
        """Return the age of the newest verified backup."""
        return None if self.verified is None else now - datetime.fromisoformat(self.verified.made_at)


def look_after(engine: Engine, instance: Path) -> Health:
    """Return how the backups stand.

    Raises:
        CatalogueLost: Nothing says what lies there.
    """
    folder = backup_folder(instance)
    backups = read_catalogue(folder).backups
    listed = {backup.file for backup in backups}
    place = folder if folder.exists() else instance
    with engine.connect() as connection:
        newest_entry = select(JournalEntry).order_by(JournalEntry.made_at.desc()).limit(1)
        entry = connection.execute(newest_entry).first()
        is_needed = connection.scalar(select(User.id).limit(1)) is not None
    return Health(
        folder=folder,
        is_needed=is_needed,
        verified=next((one for one in reversed(backups) if one.verified_at), None),
        newest=backups[-1] if backups else None,
        kept=len(backups),
        strays=sum(path.name not in listed for path in backup_files(folder)),
        free_bytes=shutil.disk_usage(place).free,
        needed_bytes=COPIES * (backups[-1].bytes if backups else 0) + SPARE_BYTES,
        journaled_at=entry.made_at if entry else None,
        is_journaled=_can_write(journal_folder(instance))
        and (entry is None or holds_entry(journal_folder(instance), entry.id)),
        resets=count_resets(instance, clock.now()),
        restored_at=restored_at(engine),
    )


def _can_write(folder: Path) -> bool:
    """Tell whether the journal, or the folder that it will be made in, takes another line."""
    place = folder if folder.exists() else folder.parent
    return os.access(place, os.W_OK | os.X_OK)
