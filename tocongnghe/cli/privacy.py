"""`tocongnghe privacy`: what a person may ask of who keeps data about them."""

from __future__ import annotations

import click

from tocongnghe.cli.backup import as_json_option
from tocongnghe.cli.instance import opened, print_json
from tocongnghe.extensions import db
from tocongnghe.operations.erasing import Reach
from tocongnghe.services.erasure import Why, erase_record, find, look


@click.group()
def privacy() -> None:
    """Data about persons: find a household, and erase it."""


@privacy.command("find")
@click.argument("village")
@click.argument("name")
def find_(village: str, name: str) -> None:
    """List the households of VILLAGE (its code) whose head's name has NAME in it, diacritics or not."""
    with opened():
        found = find(db.engine, village, name)
    for one in found:
        people = one.people_count if one.people_count is not None else "?"
        click.echo(f"{one.id}  {one.head_name}, {people} people, {one.state}, since {one.created_on}")


@privacy.command("erase")
@click.option("--household", "id", required=True, help="Its id, or the id of any other record.")
@click.option("--reason", type=click.Choice([str(why) for why in Why]), required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json_option
def erase(id: str, reason: str, yes: bool, as_json: bool) -> None:
    """Erase a household for good: its cards, consents, feedback, tasks, notes and recordings.

    The visits stay as numbers: topic, outcome, day and village, of a household
    that nobody can name. Phones forget it at their next contact; no restore
    brings it back. Backups made before keep it until they are removed. May run
    beside the server, and again.
    """
    with opened():
        found = look(db.engine, id)
        if not yes:
            click.echo(f"{found.kind} {id}: {_told(found)}", err=True)
            click.confirm("Erase them for good?", abort=True, err=True)
        done = erase_record(db.engine, id, Why(reason))
    if as_json:
        counts = {name: len(getattr(done, name)) for name in ("cards", "records", "recordings")}
        print_json({"id": id, "operations": done.kept} | counts)
        return
    click.echo(f"erased {_told(done)}" if done.kept else "was erased before; nothing was left")


def _told(reach: Reach) -> str:
    cards = f"{len(reach.cards)} cards, " if len(reach.cards) > 1 else ""
    return f"{cards}{reach.kept} operations, {len(reach.records)} records, {len(reach.recordings)} recordings"
