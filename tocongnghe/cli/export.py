"""`tocongnghe export`: figures for other programs and for spreadsheets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

import click

from tocongnghe import clock
from tocongnghe.cli.instance import opened
from tocongnghe.extensions import db
from tocongnghe.services.access import Actor
from tocongnghe.services.exports import write_coverage
from tocongnghe.services.operator import operator_at


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
def coverage(place_code: str, as_of: datetime | None, format_: str, out: Path | None) -> None:
    """Export coverage in long form: a row per indicator for the place and each commune in it."""
    day = as_of.date() if as_of else clock.local_date()
    with opened(), db.session() as session, _stream(out) as stream:
        write_coverage(session, operator_at(session, place_code, day), place_code, day, format_, stream)
