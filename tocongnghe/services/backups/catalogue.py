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
from tocongnghe.operations.journal import FOLDER, flush_folder
from tocongnghe.operations.recovery import Fork

NAME = "catalogue.json"
ERASURES = "erasures.jsonl"


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

    @property
    def name(self) -> str:
        return self.file.partition(".")[0]


@dataclass(slots=True)
class Catalogue:
    """Backups from the oldest to the newest, and every fork that a restore made."""

    backups: list[Backup] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)

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
    return instance / "backups"


def instance_of(engine: Any) -> Path | None:
    """Return the folder of the instance that *engine* belongs to."""
    folder: Path | None = engine.get_execution_options().get(FOLDER)
    return folder


def read_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue, empty when there is none yet."""
    path = folder / NAME
    if not path.exists():
        return Catalogue()
    document = json.loads(path.read_text(encoding="utf-8"))
    return Catalogue(
        [_backup(one) for one in document["backups"]], [Fork(**one) for one in document["forks"]]
    )


def _backup(document: dict[str, Any]) -> Backup:
    tables = {name: TableContent(**content) for name, content in document.pop("tables").items()}
    marks = {province: Mark(**mark) for province, mark in document.pop("marks").items()}
    return Backup(**document, tables=tables, marks=marks)


@contextmanager
def changing(folder: Path) -> Iterator[Catalogue]:
    """Hold the catalogue for a change, one process at a time, and write it when the block ends well."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
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


def read_erased(folder: Path) -> list[dict[str, Any]]:
    """Return the erased operations: {id, kind, record, province, outcome, hash …}, one a line, no content."""
    path = folder / ERASURES
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
