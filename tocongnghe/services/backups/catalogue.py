"""The catalogue beside the backups: what is kept, where each stood in the logs, and how histories forked.

Written whole and put in place at once: a reader sees the old one or the new
one. It never lies in the database, which is what may be lost.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tocongnghe.errors import NotFound
from tocongnghe.operations.erasures import BACKUPS
from tocongnghe.operations.journal import FOLDER, flush_folder
from tocongnghe.operations.recovery import Fork
from tocongnghe.services.backups.refusals import CatalogueLost

NAME = "catalogue.json"
SUFFIXES = (".sqlite3", ".dump")
WHAT_TO_DO = "bring it back from the copy on another machine, or run `tocongnghe backup adopt`"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a province's log stood."""

    epoch: str
    seq: int
    chain: str
    """Hexadecimal."""


@dataclass(frozen=True, slots=True)
class TableContent:
    """A table's content: how many rows, and a hash that any other content changes."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings that a backup's database names: a list of them, and where they stood."""

    file: str
    sha256: str
    """Of the list."""
    count: int
    bytes: int
    lost: int
    """How many were gone or damaged in the instance when the backup was made."""


@dataclass(slots=True)
class Backup:
    """One backup: a file, and what was in the database when it was made."""

    file: str
    made_at: str
    sha256: str
    bytes: int
    journal: int
    """Number of the first journal file that may tell what this backup does not know."""
    revision: str
    """Of the schema."""
    tables: dict[str, TableContent]
    marks: dict[str, Mark]
    """By province id."""
    verified_at: str | None = None
    problems: list[str] = field(default_factory=list)
    """What the latest verification found wrong."""
    recordings: Recordings | None = None

    @property
    def name(self) -> str:
        return self.file.partition(".")[0]


@dataclass(slots=True)
class Catalogue:
    """Backups from the oldest to the newest, and every fork that a restore made."""

    backups: list[Backup] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    """Names of backups that are being made or removed; whoever finds one later removes its files."""

    def find(self, name: str | None) -> Backup:
        """Return the backup *name* (with or without its ending), None for the newest.

        Raises:
            NotFound: There is none.
        """
        if name is None and self.backups:
            return self.backups[-1]
        for backup in self.backups:
            if name in (backup.name, backup.file):
                return backup
        raise NotFound(f"there is no backup {name}" if name else "there is no backup yet")


def backup_folder(instance: Path) -> Path:
    """Return where the backups of an instance lie."""
    return instance / BACKUPS


def instance_of(engine: Any) -> Path | None:
    """Return the folder of the instance that *engine* belongs to."""
    folder: Path | None = engine.get_execution_options().get(FOLDER)
    return folder


def read_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue, empty when there is none yet.

    Raises:
        CatalogueLost: It cannot be read, or is gone while backups lie there.
    """
    path = folder / NAME
    if not path.exists():
        if backup_files(folder):
            raise CatalogueLost(f"{NAME} is missing though backups lie beside it; {WHAT_TO_DO}")
        return Catalogue()
    try:
        return _catalogue(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, LookupError, TypeError) as error:
        raise CatalogueLost(f"{NAME} is damaged; {WHAT_TO_DO}") from error


def backup_files(folder: Path) -> list[Path]:
    """Return the files that look like backups, the oldest first."""
    return sorted(path for path in folder.glob("2*") if path.suffix in SUFFIXES)


def _catalogue(document: dict[str, Any]) -> Catalogue:
    return Catalogue(
        [_backup(one) for one in document["backups"]],
        [Fork(**one) for one in document["forks"]],
        document.get("unfinished", []),
    )


def _backup(document: dict[str, Any]) -> Backup:
    tables = {name: TableContent(**content) for name, content in document.pop("tables").items()}
    marks = {province: Mark(**mark) for province, mark in document.pop("marks").items()}
    recordings = document.pop("recordings", None)
    return Backup(
        **document,
        tables=tables,
        marks=marks,
        recordings=None if recordings is None else Recordings(**recordings),
    )


@contextmanager
def changing(folder: Path) -> Iterator[Catalogue]:
    """Hold the catalogue for a change, one process at a time, and write it when the block ends well."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = read_catalogue(folder)
        yield catalogue
        _write(folder, catalogue)


def _write(folder: Path, catalogue: Catalogue) -> None:
    catalogue.backups.sort(key=lambda backup: backup.made_at)
    aside = folder / f".{NAME}.part"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(catalogue), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / NAME)
    flush_folder(folder)
