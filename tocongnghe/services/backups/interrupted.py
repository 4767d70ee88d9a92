"""What tells a finished restore from one that was interrupted, so that nobody serves half of one.

Two marks: a file beside the database for as long as a restore is under way, and
a row in the restored database, which says in the end that it is complete.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from tocongnghe.models import Setting
from tocongnghe.operations.journal import WRITING, flush_folder
from tocongnghe.services.backups.refusals import Interrupted

FILE = "restoring.json"
SETTING = "restore"
UNDER_WAY, DONE = "under way", "done"


def begin(instance: Path, backup: str, stamp: str) -> None:
    """Say that *backup* is being restored."""
    part = instance / f".{FILE}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"backup": backup, "stamp": stamp}, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(instance / FILE)
    flush_folder(instance)


def end(instance: Path) -> None:
    """Say that no restore is under way any more."""
    (instance / FILE).unlink(missing_ok=True)
    flush_folder(instance)


def mark(engine: Engine, state: str, stamp: str) -> None:
    """Write into a database that is being restored how far it is."""
    build = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    word = {"value": f"{state} {stamp}"}
    with engine.execution_options(**WRITING).begin() as connection:
        row = build(Setting).values(name=SETTING, **word)
        connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=word))


def require_whole(engine: Engine, instance: Path) -> None:
    """Go on only if no restore was left half-way.

    Raises:
        Interrupted: One was, or is still under way.
    """
    began, state = _began(instance), _state(engine)
    if state.startswith(UNDER_WAY):
        raise Interrupted("this database is one half of a restore; run `tocongnghe backup restore` again")
    if began is None:
        return
    if state == f"{DONE} {began['stamp']}":
        end(instance)
        return
    raise Interrupted(
        f"a restore of {began['backup']} is under way or was interrupted. Wait for it, or run"
        f" `tocongnghe backup restore {began['backup']}` again; `tocongnghe backup restore --give-up` goes"
        " on with the database as it is"
    )


def restored_at(engine: Engine) -> datetime | None:
    """Return when the present database was restored, None if it never was."""
    word, _, stamp = _state(engine).rpartition(" ")
    return datetime.strptime(stamp[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if word == DONE else None


def _began(instance: Path) -> dict[str, Any] | None:
    path = instance / FILE
    if not path.exists():
        return None
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def _state(engine: Engine) -> str:
    """Return what the database says of its restore; nothing when it says nothing or does not answer."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return ""
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table(Setting.__tablename__):
                return ""
            return connection.scalar(select(Setting.value).where(Setting.name == SETTING)) or ""
    except DBAPIError:
        return ""
