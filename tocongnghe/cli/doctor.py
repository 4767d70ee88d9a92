"""`tocongnghe doctor`: what is wrong with an installation, and what to do about it."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tocongnghe import LINKS_FILE
from tocongnghe.cli.doctor_backups import backup_findings, restore_finding
from tocongnghe.cli.doctor_reports import report_finding
from tocongnghe.cli.finding import Finding
from tocongnghe.cli.instance import failures, make_app, prepare, print_json
from tocongnghe.extensions import db, is_at_head
from tocongnghe.i18n.catalogs import po_path
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.services.job_runs import list_last_runs

OLDEST_SQLITE = (3, 35, 0)  # RETURNING
OLDEST_POSTGRESQL = 15
FAILED = "failed"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def doctor(as_json: bool) -> None:
    """Look at this installation; exit code 1 when something is wrong.

    An empty instance is created first. One that exists is looked at as it is.
    """
    with failures():
        app = make_app()
        findings = [*_machine(), *_database(app), *_instance(app), *_built(app)]
        with app.app_context():
            db.engine.dispose()
    is_well = all(finding.is_well for finding in findings)
    if as_json:
        print_json({"well": is_well, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(f"{'ok   ' if finding.is_well else 'WRONG'} {finding.name:<16} {finding.says}")
            if not finding.is_well:
                click.echo(f"      {'':<16} -> {finding.todo}")
    if not is_well:
        sys.exit(1)


def _machine() -> Iterator[Finding]:
    yield Finding(
        "python", sys.version_info >= (3, 11), platform.python_version(), "install Python 3.11 or newer"
    )
    yield Finding(
        "sqlite",
        sqlite3.sqlite_version_info >= OLDEST_SQLITE,
        sqlite3.sqlite_version,
        "use a Python built with SQLite 3.35 or newer, or PostgreSQL",
    )
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    yield Finding("chromium", is_well=True, says=browser or "absent; only `make test` needs it")


def _database(app: Flask) -> Iterator[Finding]:
    instance = Path(app.instance_path)
    with app.app_context():
        name = db.engine.dialect.name
        if half := restore_finding(db.engine, instance):
            yield half
            return
        try:
            with db.engine.connect() as connection:
                is_new = not inspect(connection).get_table_names()
            if is_new:
                prepare(app)
            yield Finding("database", is_well=True, says=f"{name} answers")
            yield Finding(
                "migrations",
                is_at_head(db.engine),
                "at the newest" if is_at_head(db.engine) else "behind this version",
                "back up, then run any other command, such as `tocongnghe users list`",
            )
            yield _durability(name)
            yield _jobs()
            yield report_finding(db.engine)
            yield from backup_findings(db.engine, instance)
        except OperationalError:
            yield Finding(
                "database", False, f"{name} does not answer", "check TOCONGNGHE_DATABASE_URL and the server"
            )


def _durability(dialect: str) -> Finding:
    with db.engine.connect() as connection:
        if dialect == "sqlite":
            mode = connection.scalar(text("PRAGMA journal_mode"))
            synchronous = connection.scalar(text("PRAGMA synchronous"))
            is_well = mode == "wal" and synchronous == 2
            says = f"journal_mode {mode}, synchronous {'FULL' if synchronous == 2 else synchronous}"
            return Finding(
                "durability", is_well, says, "keep the database on a local disk, not on a network share"
            )
        version = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
        commit = connection.scalar(text("SHOW synchronous_commit"))
        is_well = commit != "off" and version >= OLDEST_POSTGRESQL
        says = f"PostgreSQL {version}, synchronous_commit {commit}"
        return Finding("durability", is_well, says, "use PostgreSQL 15 or newer with synchronous_commit on")


def _jobs() -> Finding:
    with Session(db.engine) as session:
        runs = list_last_runs(session)
    failed = [f"{run.job}: {run.detail}" for run in runs if run.outcome == FAILED]
    says = "; ".join(failed) or ", ".join(f"{run.job} {run.outcome or 'runs'}" for run in runs)
    return Finding("jobs", not failed, says or "none ran yet", "read the jobs process's log; it tries again")


def _instance(app: Flask) -> Iterator[Finding]:
    folder = Path(app.instance_path)
    secret = folder / "secret_key"
    if not secret.exists():
        yield Finding(
            "secret",
            bool(app.config["SECRET_KEY"]),
            "set by configuration",
            "remove SECRET_KEY to have one made",
        )
        return
    is_private = stat.S_IMODE(secret.stat().st_mode) & 0o077 == 0
    yield Finding(
        "secret",
        is_private,
        "made here, readable by its owner alone" if is_private else "other users can read it",
        "chmod 600 secret_key in the instance folder",
    )


def _built(app: Flask) -> Iterator[Finding]:
    phone = Path(app.config["PHONE_APP_FOLDER"]) / "index.html"
    yield Finding("phone app", phone.exists(), "built" if phone.exists() else "not built", "make build")
    links = app.extensions["links"]
    searched = [link.name for link in links if link.is_search]
    # What is not known is nobody's fault and stops nothing; it is said so that a province may mend it.
    yield Finding(
        "links",
        is_well=True,
        says=f"{len(links)} on phones"
        + (
            f"; no address known for {', '.join(searched)}, which open a search in the app store: "
            f"see {LINKS_FILE} in docs/operations.md"
            if searched
            else ""
        ),
    )
    lessons = app.extensions["lessons"].lessons
    waiting = sum(lesson.reviewed_by is None for lesson in lessons)
    yield Finding("lessons", is_well=True, says=f"{len(lessons)} on phones, {waiting} wait for review")
    absent = [code for code in LOCALES if not po_path(code, Path(app.config["TRANSLATIONS_FOLDER"])).exists()]
    yield Finding(
        "translations",
        not absent,
        f"missing: {', '.join(absent)}" if absent else f"{len(LOCALES)} languages",
        "restore translations/ from the repository",
    )
