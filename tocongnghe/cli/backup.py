"""`tocongnghe backup`: backups made, verified and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import Engine

from tocongnghe.cli.instance import Failure, failures, make_app, opened, print_json
from tocongnghe.extensions import db, migrate, open_engine
from tocongnghe.services import backups

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
name_argument = click.argument("name", required=False)
TOOLS = backups.Tools(open_engine, migrate)


@click.group()
def backup() -> None:
    """Backups beside the database: make, list, verify, restore, adopt.

    They lie in backups/ of the instance folder, with a catalogue that says up
    to where phones may forget. Copy the folder to another machine as well.
    """


@backup.command()
@click.option("--keep", type=click.IntRange(1, 1000), default=backups.KEEP, show_default=True)
@click.option("--verify/--no-verify", "with_verify", default=True, help="Restore it once to see.")
@as_json_option
def make(keep: int, with_verify: bool, as_json: bool) -> None:
    """Make a backup while the server runs, verify it, and keep the newest KEEP.

    The last verified backup is never removed.
    """
    with opened() as app:
        instance = Path(app.instance_path)
        if with_verify:
            made = backups.make_verify_prune(db.engine, instance, TOOLS, keep)
        else:
            made = backups.make_backup(db.engine, instance)
            backups.prune(db.engine, instance, keep)
    _tell(made, as_json)


@backup.command("list")
@as_json_option
def list_(as_json: bool) -> None:
    """List the backups that are kept, the oldest first."""
    with failures():
        app = make_app()
        kept = backups.read_catalogue(backups.backup_folder(Path(app.instance_path))).backups
    if as_json:
        print_json([_document(one) for one in kept])
        return
    for one in kept:
        state = "verified" if one.verified_at else "; ".join(one.problems) or "not verified"
        click.echo(f"{one.name:<20} {one.bytes:>12} bytes  {state}")


@backup.command()
@name_argument
@as_json_option
def verify(name: str | None, as_json: bool) -> None:
    """Restore backup NAME (default: the newest) into a scratch place and compare.

    Content and log must be what was backed up, and every record what its
    operations say. Exit code 1 when anything is not.
    """
    with _closed() as (_app, engine, instance):
        checked = backups.verify_backup(engine, instance, name, TOOLS)
    _tell(checked, as_json)


@backup.command()
@name_argument
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--give-up", is_flag=True, help="After one that was interrupted: go on with the database as it is."
)
@as_json_option
def restore(name: str | None, yes: bool, give_up: bool, as_json: bool) -> None:
    """Put backup NAME (default: the newest) in the place of the database.

    The server must be stopped. The database that is replaced is kept. What the
    desk decided since is done again from the journal; phones send again what
    is missing at their next contact. Nothing changes until the very end: one
    that was interrupted is run again.
    """
    with _closed() as (_app, engine, instance):
        if give_up:
            backups.give_up(engine, instance)
            return
        chosen = backups.read_catalogue(backups.backup_folder(instance)).find(name)
        if not yes:
            click.confirm(f"Restore {chosen.name} over the present database?", abort=True, err=True)
        done = backups.restore_backup(engine, instance, chosen.file, TOOLS)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(f"restored {done.backup}; {done.replayed} journal entries done again, {done.erased} erased")
    if done.recordings:
        click.echo(f"{done.recordings} recordings brought back")
    if done.without_sound:
        click.echo(
            f"{done.without_sound} recordings are not here; phones that still have them send them again"
        )
    if done.kept_as:
        click.echo(f"the database that it replaced is kept as {done.kept_as}")


@backup.command()
@as_json_option
def adopt(as_json: bool) -> None:
    """List again backups that lie there without being in the catalogue, and verify them.

    For a catalogue that was lost or damaged, and for backups that were copied
    here. Exit code 1 when one of them cannot be relied on.
    """
    with _closed() as (_app, engine, instance):
        adopted, refused = backups.adopt_backups(engine, instance, TOOLS)
    if as_json:
        print_json([_document(one) for one in adopted])
    else:
        for one in adopted:
            click.echo(f"{one.name}: {'; '.join(one.problems) or 'listed and verified'}")
    if refused:
        raise Failure(f"cannot be restored, and not listed: {', '.join(refused)}")
    if any(one.problems for one in adopted):
        raise Failure("not all of them stand up to their verification")


@contextmanager
def _closed() -> Iterator[tuple[Flask, Engine, Path]]:
    """Open the instance without touching its database, which may be damaged or gone."""
    with failures():
        app = make_app()
        with app.app_context():
            yield app, db.engine, Path(app.instance_path)


def _tell(one: backups.Backup, as_json: bool) -> None:
    if as_json:
        print_json(_document(one))
    elif not one.problems:
        voices = f", {one.recordings.count} recordings" if one.recordings and one.recordings.count else ""
        state = "verified" if one.verified_at else "made, not verified"
        click.echo(f"{one.name}: {state}, {one.bytes} bytes{voices}")
    if one.recordings and one.recordings.lost:
        click.echo(f"{one.recordings.lost} recordings are gone or damaged in blobs/", err=True)
    if one.problems:
        raise Failure(f"{one.name}: {'; '.join(one.problems)}")


def _document(one: backups.Backup) -> dict[str, Any]:
    document = asdict(one)
    return (
        {"name": one.name}
        | {key: document[key] for key in document if key != "tables"}
        | {"rows": {table: content.rows for table, content in one.tables.items()}}
    )
