"""`tocongnghe places`: reference places, former names and what became of them, changes that are due."""

from __future__ import annotations

import click

from tocongnghe.cli.instance import Failure, opened
from tocongnghe.extensions import db, writing
from tocongnghe.services.former_places import UnreadablePlaces, load_former_places, search_places
from tocongnghe.services.place_changes import settle_due
from tocongnghe.services.places import load_reference_places


@click.group()
def places() -> None:
    """Communes and provinces of today and before, and what became of them."""


@places.command()
def load() -> None:
    """Load the communes and provinces of the data files, former ones too; what is there stays."""
    with opened():
        try:
            with writing() as session:
                present, former = load_reference_places(session), load_former_places(session)
        except UnreadablePlaces as error:
            raise Failure(str(error)) from error
    click.echo(f"{present} places of today and {former} former ones added")


@places.command()
@click.argument("text")
def search(text: str) -> None:
    """Tell what became of the places whose name or code has TEXT, with or without diacritics."""
    with opened():
        for one in search_places(db.session(), text):
            until = f", until {one.valid_to}" if one.valid_to else ""
            became = "; ".join(f"{code} {name} ({relation})" for code, name, relation, _ in one.became)
            told = f"{one.code} {one.name}{f', {one.district}' if one.district else ''}, {one.above}{until}"
            click.echo(f"{told} -> {became}" if became else told)


@places.command()
def settle() -> None:
    """Let records follow the changes of places whose day has come; the job `places` does so by itself."""
    with opened():
        settled = settle_due(db.engine)
    click.echo(f"{settled.changes} changes settled, {settled.moved} records moved")
