"""Coverage as files: CSV that spreadsheets open rightly, JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import IO, Any, Literal

from sqlalchemy.orm import Session

from tocongnghe.i18n import BASE, use_locale
from tocongnghe.i18n import gettext as _
from tocongnghe.services.access import Actor
from tocongnghe.services.coverage import CoverageReport, CoverageRow, coverage
from tocongnghe.services.sheets import instant, stream_csv

Format = Literal["csv", "json"]
Record = dict[str, Any]

COLUMNS = (
    *("place_code", "place_name", "place_kind", "indicator", "indicator_name", "as_of"),
    *("official", "provisional", "denominator", "denominator_name"),
    *("percent_official", "percent_provisional", "villages", "villages_reporting"),
    *("denominator_as_of", "denominator_source", "indicator_version", "counted_at"),
)
MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def stream_coverage(
    session: Session, actor: Actor | None, place_code: str, as_of: date, format_: Format
) -> Iterator[bytes]:
    """Return the coverage of a place as the pieces of a file, names in Vietnamese.

    Everything that can be refused is refused here, before the first piece.

    Raises:
        Forbidden, NotFound: As `coverage` does.
    """
    report = coverage(session, actor, place_code, as_of)
    with use_locale(BASE):
        records = [_record(row) for row in report.rows]
    return _WRITERS[format_](report, records)


def write_coverage(
    session: Session, actor: Actor | None, place_code: str, as_of: date, format_: Format, stream: IO[str]
) -> None:
    """Write what `stream_coverage` returns to *stream*, which must leave line ends as they are."""
    for piece in stream_coverage(session, actor, place_code, as_of, format_):
        stream.write(piece.decode())


def file_name(report_place: str, as_of: date, format_: Format) -> str:
    """Return a name for the file that says what is in it, ASCII only."""
    return f"coverage-{report_place}-{as_of.isoformat()}.{format_}"


def _record(row: CoverageRow) -> Record:
    return {
        "place_code": row.place_code,
        "place_name": row.place_name,
        "place_kind": row.place_kind.value,
        "indicator": row.indicator,
        "indicator_name": row.indicator_name,
        "as_of": row.as_of,
        "official": row.official,
        "provisional": row.provisional,
        "denominator": row.denominator,
        "denominator_name": _(row.denominator_name) if row.denominator_name else None,
        "percent_official": row.percent_official,
        "percent_provisional": row.percent_provisional,
        "villages": row.villages,
        "villages_reporting": row.villages_reporting,
        "denominator_as_of": row.denominator_as_of,
        "denominator_source": row.denominator_source,
        "denominator_missing": _(row.denominator_missing) if row.denominator_missing else None,
        "indicator_version": row.catalogue_version,
        "counted_at": row.counted_at,
    }


def _csv(_report: CoverageReport, records: list[Record]) -> Iterator[bytes]:
    """Yield RFC 4180 lines in UTF-8; an empty field is no data."""
    return stream_csv(COLUMNS, ([record[column] for column in COLUMNS] for record in records))


def _json(report: CoverageReport, records: list[Record]) -> Iterator[bytes]:
    """Yield one JSON object: where the figures come from, then `rows`, one a line."""
    head = {
        "place_code": report.place_code,
        "place_name": report.place_name,
        "place_kind": report.place_kind,
        "as_of": report.as_of,
        "indicator_version": report.catalogue_version,
        "counted_at": report.counted_at,
        "official": "approved",
        "provisional": "approved or waiting for review",
    }
    yield _dump(head)[:-1] + b',"rows":['
    for number, record in enumerate(records):
        yield (b",\n" if number else b"\n") + _dump(record)
    yield b"\n]}\n"


def _dump(document: Record) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else float(value)


Writer = Callable[[CoverageReport, list[Record]], Iterator[bytes]]
_WRITERS: dict[Format, Writer] = {
    "csv": _csv,
    "json": _json,
}
