"""What the server itself decided, written beside the database and flushed before COMMIT (protocol §4).

Phones offer their own work again after a restore; a supervisor's verdict, a new
user or a revoked grant exists nowhere but here. One line is one transaction:
`{"entry", "of", "at", "rows": […]}` or `{"entry", "of", "at", "ops": […]}`. The same
transaction stores the entry's id, so that a line whose COMMIT never came is
known for a phantom and struck out (`{"struck": id}`).

Knows files and tables, and nothing of what an entry is good for: `replay` does.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from tocongnghe import clock
from tocongnghe.models import JournalEntry, Setting
from tocongnghe.operations.chain import new_id
from tocongnghe.operations.journal_rows import encode_row
from tocongnghe.operations.words import Row

FOLDER = "instance_folder"
"""Execution option of an engine whose server-made writes are journaled: a `Path`."""
IDENTITY = "journal"
WRITING = {"begin_immediate": True}
IDS_AT_ONCE = 500


def journal_folder(instance: Path) -> Path:
    """Return where the journal of an instance lies."""
    return instance / "journal"


def note_operations(connection: Connection, rows: Iterable[Row]) -> None:
    """Journal those of *rows* (new operations) that no phone made; inside their transaction."""
    made_here = [row for row in rows if row["grant_id"] is None and row["author_id"] is not None]
    if made_here:
        _note(connection, {"ops": [encode_row(row) for row in made_here]})


def note_rows(connection: Connection, rows: Iterable[tuple[str, Row]], gone: Iterable[Any] = ()) -> None:
    """Journal ordinary rows as (table, columns), and keys of deleted ones; inside their transaction."""
    content = [{"table": table, "values": encode_row(row)} for table, row in rows]
    content += [{"table": table, "gone": encode_row(key)} for table, key in gone]
    if content:
        _note(connection, {"rows": content})


def _note(connection: Connection, content: Mapping[str, Any]) -> None:
    """Append one entry. Its id is stored first: the lock that this takes keeps `strike_phantoms` away."""
    instance = connection.get_execution_options().get(FOLDER)
    if instance is None:
        return
    id, now, of = new_id(), clock.now(), identity(connection)
    connection.execute(insert(JournalEntry).values(id=id, made_at=now))
    append(journal_folder(instance), {"entry": id, "of": of, "at": now.isoformat(), **content})


def identity(connection: Connection) -> str:
    """Return the name of this database in its journal, given at the first call.

    Backups and what is restored from them keep it. Without it, an empty database
    that somebody starts where a lost one lay would strike out all of that one's journal.
    """
    query = select(Setting.value).where(Setting.name == IDENTITY)
    found = connection.scalar(query)
    if found is None:
        build = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        connection.execute(build(Setting).values(name=IDENTITY, value=new_id()).on_conflict_do_nothing())
        found = connection.scalar(query)
    return str(found)


def append(folder: Path, *lines: Mapping[str, Any]) -> None:
    """Write *lines* at the end of the newest file and flush them to the disk."""
    numbers = file_numbers(folder)
    append_lines(path_of(folder, numbers[-1] if numbers else 1), *lines)


def append_lines(path: Path, *lines: Mapping[str, Any]) -> None:
    """Write *lines* at the end of the file *path*, made if it is not there, and flush them to the disk."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    is_new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        torn = b"" if _ends_with_newline(file.fileno()) else b"\n"
        whole = b"".join(json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n" for line in lines)
        file.seek(0, os.SEEK_END)
        file.write(torn + whole)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        flush_folder(path.parent)


def _ends_with_newline(descriptor: int) -> bool:
    """Tell whether the last line is whole: a crash may have torn it."""
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"


def flush_folder(folder: Path) -> None:
    """Make the names in *folder* durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_numbers(folder: Path) -> list[int]:
    """Return the running numbers of the journal's files, oldest first."""
    return sorted(int(path.stem) for path in folder.glob("*.jsonl") if path.stem.isdigit())


def path_of(folder: Path, number: int) -> Path:
    return folder / f"{number:06}.jsonl"


def read_entries(folder: Path, of: str, since: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the entries of the database *of*, from file *since* on, in order, without those struck out.

    One line in memory at a time: a day of a whole province is hundreds of megabytes.
    """
    struck = {line["struck"] for line in _lines(folder, since) if "struck" in line}
    for line in _lines(folder, since):
        if line.get("of") == of and line["entry"] not in struck:
            yield line


def _lines(folder: Path, since: int) -> Iterator[dict[str, Any]]:
    for number in file_numbers(folder):
        if number >= since:
            yield from read_lines(path_of(folder, number))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the whole lines of one file; what a crash tore was never committed."""
    with path.open("rb") as file:
        for raw in file:
            try:
                line = json.loads(raw)
            except ValueError:
                continue
            if isinstance(line, dict):
                yield line


def holds_entry(folder: Path, entry: str) -> bool:
    """Tell whether the journal tells of *entry*; looks from the newest file back."""
    sought = json.dumps(entry).encode("ascii")
    return any(_holds(path_of(folder, number), sought) for number in reversed(file_numbers(folder)))


def _holds(path: Path, sought: bytes) -> bool:
    with path.open("rb") as file:
        return any(sought in line for line in file)


def strike_phantoms(engine: Engine, instance: Path) -> int:
    """Strike out the entries of the newest file whose transaction never ended; return how many.

    Older files were gone through when they were closed. No transaction is
    between its entry and its COMMIT while the lock is held.
    """
    folder = journal_folder(instance)
    if not file_numbers(folder):
        return 0
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        _keep_writers_out(connection)
        return _strike(connection, folder, file_numbers(folder)[-1])


def begin_next_file(engine: Engine, instance: Path) -> int:
    """Close the newest file, phantoms struck out, and return the number of the next."""
    folder = journal_folder(instance)
    folder.mkdir(mode=0o700, exist_ok=True)
    with engine.execution_options(**WRITING).connect() as connection, connection.begin():
        _keep_writers_out(connection)
        identity(connection)
        numbers = file_numbers(folder)
        if numbers:
            _strike(connection, folder, numbers[-1])
        following = numbers[-1] + 1 if numbers else 1
        os.close(os.open(path_of(folder, following), os.O_WRONLY | os.O_CREAT, 0o600))
        flush_folder(folder)
    return following


def _keep_writers_out(connection: Connection) -> None:
    """Wait for writers of the journal and keep new ones waiting; on SQLite BEGIN IMMEDIATE has done so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE journal_entry IN SHARE MODE"))


def _strike(connection: Connection, folder: Path, number: int) -> int:
    entries = [line["entry"] for line in read_entries(folder, identity(connection), number)]
    known = known_entries(connection, entries)
    phantoms = [{"struck": id} for id in entries if id not in known]
    if phantoms:
        append(folder, *phantoms)
    return len(phantoms)


def forget_before(engine: Engine, instance: Path, number: int, instant: datetime) -> int:
    """Remove the files below *number*, which every kept backup knows by heart, and rows of their kind.

    *instant* is when the oldest kept backup was made. A restored database brings
    rows along whose files went long ago: what is older and in no file that is left
    goes, too. Rows first: what a kill leaves, the next time removes. Returns how
    many files went; none from a folder in which file *number* is not: it is
    another one, or its disk is away.
    """
    folder = journal_folder(instance)
    numbers = file_numbers(folder)
    if number not in numbers:
        return 0
    needed = {line.get("entry") for line in _lines(folder, number)}
    older = select(JournalEntry.id).where(JournalEntry.made_at < instant)
    with engine.execution_options(**WRITING).begin() as connection:
        going = [id for id in connection.scalars(older) if id not in needed]
        for start in range(0, len(going), IDS_AT_ONCE):
            some = going[start : start + IDS_AT_ONCE]
            connection.execute(delete(JournalEntry).where(JournalEntry.id.in_(some)))
    closed = [left for left in numbers if left < number]
    for left in closed:
        path_of(folder, left).unlink()
    return len(closed)


def known_entries(connection: Connection, ids: list[str]) -> set[str]:
    """Return those of *ids* whose transaction this database holds."""
    found: set[str] = set()
    for start in range(0, len(ids), IDS_AT_ONCE):
        query = select(JournalEntry.id).where(JournalEntry.id.in_(ids[start : start + IDS_AT_ONCE]))
        found.update(connection.scalars(query))
    return found
