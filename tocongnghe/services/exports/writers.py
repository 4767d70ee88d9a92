"""An export in its format: CSV, workbook or JSON; one row in memory at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from tocongnghe.services import sheets
from tocongnghe.services.exports.table import Format, Table
from tocongnghe.services.sheets import Column, Origin, Sheet, instant, stream_csv

FORMATS: tuple[Format, ...] = ("csv", "xlsx", "json")
MEDIA_TYPES: dict[Format, str] = {
    "csv": sheets.MEDIA_TYPES["csv"],
    "xlsx": sheets.MEDIA_TYPES["xlsx"],
    "json": "application/json",
}
PIECE_BYTES = 64 * 1024


def stream(table: Table, format_: Format) -> Iterator[bytes]:
    """Return the file of *table* as pieces."""
    if format_ == "csv":
        return stream_csv([field.key for field in table.fields], table.rows)
    if format_ == "json":
        return _pieces(_json(table))
    return sheets.stream_sheet(_sheet(table), "xlsx")


def file_name(place_code: str, table: str, day: date, format_: Format) -> str:
    """Return a name for the file that says what is in it, ASCII only."""
    return f"{table}-{place_code}-{day.isoformat()}.{format_}"


def _sheet(table: Table) -> Sheet:
    """Return the workbook of *table*; what is to be known of it stands on a sheet of its own."""
    facts = {fact.key: fact for fact in table.facts}
    named = ("what", "place", "days", "states")
    return Sheet(
        title=table.title,
        columns=tuple(Column(field.title, field.kind, field.width) for field in table.fields),
        rows=table.rows,
        origin=Origin(
            what=facts["what"].text,
            place=facts["place"].text,
            period=facts["days"].text,
            as_of=f"{facts['exported_at'].title}: {facts['exported_at'].text}",
            states=facts["states"].text,
            definitions=tuple((fact.title, fact.text) for fact in table.facts if fact.key not in named),
        ),
        made_at=table.made_at,
    )


def _json(table: Table) -> Iterator[bytes]:
    """Yield one JSON object: the head, `about` in words, then `rows`, one a line."""
    about = [{"key": fact.key, "title": fact.title, "text": fact.text} for fact in table.facts]
    head = table.head | {"exported_at": table.made_at}
    yield _dump({**head, "about": about})[:-1] + b',"rows":['
    keys = [field.key for field in table.fields]
    for number, row in enumerate(table.rows):
        yield (b",\n" if number else b"\n") + _dump(dict(zip(keys, row, strict=True)))
    yield b"\n]}\n"


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line)
        size += len(line)
        if size >= PIECE_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _dump(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else float(value)
