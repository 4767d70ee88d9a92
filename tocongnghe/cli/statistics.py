"""`tocongnghe statistics`: how many households, people or businesses places have."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import select

from tocongnghe.cli.instance import Failure, opened
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n import use_locale
from tocongnghe.models import Place
from tocongnghe.services.office_files import Fate, ListedRow, RowsPreview, UnreadableFile
from tocongnghe.services.statistic_lists import judge_statistics, read_statistics, take_statistics

MOST_TOLD = 50


@click.group()
def statistics() -> None:
    """How many households, people or businesses places have: what coverage is counted over."""


@statistics.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--look", is_flag=True, help="Tell what would become of the rows, and write nothing.")
@click.option("--lang", default="vi", show_default=True, help="The language of what is told of rows.")
def import_(file: Path, look: bool, lang: str) -> None:
    """Take the numbers in FILE: all of them, or none and what is wrong with which row.

    Any list with the columns place (code), statistic (code of the catalogue, such as
    households), value, as_of, source and, optionally, derived (yes or no); Excel, ODS or
    CSV. Repeating it changes nothing; another value replaces the former one.
    """
    with opened(), use_locale(lang):
        try:
            rows = read_statistics(file.read_bytes())
        except (OSError, UnreadableFile) as error:
            raise Failure(f"{file} cannot be read: {error}") from error
        places = db.session().scalars(select(Place).where(Place.valid_to.is_(None))).all()
        found = judge_statistics(db.session(), places, rows)
        _tell(found)
        if found.of(Fate.WRONG):
            raise Failure("nothing was written; mend the rows above")
        if not look:
            with writing() as session:
                take_statistics(session, places, rows, None, name=file.name, by_id=None)
        counts = [len(found.of(fate)) for fate in (Fate.NEW, Fate.CHANGED, Fate.SAME)]
    click.echo(
        "{} new, {} changed, {} as they were".format(*counts) + ("; nothing was written" if look else "")
    )


def _tell(found: RowsPreview) -> None:
    told = [row for row in found.rows if row.remarks]
    told.sort(key=lambda row: row.fate is not Fate.WRONG)
    for row in told[:MOST_TOLD]:
        click.echo(_line(row), err=True)
    if len(told) > MOST_TOLD:
        click.echo(f"… and {len(told) - MOST_TOLD} more rows", err=True)


def _line(row: ListedRow) -> str:
    return f"row {row.number}: " + " ".join(_(each.msgid, **each.values) for each in row.remarks)
