"""`tocongnghe export`: figures and records for other programs and for spreadsheets."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import click

from tocongnghe import clock
from tocongnghe.catalogue.periods import find_period
from tocongnghe.cli.instance import Failure, opened
from tocongnghe.extensions import db, writing
from tocongnghe.services.exports import FORMATS, Asked, Format, Order, allow, stream_export
from tocongnghe.services.exports.notes import note_export
from tocongnghe.vocabulary import ExportKind

TODAY, THEN = "today", "as-of"


@click.group()
def export() -> None:
    """Figures and records as files.

    CSV is UTF-8 without a byte order mark, for programs; the desk's download
    has the mark that Excel wants. Workbooks and JSON say where their figures
    come from, a CSV in its columns.
    """


Options = Callable[[Callable[..., None]], Callable[..., None]]


def _options(*, names: bool, of_days: bool) -> Options:
    """Return the options that an export has."""
    day = click.DateTime(["%Y-%m-%d"])
    given = [
        click.option("--place", "place_code", required=True, help="Code of a place, such as 20 or 06040."),
        click.option("--as-of", "to_day", type=day, help="The last day; default today in Vietnam."),
        click.option("--from", "from_day", type=day, help="The first day."),
        click.option("--period", help="A reporting period instead of days, such as A2026-11 or C2026-Q3."),
        click.option("--topic", help="Only this topic (its code)."),
        click.option("--format", "format_", type=click.Choice(FORMATS), default="csv", show_default=True),
        click.option(
            "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; default standard output."
        ),
    ]
    if not of_days:
        words = click.Choice([TODAY, THEN])
        text = "Villages hang under the communes of today, or of the last day."
        given.append(click.option("--places", type=words, default=TODAY, show_default=True, help=text))
    if names:
        given.append(click.option("--identified", is_flag=True, help="With names; needs a reason."))
        given.append(click.option("--reason", help="What the names are needed for; kept with the export."))

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(given):
            command = option(command)
        return command

    return decorate


@export.command()
@_options(names=False, of_days=False)
def coverage(**options: Any) -> None:
    """Export coverage in long form: a row per indicator for the place and each place in it."""
    _export(ExportKind.COVERAGE, **options)


@export.command()
@_options(names=False, of_days=True)
def tally(**options: Any) -> None:
    """Export the tally of days or a period, by village and topic, as the desk's page has it."""
    _export(ExportKind.TALLY, **options)


@export.command()
@_options(names=True, of_days=False)
def assists(**options: Any) -> None:
    """Export visits one by one; without names, unless --identified with a --reason."""
    _export(ExportKind.ASSISTS, **options)


@export.command()
@_options(names=True, of_days=True)
def teams(**options: Any) -> None:
    """Export the teams of a day, and with a first day what they did since."""
    _export(ExportKind.TEAMS, **options)


def _export(
    kind: ExportKind,
    *,
    place_code: str,
    format_: Format,
    out: Path | None,
    places: str = TODAY,
    identified: bool = False,
    reason: str | None = None,
    topic: str | None = None,
    **days: Any,
) -> None:
    from_day, to_day = _days(**days)
    order = Order(
        kind=kind,
        place_code=place_code,
        format=format_,
        from_day=from_day,
        to_day=to_day,
        topic=topic,
        places_of=to_day if places == THEN else None,
        is_identified=identified,
        reason=reason,
        period=days["period"],
    )
    with opened():
        asked = allow(db.session(), None, order)
        pieces = stream_export(db.session(), asked)
        first = next(pieces, b"")
        _keep(asked)
        with _stream(out) as stream:
            stream.write(first.removeprefix(BOM_UTF8))
            for piece in pieces:
                stream.write(piece)
        db.session.remove()


def _keep(asked: Asked) -> None:
    """Note what goes out of the house, as a desk's export is noted, before it goes."""
    with writing() as session:
        note_export(session, asked)


def _days(period: str | None, from_day: datetime | None, to_day: datetime | None) -> tuple[date | None, date]:
    last = to_day.date() if to_day else clock.local_date()
    if period is None:
        return from_day.date() if from_day else None, last
    found = find_period(period)
    if found is None:
        raise click.BadParameter(f"there is no period {period!r}", param_hint="--period")
    return found.from_day, min(found.to_day, last) if to_day else found.to_day


@contextmanager
def _stream(out: Path | None) -> Iterator[IO[bytes]]:
    """Open *out*, which appears only when it is complete, or standard output."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(out)
    except OSError as error:
        raise Failure(f"cannot write {out}: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
