"""The rows of a long export on disk, read once at one moment: the file is made from them, after a kill too.

One JSON text a line: first what the table is, then a row each.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from tocongnghe.services.exports.table import Fact, Field, Format, Table
from tocongnghe.services.exports.writers import stream
from tocongnghe.services.sheets import Kind, Value

LOOK_EVERY = 500  # rows
Watch = Callable[[int, int | None], None]
"""Told every so often how many rows are done, of how many; it may raise to leave."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that is complete, and what tells whether it still is what was made."""

    sha256: str
    byte_count: int
    row_count: int


def spool(table: Table, path: Path, watch: Watch) -> None:
    """Write the rows of *table* to *path*, which appears only when all of them are in it."""
    with _aside(path) as file:
        file.write(_line(_head(table)))
        for number, row in enumerate(table.rows):
            if number % LOOK_EVERY == 0:
                watch(number, table.row_count)
            file.write(_line(row))


def make_file(spooled: Path, path: Path, format_: Format, watch: Watch) -> Made:
    """Write the export in *spooled* to *path* in its format; the same rows give the same bytes."""
    with spooled.open(encoding="utf-8") as lines:
        table = _table(json.loads(next(lines)))
        count = 0

        def rows() -> Iterator[Sequence[Value]]:
            nonlocal count
            readers = [_READERS[field.kind] for field in table.fields]
            for line in lines:
                if count % LOOK_EVERY == 0:
                    watch(count, table.row_count)
                count += 1
                yield [
                    None if value is None else read(value)
                    for read, value in zip(readers, json.loads(line), strict=True)
                ]

        digest, size = hashlib.sha256(), 0
        with _aside(path) as file:
            for piece in stream(replace(table, rows=rows()), format_):
                digest.update(piece)
                size += len(piece)
                file.write(piece)
    return Made(digest.hexdigest(), size, count)


@contextmanager
def _aside(path: Path) -> Iterator[IO[bytes]]:
    """Open a file of its owner's alone beside *path*, which takes that name once it is whole and on disk."""
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _head(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "fields": [asdict(field) for field in table.fields],
        "facts": [asdict(fact) for fact in table.facts],
        "made_at": table.made_at.isoformat(),
        "head": {key: _tagged(value) for key, value in table.head.items()},
        "row_count": table.row_count,
    }


def _table(head: dict[str, Any]) -> Table:
    return Table(
        name=head["name"],
        title=head["title"],
        fields=tuple(Field(**{**field, "kind": Kind(field["kind"])}) for field in head["fields"]),
        rows=(),
        facts=tuple(Fact(**fact) for fact in head["facts"]),
        made_at=datetime.fromisoformat(head["made_at"]),
        head={key: _untagged(value) for key, value in head["head"].items()},
        row_count=head["row_count"],
    )


def _line(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _tagged(value: Any) -> Any:
    """Return *value* so that a day and an instant are told from a text."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _untagged(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return datetime.fromisoformat(text) if kind == "moment" else date.fromisoformat(text)


def _as_it_is(value: Any) -> Any:
    return value


_READERS: dict[Kind, Callable[[Any], Value]] = {
    Kind.TEXT: _as_it_is,
    Kind.WHOLE: _as_it_is,
    Kind.DECIMAL: Decimal,
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: datetime.fromisoformat,
}
