"""How the server of the machine remembers and forgets: real backups, restores, erasures, other programs."""

from __future__ import annotations

import gc
import random
from importlib import import_module
from pathlib import Path

import psycopg

from tests.machine.site import Crash, Site
from tocongnghe.extensions import db, migrate, open_engine
from tocongnghe.operations.erasures import read_erased
from tocongnghe.schemas.operations import complaint_about
from tocongnghe.services.backups import Tools, make_backup, prune, restore_backup, verify_backup
from tocongnghe.services.backups.catalogue import backup_folder, read_catalogue
from tocongnghe.services.erasure import Why, erase_record
from tocongnghe.services.held import decide_all_held_again

TOOLS = Tools(open_engine, migrate)
KEPT = 3
SCHEMAS = [
    import_module(name)
    for name in ("tocongnghe.operations.decide", "tocongnghe.sync.push", "tocongnghe.sync.exchange")
]
"""Modules that know the newest schema of bodies that the program can read."""


NEWEST = SCHEMAS[0].SCHEMA


def back_up(site: Site, rng: random.Random) -> None:
    """Make a backup as the nightly job does; mostly verify it, keep the newest few."""
    instance = Path(site.app.instance_path)
    site.advance(1)  # names of backups are seconds
    made = make_backup(site.engine, instance)
    if rng.random() < 0.8:
        verify_backup(site.engine, instance, made.file, TOOLS)
    prune(site.engine, instance, KEPT)


def names_of_backups(site: Site) -> list[str]:
    return [backup.file for backup in read_catalogue(backup_folder(Path(site.app.instance_path))).backups]


def restore(site: Site, name: str) -> None:
    """Stop the server, restore the backup *name* over its database, and start it again."""
    db.session.remove()
    site.engine.dispose()
    _hang_up(site)
    site.advance(1)
    restore_backup(site.engine, Path(site.app.instance_path), name, TOOLS)
    decide_all_held_again(site.engine, complaint_about)  # as every start does


def _hang_up(site: Site) -> None:
    """Close what a process that died at a commit left open; its own end would have done it.

    PostgreSQL's driver warns of each that is only forgotten, and the warning holds it.
    """
    for one in gc.get_objects():
        is_open = isinstance(one, psycopg.Connection) and not one.closed
        if is_open and one.info.dbname == site.engine.url.database:
            one.close()
    gc.collect()


def erase(site: Site, record: str) -> set[str]:
    """Erase *record* as an operator does, again if the server died; return the operations that this means."""
    try:
        done = erase_record(site.engine, record, Why.REQUEST)
    except Crash:
        site.engine.dispose()
        done = erase_record(site.engine, record, Why.REQUEST)
    return set(done.operations)


def told_erased(site: Site) -> dict[str, str]:
    """Return operation -> record of all that lies beside the backups as erased."""
    return {one["id"]: one["record"] for one in read_erased(backup_folder(Path(site.app.instance_path)))}


def run_program(site: Site, schema: int) -> None:
    """Let the server run a program that reads bodies up to *schema*; a newer one decides what waited."""
    is_newer = schema > SCHEMAS[0].SCHEMA
    site.is_old_program = schema < NEWEST
    for module in SCHEMAS:
        module.SCHEMA = schema
    if is_newer:
        decide_all_held_again(site.engine, complaint_about)
