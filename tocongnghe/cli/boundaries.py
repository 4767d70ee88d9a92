"""`tocongnghe boundaries`: the shapes that a province's map is drawn from."""

from __future__ import annotations

from pathlib import Path

import click

from tocongnghe.cli.instance import Failure, opened
from tocongnghe.extensions import writing
from tocongnghe.services.boundaries import MAX_BYTES, take_boundaries
from tocongnghe.services.maps.features import Fault, UnusableFile

WHY = {
    Fault.NOT_JSON: "is no JSON",
    Fault.NO_MAP: "is neither GeoJSON nor TopoJSON, or is broken",
    Fault.NOT_DEGREES: "has coordinates that are no longitude and latitude (WGS 84)",
    Fault.TOO_LARGE: f"is larger than {MAX_BYTES // 1024 // 1024} MB",
    Fault.NO_CODES: "bears no code of a commune of this province",
}


@click.group()
def boundaries() -> None:
    """The shapes of communes on a province's map; no legal boundaries."""


@boundaries.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", default="20", show_default=True, metavar="CODE", help="The province.")
@click.option("--source", required=True, metavar="TEXT", help="Who drew it, and of which year.")
def import_(file: Path, place: str, source: str) -> None:
    """Take the shapes in FILE (GeoJSON or TopoJSON) instead of any earlier ones.

    Areas are matched by the five-digit codes of today's communes, whichever
    property holds them. Areas without such a commune and communes without an
    area are listed.
    """
    with opened(), writing() as session:
        try:
            taken = take_boundaries(session, None, place, file.name, file.read_bytes(), source)
        except OSError as error:
            raise Failure(f"{file} is not readable") from error
        except UnusableFile as error:
            raise Failure(f"{file} {WHY[error.fault]}") from error
    click.echo(f"{taken.matched} communes have a shape now")
    for code, name in taken.unknown:
        click.echo(f"left out, no commune of today: {code or '(no code)'} {name}".rstrip(), err=True)
    for code, name in taken.missing:
        click.echo(f"without a shape: {code} {name}", err=True)
