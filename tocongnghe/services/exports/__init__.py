"""Figures and records that leave the house as files: the same ones whichever way they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import IO

from sqlalchemy.orm import Session

from tocongnghe.i18n import BASE, use_locale
from tocongnghe.services.access import Actor
from tocongnghe.services.exports.assists import assists_table
from tocongnghe.services.exports.coverage import COLUMNS, coverage_table
from tocongnghe.services.exports.order import Asked, Order, allow
from tocongnghe.services.exports.table import Format, Table
from tocongnghe.services.exports.tallies import tallies_table
from tocongnghe.services.exports.teams import teams_table
from tocongnghe.services.exports.writers import FORMATS, MEDIA_TYPES, stream
from tocongnghe.services.exports.writers import file_name as name_of
from tocongnghe.vocabulary import ExportKind

__all__ = [
    "COLUMNS",
    "FORMATS",
    "MEDIA_TYPES",
    "Asked",
    "Format",
    "Order",
    "Table",
    "allow",
    "file_name",
    "make_table",
    "stream_coverage",
    "stream_export",
    "write_coverage",
]

_TABLES: dict[ExportKind, Callable[[Session, Asked], Table]] = {
    ExportKind.COVERAGE: coverage_table,
    ExportKind.TALLY: tallies_table,
    ExportKind.ASSISTS: assists_table,
    ExportKind.TEAMS: teams_table,
}


def make_table(session: Session, asked: Asked) -> Table:
    """Return what was asked for; its rows are read from *session* as they are used.

    Texts are in the language in use: the caller chooses it, for all rows.
    """
    return _TABLES[asked.order.kind](session, asked)


def stream_export(session: Session, asked: Asked) -> Iterator[bytes]:
    """Return the file that was asked for as pieces, its texts in Vietnamese.

    Everything that can be refused is refused here, before the first piece.
    """
    with use_locale(BASE):
        table = make_table(session, asked)
    return _in_vietnamese(stream(table, asked.order.format))


def stream_coverage(
    session: Session, actor: Actor | None, place_code: str, as_of: date, format_: Format
) -> Iterator[bytes]:
    """Return the coverage of a place as the pieces of a file, names in Vietnamese.

    Raises:
        Forbidden, NotFound: As `coverage` does, before the first piece.
    """
    order = Order(ExportKind.COVERAGE, place_code, format_, as_of)
    return stream_export(session, allow(session, actor, order))


def write_coverage(
    session: Session, actor: Actor | None, place_code: str, as_of: date, format_: Format, stream: IO[str]
) -> None:
    """Write what `stream_coverage` returns to *stream*, which must leave line ends as they are."""
    for piece in stream_coverage(session, actor, place_code, as_of, format_):
        stream.write(piece.decode())


def file_name(place_code: str, as_of: date, format_: Format) -> str:
    """Return the name of a coverage file: it says what is in it, ASCII only."""
    return name_of(place_code, "coverage", as_of, format_)


def _in_vietnamese(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield *pieces*, each made under the base language: a generator runs in its caller's context."""
    while True:
        with use_locale(BASE):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
