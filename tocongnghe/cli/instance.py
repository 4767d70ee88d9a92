"""Opens the installation for a command: created, migrated, its failures in one clear line."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from alembic.util import CommandError
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy.exc import OperationalError

from tocongnghe import create_app
from tocongnghe.errors import ConfigurationError, Problem
from tocongnghe.extensions import db, upgrade_database, writing
from tocongnghe.operations.journal import strike_phantoms
from tocongnghe.services.backups import require_whole
from tocongnghe.services.former_places import load_former_places
from tocongnghe.services.freshness import refresh
from tocongnghe.services.places import load_reference_places

WRONG, MISCONFIGURED = 1, 2


class Failure(click.ClickException):
    """Something is wrong: one line on standard error."""

    exit_code = WRONG


class Misconfigured(Failure):
    """It cannot work as configured or called."""

    exit_code = MISCONFIGURED


@contextmanager
def failures() -> Iterator[None]:
    """Turn what a user or an operator can mend into one line and an exit code."""
    try:
        yield
    except ConfigurationError as error:
        raise Misconfigured(str(error)) from error
    except Problem as error:
        raise Failure(error.detail or error.title) from error
    except CommandError as error:
        raise Misconfigured(f"the database belongs to another version: {error}") from error
    except OperationalError as error:
        raise Failure(f"the database does not answer: {_first_line(error.orig)}") from error


@contextmanager
def opened() -> Iterator[Flask]:
    """Open the instance, made and migrated when it is not, inside its application context."""
    with failures():
        app = make_app()
        prepare(app)
        with app.app_context():
            try:
                refresh(db.session())
                db.session.remove()
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


def make_app() -> Flask:
    """Return the app of `flask --app wsgi`, or a fresh one under our own entry point."""
    context = click.get_current_context(silent=True)
    script = context.find_object(ScriptInfo) if context else None
    return script.load_app() if script else create_app()


def prepare(app: Flask) -> None:
    """Create the tables and the reference places that are missing.

    Two commands on an empty instance (a server and its jobs process, say) must
    not migrate at once: SQLite would answer "table already exists".

    Raises:
        Interrupted: The database is half-way through a restore.
    """
    with (Path(app.instance_path) / ".prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with app.app_context():
            require_whole(db.engine, Path(app.instance_path))
        upgrade_database(app)
        with app.app_context(), writing() as session:
            load_reference_places(session)
            load_former_places(session)
        with app.app_context():
            strike_phantoms(db.engine, Path(app.instance_path))
            db.engine.dispose()


def print_json(document: Any) -> None:
    """Print *document* for a program: one JSON text, UTF-8."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]
