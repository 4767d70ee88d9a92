"""Restores a backup into a scratch place and looks whether it is what was backed up, and sound."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tocongnghe import clock
from tocongnghe.operations.audit import findings
from tocongnghe.services.backups import recordings
from tocongnghe.services.backups.catalogue import Backup, changing, read_catalogue
from tocongnghe.services.backups.contents import Contents, differences, read_contents
from tocongnghe.services.backups.engines import Tools, way_of
from tocongnghe.services.backups.refusals import BackupFailed
from tocongnghe.services.backups.working import working

MAX_TOLD = 20


def verify_backup(engine: Engine, instance: Path, name: str | None, tools: Tools) -> Backup:
    """Verify the backup *name* (None: the newest), note the result, and return it with its problems.

    Raises:
        NotFound: No such backup.
        ConfigurationError: PostgreSQL lacks a tool or a privilege for it.
    """
    with working(instance) as folder:
        return verify_held(engine, folder, name, tools)


def verify_held(engine: Engine, folder: Path, name: str | None, tools: Tools) -> Backup:
    """Do so while the backups are held already."""
    backup = read_catalogue(folder).find(name)
    way_of(engine).clear(engine, folder)
    problems = problems_of(engine, folder / backup.file, backup, tools)[:MAX_TOLD]
    with changing(folder) as catalogue:
        kept = catalogue.find(backup.file)
        kept.problems = problems
        kept.verified_at = None if problems else clock.now().isoformat()
    return kept


def problems_of(engine: Engine, path: Path, backup: Backup, tools: Tools) -> list[str]:
    """Return what is wrong with a backup, a sentence each; nothing for one that can be relied on."""
    if not path.exists():
        return ["the file is missing"]
    try:
        found = _problems_inside(engine, path, backup, tools)
    except (SQLAlchemyError, BackupFailed) as error:
        found = [f"it cannot be restored ({type(error).__name__}): the file is damaged"]
    if not found and _hash(path) != backup.sha256:
        found.append("the file is not the one that was made: its hash differs")
    return found


def _problems_inside(engine: Engine, path: Path, backup: Backup, tools: Tools) -> list[str]:
    way = way_of(engine)
    then = Contents(backup.revision, backup.tables, backup.marks)
    with way.scratch(engine, path) as url:
        restored = tools.open_engine(url)
        try:
            found: list[str] = way.check_pages(url, restored)
            with restored.connect() as connection:
                now = read_contents(connection)
            found += differences(then, now)
            found += [] if then.marks == now.marks else ["table feed: the logs' heads are elsewhere"]
            found += recordings.problems_of(path.parent, backup, now.recordings)
            tools.migrate(restored)
            with restored.connect() as connection:
                found += [str(finding) for finding in findings(connection)]
        finally:
            restored.dispose()
    return found


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
