"""`tocongnghe targets`: what places are to reach."""

from __future__ import annotations

from pathlib import Path

import click

from tocongnghe.cli.instance import Failure, opened
from tocongnghe.extensions import writing
from tocongnghe.services.targets import COLUMNS, import_targets


@click.group()
def targets() -> None:
    """What villages, communes and provinces are to reach."""


@targets.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Take the targets in FILE: all of them, or none and what is wrong with which row.

    CSV, UTF-8, with the columns place (code), indicator (code of the catalogue,
    such as vneid_helped), from, to (days, both included), value and source.
    Repeating it changes nothing; another value replaces the former one.
    """
    with opened(), writing() as session:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise Failure(f"{file} is not readable as UTF-8") from error
        count = import_targets(session, text)
    click.echo(f"{count} targets ({', '.join(COLUMNS[:4])} each once)")
