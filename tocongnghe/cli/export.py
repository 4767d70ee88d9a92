"""`tocongnghe export`: figures for other programs and for spreadsheets."""

from __future__ import annotations

import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

import click

from tocongnghe import clock
from tocongnghe.cli.instance import Failure, opened
from tocongnghe.extensions import db
from tocongnghe.services.exports import stream_coverage


@click.group()
def export() -> None:
    """Figures as files."""


@export.command()
@click.option(
    "--place", "place_code", required=True, help="Code of a province or commune, such as 20 or 06040."
)
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="A day; default today in Vietnam.")
@click.option("--format", "format_", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="A file; default standard output."
)
def coverage(
    place_code: str, as_of: datetime | None, format_: Literal["csv", "json"], out: Path | None
) -> None:
    """Export coverage in long form: a row per indicator for the place and each place in it.

    UTF-8 without a byte order mark, for programs; the desk's download has the
    mark that Excel wants.
    """
    day = as_of.date() if as_of else clock.local_date()
    with opened(), _stream(out) as stream:
        for piece in stream_coverage(db.session(), None, place_code, day, format_):
            stream.write(piece.removeprefix(BOM_UTF8))
        db.session.remove()


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
