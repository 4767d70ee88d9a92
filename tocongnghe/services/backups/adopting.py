"""Lists backups whose files lie there without being in the catalogue: it was lost, or they came by hand."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tocongnghe.services.backups.catalogue import (
    NAME,
    Backup,
    backup_files,
    changing,
    read_catalogue,
)
from tocongnghe.services.backups.contents import Contents, read_contents
from tocongnghe.services.backups.engines import Tools, way_of
from tocongnghe.services.backups.recordings import take, write_list
from tocongnghe.services.backups.refusals import BackupFailed, CatalogueLost
from tocongnghe.services.backups.verifying import verify_held
from tocongnghe.services.backups.working import holding


def adopt_backups(engine: Engine, instance: Path, tools: Tools) -> tuple[list[Backup], list[str]]:
    """List and verify what is not listed yet; return it, and the names of files that cannot be restored.

    What the catalogue said of forks is lost with it, so phones may forget less
    than they might; and the journal is replayed from its first file.
    """
    adopted, refused = [], []
    with holding(instance) as folder:
        _begin_anew_if_lost(folder)
        way_of(engine).clear(engine, folder)
        listed = {backup.file for backup in read_catalogue(folder).backups}
        for path in backup_files(folder):
            if path.name in listed:
                continue
            try:
                backup = _describe(engine, instance, folder, path, tools)
            except (SQLAlchemyError, BackupFailed):
                refused.append(path.name)
                continue
            with changing(folder) as catalogue:
                catalogue.backups.append(backup)
            adopted.append(verify_held(engine, folder, backup.file, tools))
    return adopted, refused


def _begin_anew_if_lost(folder: Path) -> None:
    """Put a catalogue that cannot be read aside, and an empty one in its place."""
    try:
        read_catalogue(folder)
    except CatalogueLost:
        path = folder / NAME
        if path.exists():
            path.replace(folder / f"{NAME}.damaged")
        path.write_text('{"backups": [], "forks": []}', encoding="utf-8")


def _describe(engine: Engine, instance: Path, folder: Path, path: Path, tools: Tools) -> Backup:
    """Return what a catalogue says of the backup in *path*, read from a scratch place."""
    contents = _contents(engine, path, tools)
    stamp = path.name.partition(".")[0]
    return Backup(
        file=path.name,
        made_at=_made_at(path, stamp).isoformat(),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        bytes=path.stat().st_size,
        journal=0,
        revision=contents.revision,
        tables=contents.tables,
        marks=contents.marks,
        recordings=write_list(folder, stamp, take(instance, folder, contents.recordings)),
    )


def _contents(engine: Engine, path: Path, tools: Tools) -> Contents:
    with way_of(engine).scratch(engine, path) as url:
        restored = tools.open_engine(url)
        try:
            with restored.connect() as connection:
                return read_contents(connection)
        finally:
            restored.dispose()


def _made_at(path: Path, stamp: str) -> datetime:
    """Return the instant in the file's name, else when it was written."""
    try:
        return datetime.strptime(stamp[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
